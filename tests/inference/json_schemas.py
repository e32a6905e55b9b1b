"""Types of the API model as JSON Schemas, so that a validator that knows nothing of us can judge values."""

from __future__ import annotations

import re

import jsonschema_rs

from scaffolder.model import (
    AliasSchema,
    ArrayType,
    BooleanType,
    EnumType,
    Extra,
    IntegerType,
    MapType,
    NullableType,
    NumberType,
    RefType,
    StringType,
    UnionType,
)

FORMATS = {
    "byte": lambda text: re.fullmatch(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text) is not None,
    "decimal": lambda text: re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) is not None,
}
"""Those of OpenAPI's registry that JSON Schema does not know."""


def plain(**keywords):
    return {name: value for name, value in keywords.items() if value is not None and value is not False}


def scalar_schema(type_):
    schema = {}
    match type_:
        case StringType(format, _, low, high, pattern):
            schema = {"type": "string"} | plain(format=format, minLength=low, maxLength=high, pattern=pattern)
        case IntegerType(_, _, low, high, step):
            schema = {"type": "integer"} | plain(minimum=low, maximum=high, multipleOf=step)
        case NumberType(_, low, high, above, below, step):
            bounds = plain(minimum=low, maximum=high, exclusiveMinimum=above, exclusiveMaximum=below, multipleOf=step)
            schema = {"type": "number"} | bounds
        case BooleanType():
            schema = {"type": "boolean"}
        case EnumType(values):
            schema = {"enum": [value.value for value in values]}
    return schema


def json_schema(type_):
    """The type as JSON Schema, for the other validator."""
    schema = scalar_schema(type_)
    match type_:
        case ArrayType(item, low, high, unique):
            schema = plain(type="array", items=json_schema(item), minItems=low, maxItems=high, uniqueItems=unique)
        case MapType(value, low, high):
            bounds = plain(minProperties=low, maxProperties=high)
            schema = {"type": "object", "additionalProperties": json_schema(value)} | bounds
        case NullableType(inner):
            schema = {"anyOf": [{"type": "null"}, json_schema(inner)]}
        case UnionType(variants):
            schema = {"anyOf": [json_schema(variant) for variant in variants]}
        case RefType(name):
            schema = {"$ref": f"#/$defs/{name}"}
    return schema


def definition_schema(definition):
    if isinstance(definition, AliasSchema):
        return json_schema(definition.type)
    properties = {f.json_name: json_schema(f.type) for f in definition.fields}
    required = [f.json_name for f in definition.fields if f.required]
    closed = {"additionalProperties": False} if definition.extra is Extra.FORBID else {}
    return {"type": "object", "properties": properties, "required": required} | closed


def validator(type_, definitions):
    """The independent judge of a type's values."""
    definitions = {name: definition_schema(d) for name, d in definitions.items()}
    return jsonschema_rs.Draft202012Validator(
        json_schema(type_) | {"$defs": definitions}, validate_formats=True, formats=FORMATS
    )
