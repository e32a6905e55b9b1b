"""Pairs of types, and types with values, in; verdicts out."""

from __future__ import annotations

import pytest

from scaffolder.inference.compat import assignable, narrow, underlying, valid
from scaffolder.model import (
    SHARED,
    AliasSchema,
    AnyType,
    ArrayType,
    BooleanType,
    EnumType,
    Extra,
    Field,
    IntegerType,
    Literal,
    MapType,
    NullableType,
    NumberType,
    ObjectSchema,
    RefType,
    StringFormat,
    StringType,
    UnionType,
)
from scaffolder.names import ClassName, Identifier

TEXT, INT, NUMBER, BOOL, ANY = StringType(), IntegerType(), NumberType(), BooleanType(), AnyType()
DATETIME = StringType(StringFormat.DATETIME, "date-time")
UUID = StringType(StringFormat.UUID, "uuid")
EMAIL = StringType(StringFormat.EMAIL, "email")


def enum(*values):
    return EnumType(tuple(map(Literal.of, values)))


def field(name, type_, required=True):
    return Field(Identifier(name), name, type_, required, None, "", False, False, False, "")


def schema(name, *fields, extra=Extra.IGNORE, extra_type=None):
    return ObjectSchema(ClassName(name), SHARED, fields, extra, extra_type, "", "", None, "")


def alias(name, type_):
    return AliasSchema(ClassName(name), SHARED, type_, "", "", None, "")


def ref(name):
    return RefType(ClassName(name))


DEFINITIONS = {
    d.name: d
    for d in (
        schema("Id", field("id", INT)),
        schema("Pet", field("id", INT), field("name", TEXT), field("nick", TEXT, required=False)),
        schema("Strict", field("id", INT), extra=Extra.FORBID),
        schema("Open", field("id", INT), extra=Extra.ALLOW, extra_type=TEXT),
        schema("Optional", field("id", INT, required=False)),
        schema("Node", field("next", NullableType(ref("Node")))),
        schema("Other", field("next", NullableType(ref("Other")))),
        alias("Name", StringType(max_length=3)),
        alias("Maybe", NullableType(ref("Name"))),
        alias("Loop", ref("Loop")),
        alias("Knot", UnionType((ref("Knot"), INT))),
    )
}

VALID = [
    (TEXT, ["", "a"], [1, None, True, []]),
    (StringType(min_length=1, max_length=2, pattern="^a"), ["a", "ab"], ["", "abc", "b"]),
    (StringType(max_length=1), ["\N{GRINNING FACE}"], ["ab"]),
    (StringType(StringFormat.DATE), ["2024-02-29"], ["2023-02-29", "2024-1-1", "20240101"]),
    (
        DATETIME,
        ["2024-01-01T00:00:00Z", "2024-01-01t00:00:00.5+01:00"],
        ["2024-01-01", "2024-01-01T00:00:00", "2024-01-01T25:00:00Z", "2024-01-01T00:00:00+25:00"],
    ),
    (StringType(StringFormat.TIME), ["10:00:00Z"], ["10:00:00", "10:00Z"]),
    (StringType(StringFormat.DURATION), ["P1D", "PT1H30M", "P2W", "PT0.5S"], ["P", "PT", "1D"]),
    (UUID, ["00000000-0000-4000-8000-00000000000A"], ["0", "00000000000040008000000000000000"]),
    (EMAIL, ["a@b.example"], ["a", "a@b", "a b@c.example"]),
    (StringType(StringFormat.URI), ["https://a.example/x?y=1#z", "urn:a"], ["/x", "a b:c", "x"]),
    (StringType(StringFormat.IPV4), ["1.2.3.4"], ["1.2.3", "::1"]),
    (StringType(StringFormat.IPV6), ["::1"], ["1.2.3.4"]),
    (StringType(StringFormat.BYTE), ["", "YQ=="], ["a", "a-b="]),
    (StringType(StringFormat.DECIMAL), ["1", "-1.50", "1e3"], ["NaN", "x", " 1"]),
    (StringType(StringFormat.BINARY), ["\x01"], [1]),
    (INT, [1, 1.0, -(2**63)], [True, 1.5, "1", 2**63]),
    (IntegerType(32), [2**31 - 1], [2**31]),
    (IntegerType(minimum=2, maximum=6, multiple_of=2), [2, 6], [1, 3, 8]),
    (NUMBER, [1, 1.5], [True, "1", float("nan"), float("inf")]),
    (NumberType(minimum=1, exclusive_maximum=2, multiple_of=0.1), [1, 1.9], [0.9, 2, 1.95]),
    (NumberType(exclusive_minimum=1, maximum=2), [1.1, 2], [1, 2.1]),
    (BOOL, [True, False], [1, 0, "true"]),
    (enum("a", 1, True), ["a", 1, 1.0, True], ["b", 2, False, "1", None]),
    (ArrayType(INT, 1, 2, True), [[1], [1, 2]], [[], [1, 2, 3], [1, 1], [1, 1.0], ["a"], 1]),
    (ArrayType(ANY, unique=True), [[{"a": 1}, {"a": 2}], [[1], [2]], [1, "1"]], [[{"a": 1, "b": 2}, {"b": 2, "a": 1}]]),
    (MapType(INT, 1, 1), [{"a": 1}], [{}, {"a": 1, "b": 2}, {"a": "x"}, []]),
    (ANY, [None, 1, {}], []),
    (NullableType(INT), [None, 1], ["x"]),
    (UnionType((INT, BOOL)), [1, True], ["x", None]),
    (ref("Pet"), [{"id": 1, "name": "a", "more": 1}], [{"id": 1}, {"id": 1, "name": 2}, [], "x"]),
    (ref("Strict"), [{"id": 1}], [{"id": 1, "more": 1}]),
    (ref("Open"), [{"id": 1, "more": "a"}], [{"id": 1, "more": 1}]),
    (ref("Node"), [{"next": {"next": None}}], [{"next": {"next": 1}}, {"next": {}}]),
    (ref("Maybe"), [None, "abc"], ["abcd"]),
    (ref("Loop"), [], [1, None]),
    (ref("Knot"), [1], ["x"]),
]


@pytest.mark.parametrize(("type_", "good", "bad"), VALID, ids=[str(v[0])[:60] for v in VALID])
def test_a_value_is_valid_or_not(type_, good, bad):
    assert [value for value in good if not valid(type_, value, DEFINITIONS)] == []
    assert [value for value in bad if valid(type_, value, DEFINITIONS)] == []


def test_an_explosive_pattern_is_not_tried_on_long_texts():
    type_ = StringType(pattern="^(a+)+$")
    assert valid(type_, "aaaa", DEFINITIONS)
    assert not valid(type_, "a" * 60 + "!", DEFINITIONS)


ASSIGNABLE = [
    (TEXT, StringType(max_length=1), True),
    (EMAIL, TEXT, True),
    (TEXT, EMAIL, True),
    (DATETIME, TEXT, False),
    (TEXT, DATETIME, False),
    (INT, NUMBER, True),
    (NUMBER, INT, False),
    (INT, IntegerType(32), True),
    (BOOL, INT, False),
    (enum("a"), TEXT, True),
    (TEXT, enum("a"), False),
    (enum("a"), enum("a", "b"), True),
    (enum("a", "b"), enum("a"), False),
    (enum("a"), DATETIME, False),
    (enum(1), INT, True),
    (INT, NullableType(INT), True),
    (NullableType(INT), INT, False),
    (ref("Maybe"), TEXT, False),
    (ref("Maybe"), NullableType(TEXT), True),
    (NullableType(INT), ANY, True),
    (ANY, INT, False),
    (ANY, ANY, True),
    (ArrayType(INT), ArrayType(NUMBER), True),
    (ArrayType(NUMBER), ArrayType(INT), False),
    (ArrayType(INT), INT, False),
    (MapType(INT), MapType(NUMBER), True),
    (MapType(INT), ref("Id"), False),
    (ref("Id"), MapType(INT), True),
    (ref("Pet"), MapType(INT), False),
    (ref("Pet"), ref("Id"), True),
    (ref("Id"), ref("Pet"), False),
    (ref("Pet"), ref("Strict"), False),
    (ref("Id"), ref("Strict"), True),
    (ref("Optional"), ref("Id"), False),
    (ref("Id"), ref("Optional"), True),
    (ref("Node"), ref("Other"), True),
    (ref("Name"), TEXT, True),
    (UnionType((INT, TEXT)), TEXT, False),
    (UnionType((INT, NUMBER)), NUMBER, True),
    (INT, UnionType((TEXT, NUMBER)), True),
    (BOOL, UnionType((TEXT, NUMBER)), False),
]


@pytest.mark.parametrize(("source", "target", "expected"), ASSIGNABLE)
def test_one_type_fits_another_or_not(source, target, expected):
    assert assignable(source, target, DEFINITIONS) is expected


NARROW = [
    (
        StringType(min_length=1, max_length=9),
        StringType(min_length=2, max_length=5),
        StringType(min_length=2, max_length=5),
    ),
    (StringType(max_length=1), StringType(min_length=2), None),
    (TEXT, DATETIME, DATETIME),
    (DATETIME, TEXT, DATETIME),
    (EMAIL, UUID, UUID),
    (UUID, DATETIME, None),
    (StringType(pattern="a"), StringType(pattern="b"), StringType(pattern="a")),
    (enum("a", "b"), enum("b", "c"), enum("b")),
    (enum("a"), enum("b"), None),
    (enum("a", "abcd"), ref("Name"), enum("a")),
    (TEXT, enum("a"), enum("a")),
    (INT, TEXT, None),
    (IntegerType(64, minimum=1), IntegerType(32, maximum=9), IntegerType(32, minimum=1, maximum=9)),
    (IntegerType(multiple_of=4), IntegerType(multiple_of=6), IntegerType(multiple_of=12)),
    (IntegerType(minimum=1, maximum=3), IntegerType(multiple_of=5), None),
    (INT, NumberType(minimum=0.5, exclusive_maximum=9), IntegerType(minimum=1, maximum=8)),
    (NumberType(exclusive_minimum=1, maximum=9.5), INT, IntegerType(minimum=2, maximum=9)),
    (NumberType(minimum=1), NumberType("double", maximum=2), NumberType("double", minimum=1, maximum=2)),
    (NumberType(multiple_of=0.2), NumberType(multiple_of=0.5), NumberType(multiple_of=1.0)),
    (NumberType(minimum=1), NumberType(exclusive_maximum=1), None),
    (BOOL, BOOL, BOOL),
    (BOOL, INT, None),
    (NullableType(INT), NullableType(INT), NullableType(INT)),
    (NullableType(INT), INT, INT),
    (INT, NullableType(INT), INT),
    (ref("Pet"), ref("Id"), ref("Pet")),
    (ref("Id"), ref("Pet"), None),
    (ArrayType(INT), ANY, ArrayType(INT)),
]


@pytest.mark.parametrize(("write", "read", "expected"), NARROW)
def test_what_is_written_must_be_readable(write, read, expected):
    assert narrow(write, read, DEFINITIONS) == expected


def test_underlying_follows_names_and_null_and_ends():
    assert underlying(ref("Maybe"), DEFINITIONS) == StringType(max_length=3)
    assert underlying(NullableType(ref("Pet")), DEFINITIONS) == ref("Pet")
    assert underlying(ref("Loop"), DEFINITIONS) == ANY
