"""Schemas without properties in, `Type` trees out; and what a builder answers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from schema_documents import TEXT, Built, obj, ref

from scaffolder.model import (
    SHARED,
    AnyType,
    ArrayType,
    BooleanType,
    EnumType,
    IntegerType,
    Literal,
    MapType,
    NumberType,
    RefType,
    StringFormat,
    StringType,
    UnionType,
)
from scaffolder.names import ClassName, ModuleName


@pytest.fixture
def make(tmp_path):
    return lambda schemas, version="3.1.0": Built(tmp_path, version, schemas)


@pytest.fixture
def alias(make):
    return lambda schema, version="3.1.0": make({"A": schema}, version).alias("A")


CASES = [
    ({"type": "string"}, StringType()),
    ({"type": "string", "format": "date-time"}, StringType(StringFormat.DATETIME, "date-time")),
    ({"type": "string", "format": "dateTime"}, StringType(StringFormat.DATETIME, "dateTime")),
    ({"type": "string", "format": "guid"}, StringType(None, "guid")),
    ({"type": "string", "format": "url"}, StringType(StringFormat.URI, "url")),
    ({"type": "string", "format": "colour"}, StringType(None, "colour")),
    ({"type": "string", "format": "int64"}, StringType(None, "int64")),
    ({"format": "uuid"}, StringType(StringFormat.UUID, "uuid")),
    ({"type": "string", "minLength": 0, "maxLength": 9}, StringType(max_length=9)),
    ({"type": "string", "pattern": r"^\d+\/\-$"}, StringType(pattern=r"^\d+/\-$")),
    ({"type": "string", "pattern": r"^(?<y>\d)\k<y>$"}, StringType(pattern=r"^(?P<y>\d)(?P=y)$")),
    ({"type": "string", "pattern": r"^\u{1F600}[[a&&b]$"}, StringType(pattern=r"^\U0001f600[\[a\&\&b]$")),
    ({"type": "string", "pattern": r"[^]\cJ"}, StringType(pattern=r"[\s\S]\x0a")),
    ({"minLength": 2}, StringType(min_length=2)),
    ({"type": "integer"}, IntegerType()),
    ({"type": "integer", "format": "int32"}, IntegerType(32, "int32")),
    ({"type": "integer", "minimum": 0.5, "maximum": 9.5}, IntegerType(minimum=1, maximum=9)),
    ({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9}, IntegerType(minimum=1, maximum=8)),
    ({"type": "integer", "minimum": -1e30, "maximum": 1e30}, IntegerType()),
    ({"type": "integer", "multipleOf": 1.5}, IntegerType(multiple_of=3)),
    ({"type": "integer", "multipleOf": 0.5}, IntegerType()),
    ({"type": "integer", "exclusiveMinimum": 2, "minimum": 1}, IntegerType(minimum=3)),
    ({"format": "int32"}, IntegerType(32, "int32")),
    ({"format": "double"}, NumberType("double")),
    ({"type": "number", "format": "double"}, NumberType("double")),
    ({"type": "number", "maximum": 2, "exclusiveMaximum": 3}, NumberType(maximum=2)),
    ({"type": "number", "minimum": 1, "exclusiveMinimum": 1}, NumberType(exclusive_minimum=1)),
    ({"minimum": 1}, NumberType(minimum=1)),
    ({"type": "boolean"}, BooleanType()),
    ({"type": "boolean", "enum": [True, False]}, BooleanType()),
    ({"const": 1}, EnumType((Literal("1"),))),
    ({"enum": ["a", 1, "a"]}, EnumType((Literal('"a"'), Literal("1")))),
    ({"type": "array"}, ArrayType(AnyType())),
    ({"items": TEXT, "minItems": 1, "uniqueItems": True}, ArrayType(StringType(), 1, None, True)),
    ({"type": "object"}, MapType(AnyType())),
    ({"additionalProperties": TEXT}, MapType(StringType())),
    ({"type": "object", "additionalProperties": TEXT, "maxProperties": 3}, MapType(StringType(), None, 3)),
    (
        {"type": ["string", "integer"], "minLength": 1, "minimum": 2},
        UnionType((StringType(min_length=1), IntegerType(minimum=2))),
    ),
    (
        {"allOf": [{"type": "string", "minLength": 2}, {"maxLength": 5, "minLength": 1}]},
        StringType(min_length=2, max_length=5),
    ),
    ({"allOf": [{"type": "number"}, {"type": "integer"}]}, IntegerType()),
    ({"allOf": [{"type": "integer", "multipleOf": 4}, {"multipleOf": 6}]}, IntegerType(multiple_of=12)),
    ({"allOf": [{"enum": ["a", "b", "c"]}, {"enum": ["b", "c"]}]}, EnumType((Literal('"b"'), Literal('"c"')))),
    ({"anyOf": [TEXT, {"type": "integer"}, TEXT]}, UnionType((StringType(), IntegerType()))),
    ({"oneOf": [TEXT]}, StringType()),
    ({"oneOf": [TEXT, {}]}, AnyType()),
    (
        {"type": "string", "oneOf": [{"format": "date"}, {"maxLength": 3}]},
        UnionType((StringType(StringFormat.DATE, "date"), StringType(max_length=3))),
    ),
    (
        {"anyOf": [{"anyOf": [TEXT, {"type": "boolean"}]}, {"type": "integer"}]},
        UnionType((StringType(), BooleanType(), IntegerType())),
    ),
]


@pytest.mark.parametrize(("schema", "expected"), CASES, ids=[json.dumps(schema)[:60] for schema, _ in CASES])
def test_a_schema_without_properties_becomes(alias, schema, expected):
    assert alias(schema) == expected


@pytest.mark.parametrize("schema", [{}, True, {"description": "Whatever"}, {"allOf": [{}]}])
def test_a_named_schema_that_says_nothing_is_any_value(make, schema):
    assert make({"A": schema}).type("A") == AnyType()


FAULTY = [
    ({"type": "string", "format": "url", "example": "https://[A HOST]"}, StringType(None, "url"), "T115", "/format"),
    ({"type": "string", "format": "email", "example": "Ada"}, StringType(None, "email"), "T115", "/format"),
    ({"type": "string", "enum": ["a", 1]}, EnumType((Literal('"a"'),)), "T101", "/enum"),
    ({"type": "string", "enum": [1]}, StringType(), "T111", "/enum"),
    ({"type": "object", "enum": ["a"]}, EnumType((Literal('"a"'),)), "T114", "/type"),
    ({"type": "array", "items": TEXT, "enum": ["a"]}, ArrayType(StringType()), "T111", "/enum"),
    ({"type": "string", "pattern": r"^\p{L}$"}, StringType(), "T102", "/pattern"),
    ({"type": "string", "pattern": "(["}, StringType(), "T102", "/pattern"),
    ({"type": "string", "pattern": "/^a$/i"}, StringType(pattern="(?i)^a$"), "T103", "/pattern"),
    ({"type": "string", "minLength": 5, "maxLength": 2}, StringType(), "T104", ""),
    ({"type": "array", "minItems": 5, "maxItems": 2}, ArrayType(AnyType()), "T104", ""),
    ({"type": "integer", "minimum": 5, "maximum": 2}, IntegerType(), "T104", ""),
    ({"type": "number", "minimum": 5, "exclusiveMaximum": 5}, NumberType(), "T104", ""),
    ({"type": "integer", "format": "int32", "minimum": 2**40}, IntegerType(32, "int32"), "T110", ""),
    ({"type": "integer", "minimum": 1, "maximum": 2, "multipleOf": 5}, IntegerType(minimum=1, maximum=2), "T110", ""),
    ({"type": "integer", "format": "int32", "maximum": -(2**40)}, IntegerType(32, "int32"), "T110", ""),
    ({"type": "number", "minimum": 1, "maximum": 2, "multipleOf": 5}, NumberType(minimum=1, maximum=2), "T110", ""),
    ({"type": "object", "minProperties": 3, "maxProperties": 1}, MapType(AnyType()), "T104", ""),
    ({"allOf": [TEXT, {"type": "integer"}]}, AnyType(), "T105", ""),
    ({"type": "string", "oneOf": [{"type": "integer"}, {"type": "boolean"}]}, AnyType(), "T107", ""),
]


@pytest.mark.parametrize(("schema", "expected", "code", "place"), FAULTY, ids=[json.dumps(f[0])[:60] for f in FAULTY])
def test_what_cannot_be_is_left_out_with_a_warning(make, schema, expected, code, place):
    built = make({"A": schema})
    assert built.alias("A") == expected
    assert (code, f"/components/schemas/A{place}") in built.codes


# --- the builder --------------------------------------------------------------------------------------------------


def test_object_of_and_scalar_of_look_behind_names_and_null(make):
    built = make(
        {"A": {"type": ["string", "null"]}, "B": obj(a=ref("A")), "C": {"anyOf": [ref("B"), {"type": "null"}]}}
    )
    assert built.types.scalar_of(built.type("A")) == StringType()
    assert built.types.object_of(built.type("A")) is None
    assert built.types.object_of(built.type("C")).name == "B"
    assert built.types.scalar_of(built.type("C")) == RefType(ClassName("B"))


def test_extensions_are_found_by_origin(make):
    built = make({"A": obj(a=TEXT | {"x-unique": True}) | {"x-tablename": "as"}})
    definition = built.definition("A")
    assert built.types.extensions(definition.origin) == {"x-tablename": "as"}
    assert built.types.extensions(definition.fields[0].origin) == {"x-unique": True}


def test_finish_places_and_sorts_what_is_used(make):
    schemas = {
        "A": obj(b=ref("B"), c=ref("C")),
        "B": obj(c=ref("C")),
        "C": obj(x=TEXT),
        "D": obj(c=ref("C")),
        "E": TEXT,
    }
    built = make(schemas)
    for name in schemas:
        built.type(name)
    one, two = frozenset({ModuleName("one")}), frozenset({ModuleName("two")})
    found = built.types.finish({ClassName("A"): one, ClassName("D"): two})
    assert [(s.name, s.module) for s in found] == [("C", SHARED), ("B", "one"), ("A", "one"), ("D", "two")]


def test_names_do_not_depend_on_the_hash_seed(tmp_path):
    corpus = Path(__file__).parents[2] / "specs" / "api.yaml"
    script = (
        "from pathlib import Path; from scaffolder.document import read; from scaffolder.model import Direction\n"
        "from scaffolder.inference.types import TypeBuilder; from scaffolder.inference.samples import Sampler\n"
        f"d, _ = read(Path({str(corpus)!r})); t = TypeBuilder(d); s = Sampler(t.definitions)\n"
        "for way in Direction:\n  for n, x in d.schemas.items():\n"
        "    y = t.build(x, way, hint=n); print(y, s.samples(y), s.broken(y))\n"
        "print(t.finish({n: frozenset({'a'}) for n in t.definitions}))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(corpus.parents[1])},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
