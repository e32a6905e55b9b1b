"""Types in, values that match them and bodies and texts that do not out; an independent validator judges."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from json_schemas import validator

from scaffolder.inference.patterns import translate
from scaffolder.inference.samples import Sampler
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


def field(name, type_, required=True):
    return Field(Identifier(name), name, type_, required, None, "", False, False, False, "")


def schema(name, *fields, extra=Extra.IGNORE):
    return ObjectSchema(ClassName(name), SHARED, fields, extra, None, "", "", None, "")


def ref(name):
    return RefType(ClassName(name))


ADDRESS = schema(
    "Address", field("city", StringType(max_length=5)), field("zip", StringType(pattern="^[0-9]{5}$"), False)
)
PET = schema(
    "Pet",
    field("name", StringType(min_length=2, max_length=9)),
    field("age", IntegerType(minimum=0, maximum=30)),
    field("kind", EnumType((Literal('"cat"'), Literal('"dog"'))), False),
    field("born", NullableType(StringType(StringFormat.DATE)), False),
    field("home", ref("Address"), False),
    field("tags", ArrayType(StringType(), 1, 2, True), False),
    field("any", AnyType(), False),
    extra=Extra.FORBID,
)
NODE = schema("Node", field("children", ArrayType(ref("Node"))), field("up", ref("Node"), False))
LIST = schema("List", field("next", NullableType(ref("List"))))
ENDLESS = schema("Endless", field("next", ref("Endless")))
JSON = AliasSchema(ClassName("Json"), SHARED, UnionType((ArrayType(ref("Json")), IntegerType())), "", "", None, "")
DEFINITIONS = {d.name: d for d in (ADDRESS, PET, NODE, LIST, ENDLESS, JSON)}
SAMPLER = Sampler(DEFINITIONS)


# --- valid values -------------------------------------------------------------------------------------------------

bound = st.none() | st.integers(0, 40)
number = st.none() | st.integers(-50, 50) | st.floats(-50, 50).map(lambda n: round(n, 2))
scalars = st.one_of(
    st.builds(StringType, st.sampled_from([None, *StringFormat])),
    st.tuples(bound, bound).map(
        lambda b: StringType(min_length=b[0], max_length=None if b[1] is None else b[1] + (b[0] or 0))
    ),
    st.sampled_from(["^[a-z]{3}-[0-9]+$", r"\d", "^(a|bc)*$", r"^[^\s]+$", "^[A-F0-9]{24}$"]).map(
        lambda p: StringType(pattern=p)
    ),
    st.tuples(number, st.integers(0, 90), st.sampled_from([None, 2, 7])).map(
        lambda b: IntegerType(
            minimum=None if b[0] is None else int(b[0]),
            maximum=None if b[0] is None or b[1] < 7 else int(b[0]) + b[1],
            multiple_of=b[2],
        )
    ),
    st.builds(NumberType, minimum=number),
    st.tuples(number, st.integers(1, 9)).map(
        lambda b: NumberType(exclusive_minimum=b[0], exclusive_maximum=None if b[0] is None else b[0] + b[1] / 4)
    ),
    st.just(BooleanType()),
    st.lists(st.integers(-3, 3) | st.text("ab", max_size=3), min_size=1, unique=True).map(
        lambda v: EnumType(tuple(map(Literal.of, v)))
    ),
    st.sampled_from([ref("Pet"), ref("Node"), ref("List"), ref("Json"), AnyType()]),
)
types = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.tuples(inner, st.integers(0, 2), st.integers(0, 2)).map(
            lambda a: ArrayType(a[0], a[1] or None, a[1] + a[2])
        ),
        inner.map(MapType),
        inner.map(NullableType),
        st.lists(inner, min_size=2, max_size=3).map(lambda v: UnionType(tuple(v))),
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(types, st.integers(0, 5), st.booleans())
def test_every_sample_is_valid(type_, variant, full):
    sample = SAMPLER.sample(type_, variant=variant, full=full)
    assert sample is not None
    assert sample.text.isascii()
    assert "\\u0000" not in sample.text
    assert validator(type_, DEFINITIONS).is_valid(sample.value), sample
    assert sample == Sampler(DEFINITIONS).sample(type_, variant=variant, full=full)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(types)
def test_every_broken_body_is_invalid(type_):
    check = validator(type_, DEFINITIONS)
    broken = SAMPLER.broken(type_)
    assert len({b.label for b in broken}) == len(broken) <= 60
    for body in broken:
        assert body.label.isidentifier()
        assert not check.is_valid(body.body.value), body


READABLE = [
    (StringType(), "name", ("Alpha", "Bravo", "Charlie")),
    (StringType(), "status", ("alpha", "bravo", "charlie")),
    (StringType(max_length=1), "code", ("a", "b", "c")),
    (StringType(), "contact_email", ("user1@example.com", "user2@example.com", "user3@example.com")),
    (StringType(StringFormat.DATE), "", ("2024-01-02", "2024-01-03", "2024-01-04")),
    (StringType(StringFormat.URI), "", tuple(f"https://example.com/{n}" for n in (1, 2, 3))),
    (IntegerType(), "", (1, 2, 3)),
    (IntegerType(minimum=0, maximum=1), "", (1, 0)),
    (IntegerType(maximum=-5), "", (-5, -6, -7)),
    (IntegerType(minimum=10, multiple_of=4), "", (12, 16, 20)),
    (NumberType(), "", (1.5, 2.5, 3.5)),
    (NumberType(minimum=0, maximum=1), "", (0, 1, 0.015625)),
    (BooleanType(), "", (True, False)),
    (StringType(pattern="^[A-Z]{3}$"), "currency", ("ABC", "EUR", "USD")),
]


@pytest.mark.parametrize(("type_", "label", "expected"), READABLE)
def test_samples_are_readable_and_distinct(type_, label, expected):
    holder = schema("Holder", field(label or "x", type_))
    samples = Sampler({holder.name: holder}).samples(ref("Holder"))
    assert tuple(sample.value[label or "x"] for sample in samples) == expected


def test_optional_fields_are_there_only_in_full_samples():
    assert list(SAMPLER.sample(ref("Pet")).value) == ["name", "age", "kind", "born", "home", "tags", "any"]
    assert list(SAMPLER.sample(ref("Pet"), full=False).value) == ["name", "age"]


def test_recursion_ends():
    assert SAMPLER.sample(ref("Node")) == Literal('{"children":[]}')
    assert SAMPLER.sample(ref("List")) == Literal('{"next":null}')
    assert SAMPLER.sample(ref("Json")) == Literal("[]")
    assert SAMPLER.sample(ref("Endless")) is None
    assert SAMPLER.broken(ref("Endless")) == ()


NONE = [
    StringType(pattern="^a$", min_length=9),
    StringType(pattern="^ab$(?<=x)"),
    StringType(min_length=200_000),
    StringType(StringFormat.IPV4, max_length=3),
    ArrayType(BooleanType(), min_items=3, unique=True),
    ArrayType(IntegerType(), min_items=5000),
    MapType(ref("Endless"), min_properties=1),
]


@pytest.mark.parametrize("type_", NONE)
def test_impossible_types_have_no_sample(type_):
    assert SAMPLER.sample(type_) is None


def test_wide_graphs_stay_small():
    count = 30
    nodes = [schema(f"N{n}", *(field(f"f{m}", ref(f"N{m}"), False) for m in range(count))) for n in range(count)]
    assert len(Sampler({n.name: n for n in nodes}).sample(ref("N0")).text) < 50_000


PATTERNS = [
    r"^\d{3}-\w+$",
    "[^a-z]",
    "^(?:a|b){2,}$",
    "^x?y*z+$",
    r"^(\w)\1$",
    r"^\S+@\S+$",
    "(?=.*[0-9]).{4}",
    "^[\\x00-\\x7f]+$",
]


@pytest.mark.parametrize(
    "pattern", [*PATTERNS, "^[A-Za-z0-9_-]{43}$", "^arn:aws:iam::[0-9]{12}:role/.+$", "^#?([a-f0-9]{6})$"]
)
def test_patterns_get_texts(pattern):
    type_ = StringType(pattern=translate(pattern).pattern)
    for sample in SAMPLER.samples(type_):
        assert re.search(type_.pattern, sample.value)
    assert SAMPLER.samples(type_)


# --- broken -------------------------------------------------------------------------------------------------------


def test_each_fault_of_a_body_has_its_label():
    labels = {b.label: b.body.value for b in SAMPLER.broken(ref("Pet"))}
    good = SAMPLER.sample(ref("Pet"), full=False).value
    assert labels["not_an_object"] == "wrong"
    assert labels["missing_name"] == {"age": good["age"]}
    assert labels["name_too_short"] == good | {"name": "a"}
    assert labels["name_too_long"] == good | {"name": "alphaaaaaa"}
    assert labels["age_too_large"] == good | {"age": 31}
    assert labels["age_null"] == good | {"age": None}
    assert labels["kind_not_in_enum"] == good | {"kind": "not_in_enum"}
    assert labels["born_bad_format"] == good | {"born": "not-a-date"}
    assert labels["home_city_too_long"]["home"] == {"city": "alphaa"}
    assert labels["missing_home_city"] == good | {"home": {}}
    assert labels["tags_too_few"] == good | {"tags": []}
    assert labels["tags_not_unique"] == good | {"tags": ["alpha", "alpha"]}
    assert labels["extra_field"] == good | {"unexpected_property": "wrong"}
    assert "any_wrong_type" not in labels
    assert "born_null" not in labels
    assert {
        "name_wrong_type",
        "age_wrong_type",
        "age_not_whole",
        "age_too_small",
        "tags_too_many",
        "home_wrong_type",
    } <= set(labels)


FAULTS = [
    (MapType(IntegerType(), 1, 2), {"not_an_object", "too_few", "too_many"}),
    (ArrayType(IntegerType(), 1, 2), {"not_an_array", "too_few", "too_many", "item_wrong_type", "item_not_whole"}),
    (UnionType((IntegerType(), BooleanType())), {"wrong_type"}),
    (IntegerType(32, "int32", multiple_of=2), {"wrong_type", "not_whole", "too_large", "not_multiple"}),
    (
        NumberType(minimum=0, exclusive_maximum=9, multiple_of=3),
        {"wrong_type", "too_small", "too_large", "not_multiple"},
    ),
    (StringType(min_length=2, max_length=3, pattern="^[0-9]+$"), {"wrong_type", "too_short", "too_long", "no_match"}),
    (StringType(max_length=200_000), {"wrong_type"}),
    (AnyType(), set()),
]


@pytest.mark.parametrize(("type_", "labels"), FAULTS, ids=[str(f[0])[:50] for f in FAULTS])
def test_each_kind_of_type_has_its_faults(type_, labels):
    assert {broken.label for broken in SAMPLER.broken(type_)} == labels


def test_variants_of_a_choice_are_broken_by_their_properties():
    union = UnionType((ref("Pet"), ref("Address")))
    labels = {broken.label for broken in SAMPLER.broken(union)}
    assert {"wrong_type", "missing_name", "name_too_long"} <= labels


TEXTS = [
    (StringType(), ()),
    (StringType(min_length=1), ()),
    (StringType(min_length=3), ("al",)),
    (StringType(max_length=5), ("alphaa",)),
    (StringType(pattern="^[0-9]+$"), ("!",)),
    (StringType(StringFormat.UUID), ("not-a-uuid",)),
    (IntegerType(), ("x", "1.5")),
    (IntegerType(minimum=1, maximum=998), ("x", "1.5", "0", "999")),
    (NumberType(maximum=1), ("x", "2")),
    (BooleanType(), ("maybe",)),
    (EnumType((Literal('"a"'),)), ("not_in_enum",)),
    (EnumType((Literal("1"), Literal("2"))), ("3", "not_in_enum")),
    (ArrayType(IntegerType()), ("x", "1.5")),
    (NullableType(IntegerType()), ("x", "1.5")),
    (UnionType((IntegerType(), BooleanType())), ("x", "1.5", "maybe")),
    (UnionType((IntegerType(), StringType())), ()),
    (AnyType(), ()),
    (ref("Pet"), ()),
]


@pytest.mark.parametrize(("type_", "expected"), TEXTS, ids=[str(t[0])[:50] for t in TEXTS])
def test_texts_that_a_parameter_refuses(type_, expected):
    assert tuple(text.value for text in SAMPLER.broken_text(type_)) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "^[a-z]{100000}$",
        "^x{100000}$",
        "^(?!x)[a-z]{20000}$",
        "^(" + "|".join(f"word{n}" for n in range(2500)) + ")$",
        "^" + "[a-f][0-9]" * 1500 + "$",
    ],
)
def test_huge_patterns_have_samples(pattern):
    found = SAMPLER.sample(StringType(pattern=pattern))
    assert found is not None
    assert re.search(pattern, found.value)


def test_patterns_of_endless_texts_have_no_samples():
    assert SAMPLER.sample(StringType(pattern="^(?:[a-z]{1000}){1000}$")) is None


def test_patterns_with_too_many_choices_are_left_out():
    assert translate("^" + "a?" * 1000 + "$").pattern is None
