"""What each part of an OpenAPI document may hold (3.0 and 3.1, section 4.8): the table that `prepare` checks by.

Parts that are not named here are extensions, or mean nothing to the scaffolder; they are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without parts; `kind` is "text", "number", "count", "flag" or "bound" (a number or a flag)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    of: Shape


@dataclass(frozen=True, slots=True)
class Members:
    """A mapping with free keys; `extensible` where `x-` keys are no members but extensions."""

    of: Shape
    extensible: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping with fixed keys: an entry of `parts`."""

    name: str
    flag_allowed: bool = False
    """Schemas may be `true` or `false`."""


@dataclass(frozen=True, slots=True)
class Free:
    """Any value."""


Shape = Scalar | Items | Members | Part | Free

text, number, count, flag, bound = (Scalar(kind) for kind in ("text", "number", "count", "flag", "bound"))
free = Free()
schema = Part("schema", flag_allowed=True)
schemas = Items(schema)
_texts = Items(text)
_examples = Members(Part("example"))
_content = Members(Part("media"))
_requirements = Items(Members(_texts))
_path_item = Part("path item")

methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_schema_fields: dict[str, Shape] = {
    "$ref": text,
    "type": Scalar("types"),
    "nullable": flag,
    "x-nullable": flag,
    "format": text,
    "title": text,
    "description": text,
    "enum": Items(free),
    "const": free,
    "default": free,
    "example": free,
    "examples": Items(free),
    "properties": Members(schema),
    "required": _texts,
    "additionalProperties": schema,
    "items": schema,
    "not": schema,
    "allOf": schemas,
    "oneOf": schemas,
    "anyOf": schemas,
    "prefixItems": schemas,
    "patternProperties": Members(schema),
    "propertyNames": schema,
    "unevaluatedItems": schema,
    "unevaluatedProperties": schema,
    "contains": schema,
    "if": schema,
    "then": schema,
    "else": schema,
    "dependentSchemas": Members(schema),
    "contentSchema": schema,
    "$defs": Members(schema),
    "discriminator": Part("discriminator"),
    "minimum": number,
    "maximum": number,
    "exclusiveMinimum": bound,
    "exclusiveMaximum": bound,
    "multipleOf": number,
    "minLength": count,
    "maxLength": count,
    "pattern": text,
    "minItems": count,
    "maxItems": count,
    "uniqueItems": flag,
    "minProperties": count,
    "maxProperties": count,
    "readOnly": flag,
    "writeOnly": flag,
    "deprecated": flag,
}

_header_fields: dict[str, Shape] = {
    "$ref": text,
    "description": text,
    "required": flag,
    "deprecated": flag,
    "allowEmptyValue": flag,
    "allowReserved": flag,
    "style": text,
    "explode": flag,
    "schema": schema,
    "example": free,
    "examples": _examples,
    "content": _content,
}

parts: dict[str, dict[str, Shape]] = {
    "document": {
        "info": Part("info"),
        "servers": Items(Part("server")),
        "paths": Members(_path_item, extensible=True),
        "webhooks": Members(_path_item),
        "components": Part("components"),
        "security": _requirements,
        "tags": Items(Part("tag")),
    },
    "info": {"title": text, "summary": text, "description": text, "termsOfService": text, "version": text},
    "server": {"url": text, "description": text, "variables": Members(Part("server variable"))},
    "server variable": {"enum": _texts, "default": text, "description": text},
    "tag": {"name": text, "description": text},
    "components": {
        "schemas": Members(schema),
        "responses": Members(Part("response")),
        "parameters": Members(Part("parameter")),
        "examples": _examples,
        "requestBodies": Members(Part("request body")),
        "headers": Members(Part("header")),
        "securitySchemes": Members(Part("security scheme")),
        "callbacks": Members(Part("callback")),
        "pathItems": Members(_path_item),
    },
    "path item": {
        "$ref": text,
        "summary": text,
        "description": text,
        "servers": Items(Part("server")),
        "parameters": Items(Part("parameter")),
        **{method: Part("operation") for method in methods},
    },
    "operation": {
        "tags": _texts,
        "summary": text,
        "description": text,
        "operationId": text,
        "parameters": Items(Part("parameter")),
        "requestBody": Part("request body"),
        "responses": Members(Part("response"), extensible=True),
        "callbacks": Members(Part("callback")),
        "deprecated": flag,
        "security": _requirements,
        "servers": Items(Part("server")),
    },
    "parameter": {"name": text, "in": text, **_header_fields},
    "header": _header_fields,
    "request body": {"$ref": text, "description": text, "content": _content, "required": flag},
    "response": {
        "$ref": text,
        "description": text,
        "headers": Members(Part("header")),
        "content": _content,
    },
    "media": {
        "schema": schema,
        "example": free,
        "examples": _examples,
        "encoding": Members(Part("encoding")),
    },
    "encoding": {
        "contentType": text,
        "headers": Members(Part("header")),
        "style": text,
        "explode": flag,
        "allowReserved": flag,
    },
    "example": {"$ref": text, "summary": text, "description": text, "externalValue": text, "value": free},
    "callback": {"$ref": text},
    "schema": _schema_fields,
    "discriminator": {"propertyName": text, "mapping": Members(text)},
    "security scheme": {
        "$ref": text,
        "type": text,
        "description": text,
        "name": text,
        "in": text,
        "scheme": text,
        "bearerFormat": text,
        "flows": Part("flows"),
        "openIdConnectUrl": text,
    },
    "flows": {kind: Part("flow") for kind in ("implicit", "password", "clientCredentials", "authorizationCode")},
    "flow": {
        "authorizationUrl": text,
        "tokenUrl": text,
        "refreshUrl": text,
        "scopes": Members(text, extensible=True),
    },
}
