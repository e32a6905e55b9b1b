"""Schemas with properties in, object schemas out: fields, names, null, `allOf`, directions."""

from __future__ import annotations

import json

import pytest
from schema_documents import TEXT, Built, obj, ref

from scaffolder.model import (
    AnyType,
    ArrayType,
    Direction,
    EnumType,
    Extra,
    IntegerType,
    Literal,
    NullableType,
    RefType,
    StringType,
)
from scaffolder.names import ClassName

REQUEST, RESPONSE = Direction.REQUEST, Direction.RESPONSE


@pytest.fixture
def make(tmp_path):
    return lambda schemas, version="3.1.0": Built(tmp_path, version, schemas)


# --- objects ------------------------------------------------------------------------------------------------------


def test_an_object_has_fields_in_document_order_under_safe_unique_names(make):
    built = make({"Pet": obj(("id", "ghost"), **{"id": {"type": "integer"}, "+1": TEXT, "-1": TEXT, "class": TEXT})})
    fields = built.fields("Pet")
    assert [(n, f.name, f.required) for n, f in fields.items()] == [
        ("id", "id", True),
        ("+1", "plus_1", False),
        ("-1", "minus_1", False),
        ("class", "class_", False),
        ("ghost", "ghost", True),
    ]
    assert fields["ghost"].type == AnyType()
    assert fields["id"].origin == "/components/schemas/Pet/properties/id"


@pytest.mark.parametrize(
    ("additional", "extra", "extra_type"),
    [
        (None, Extra.IGNORE, None),
        (True, Extra.ALLOW, None),
        ({}, Extra.ALLOW, None),
        (False, Extra.FORBID, None),
        (TEXT, Extra.ALLOW, StringType()),
    ],
)
def test_additional_properties_decide_on_extra_ones(make, additional, extra, extra_type):
    schema = obj(a=TEXT) | ({} if additional is None else {"additionalProperties": additional})
    definition = make({"A": schema}).definition("A")
    assert (definition.extra, definition.extra_type) == (extra, extra_type)


@pytest.mark.parametrize(
    ("bounds", "found"),
    [
        ({"minProperties": 2}, (2, None)),
        ({"minProperties": 1}, (None, None)),
        ({"minProperties": 1, "maxProperties": 2}, (None, 2)),
        ({"minProperties": 3, "maxProperties": 2}, (None, None)),
        ({"maxProperties": 0}, (None, None)),
        ({"minProperties": 4, "additionalProperties": False}, (None, None)),
        ({"minProperties": 4}, (4, None)),
    ],
)
def test_the_number_of_properties_is_kept_where_it_leaves_room(make, bounds, found):
    definition = make({"A": obj(("a",), a=TEXT, b=TEXT, c=TEXT) | bounds}).definition("A")
    assert (definition.min_properties, definition.max_properties) == found
    assert definition.fewest == (found[0] or 1)


def test_inline_objects_and_enums_are_named_after_their_place(make):
    tags = {"type": "array", "items": obj(kind={"type": "string", "enum": ["a", "b"]})}
    built = make({"Pet": obj(owner=obj(name=TEXT), tags=tags, state={"enum": ["x", "y"]}), "PetOwner": TEXT})
    fields = built.fields("Pet")
    assert fields["owner"].type == RefType(ClassName("PetOwnerItem"))
    assert fields["tags"].type == ArrayType(RefType(ClassName("PetTag")))
    assert fields["state"].type == RefType(ClassName("PetState"))
    assert built.types.definition(ClassName("PetTagKind")).type == EnumType((Literal('"a"'), Literal('"b"')))


def test_component_names_come_first_and_never_clash(make):
    built = make({"pet": obj(a=TEXT), "Pet": obj(a=TEXT), "Field": obj(a=TEXT), "a-b.c[D]": obj(a=TEXT)})
    names = [built.definition(name).name for name in ("Pet", "pet", "Field", "a-b.c[D]")]
    assert names == ["Pet2", "Pet", "FieldSchema", "ABCD"]


def test_defaults_are_kept_only_where_they_match(make):
    item = {"type": "integer"}
    built = make(
        {
            "A": obj(
                a=item | {"default": 1},
                b=item | {"default": "1"},
                c=item | {"default": None},
                d=ref("B") | {"default": "x"},
            ),
            "B": {"enum": ["x", "y"]},
        }
    )
    defaults = {name: field.default for name, field in built.fields("A").items()}
    assert defaults == {"a": Literal("1"), "b": None, "c": None, "d": Literal('"x"')}
    assert built.codes == [("T106", "/components/schemas/A/properties/b/default")]


# --- null ---------------------------------------------------------------------------------------------------------

NULLABLE = [
    ("3.1.0", {"type": ["string", "null"]}, NullableType(StringType())),
    ("3.0.0", {"type": "string", "nullable": True}, NullableType(StringType())),
    ("3.1.0", {"anyOf": [TEXT, {"type": "null"}]}, NullableType(StringType())),
    ("3.0.0", {"type": "integer", "enum": [1], "nullable": True}, NullableType(EnumType((Literal("1"),)))),
    ("3.1.0", {"type": ["integer", "null"], "enum": [1]}, EnumType((Literal("1"),))),
    ("3.0.0", {"type": "integer", "enum": [1, None]}, EnumType((Literal("1"),))),
    ("3.1.0", {"enum": [1, None]}, NullableType(EnumType((Literal("1"),)))),
    ("3.0.0", {"nullable": True, "allOf": [ref("B")]}, NullableType(RefType(ClassName("B")))),
    ("3.1.0", {"oneOf": [ref("B"), {"type": "null"}]}, NullableType(RefType(ClassName("B")))),
    ("3.1.0", ref("N"), NullableType(RefType(ClassName("N")))),
    ("3.1.0", {"allOf": [ref("N"), {"type": "object"}]}, RefType(ClassName("ADx"))),
]


@pytest.mark.parametrize(("version", "schema", "expected"), NULLABLE, ids=[json.dumps(n[1])[:50] for n in NULLABLE])
def test_null_is_allowed_where_the_document_means_it(make, version, schema, expected):
    nullable = {"type": ["object", "null"], "properties": {"a": TEXT}}
    nullable = nullable if version == "3.1.0" else obj(a=TEXT) | {"nullable": True}
    built = make({"A": obj(d=schema), "B": obj(x=TEXT), "N": nullable}, version)
    found = built.fields("A")["d"].type
    assert found == expected or (expected == RefType(ClassName("ADx")) and found == RefType(ClassName("AD")))


# --- allOf --------------------------------------------------------------------------------------------------------


def test_all_of_is_merged_into_one_object(make):
    base = obj(("id",), id={"type": "integer"}, kind=TEXT)
    child = {"allOf": [ref("Base"), obj(("name",), name=TEXT, kind={"maxLength": 3})], "description": "d"}
    built = make({"Base": base, "Child": child})
    fields = built.fields("Child")
    assert [(n, f.required) for n, f in fields.items()] == [("id", True), ("kind", False), ("name", True)]
    assert fields["kind"].type == StringType(max_length=3)
    assert built.definition("Child").description == "d"


def test_one_reference_under_a_description_keeps_its_name(make):
    uses = [
        ref("B"),
        {"allOf": [ref("B")]},
        {"allOf": [ref("B"), {"description": "d"}]},
        ref("B") | {"description": "d"},
        {"type": "object", "allOf": [ref("B")]},
    ]
    built = make({"A": obj(**{f"p{n}": use for n, use in enumerate(uses)}), "B": obj(x=TEXT), "C": ref("B")})
    assert {field.type for field in built.fields("A").values()} == {RefType(ClassName("B"))}
    assert built.type("C") == RefType(ClassName("B"))


def test_the_more_special_of_two_properties_holds(make):
    inner, outer = obj(p=ref("B"), q=ref("C"), r=TEXT, s={"type": "array"}), obj(p=ref("C"), q=ref("B"), r=TEXT)
    outer["properties"]["s"] = {"type": "array", "items": TEXT}
    schemas = {"A": {"allOf": [inner, outer]}, "B": obj(x=TEXT), "C": {"allOf": [ref("B"), obj(y=TEXT)]}}
    fields = make(schemas).fields("A")
    assert fields["p"].type == fields["q"].type == RefType(ClassName("C"))
    assert (fields["r"].type, fields["s"].type) == (StringType(), ArrayType(StringType()))


@pytest.mark.parametrize(
    ("parts", "extra", "extra_type"),
    [
        ((False, None), Extra.FORBID, None),
        ((True, False), Extra.FORBID, None),
        ((True, None), Extra.ALLOW, None),
        (({"minLength": 1, "type": "string"}, {"maxLength": 2}), Extra.ALLOW, StringType(min_length=1, max_length=2)),
        ((TEXT, True), Extra.ALLOW, StringType()),
    ],
)
def test_extra_properties_of_merged_objects(make, parts, extra, extra_type):
    schemas = [obj(a=TEXT) | ({} if part is None else {"additionalProperties": part}) for part in parts]
    definition = make({"A": {"allOf": schemas}}).definition("A")
    assert (definition.extra, definition.extra_type) == (extra, extra_type)


def test_targets_that_are_no_components_are_named_after_their_place(make):
    place = "#/components/schemas/Pet/properties/"
    pet = obj(owner=obj(name=TEXT), id={"type": "integer"})
    built = make({"Pet": pet, "A": obj(owner={"$ref": f"{place}owner"}, id={"$ref": f"{place}id"})})
    assert built.fields("A")["owner"].type == built.fields("Pet")["owner"].type == RefType(ClassName("PetOwner"))
    assert built.fields("A")["id"].type == IntegerType()


def test_siblings_of_a_reference_count_from_3_1_on(make):
    schemas = {"A": obj(p=ref("B") | {"maxLength": 3, "description": "d"}), "B": {"type": "string", "minLength": 1}}
    assert make(schemas, "3.1.0").fields("A")["p"].type == StringType(min_length=1, max_length=3)
    assert make(schemas, "3.0.3").fields("A")["p"].type == RefType(ClassName("B"))


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"allOf": [ref("B"), obj(a=TEXT)]}, "B": {"allOf": [ref("A"), obj(b=TEXT)]}},
        {"A": obj(a=ref("A")), "B": {"type": "array", "items": ref("B")}},
        {"A": {"oneOf": [TEXT, {"type": "array", "items": ref("A")}]}, "B": obj(x=ref("A"))},
        {"A": {"oneOf": [ref("B"), TEXT]}, "B": {"oneOf": [ref("A"), {"type": "integer"}]}},
        {"A": {"properties": {"a": {}}, "oneOf": [ref("B")]}, "B": {"allOf": [ref("A"), obj(b=TEXT)]}},
        {"A": {"oneOf": [{"allOf": [ref("A"), obj(x=TEXT)]}, TEXT]}, "B": ref("A")},
    ],
)
def test_recursion_ends(make, schemas):
    built = make(schemas)
    for direction in Direction:
        for name in schemas:
            built.type(name, direction)


def test_long_chains_of_references_do_not_recurse(make):
    schemas = {f"C{n}": obj(next=ref(f"C{n + 1}")) for n in range(3000)} | {"C3000": TEXT}
    built = make(schemas)
    built.type("C0")
    assert len(built.types.definitions) == 3001


# --- directions ---------------------------------------------------------------------------------------------------


def test_read_only_and_write_only_properties_split_a_schema_and_all_that_contain_it(make):
    pet = obj(("id", "secret"), id=TEXT | {"readOnly": True}, secret=TEXT | {"writeOnly": True}, name=TEXT)
    built = make({"Pet": pet, "Pets": {"type": "array", "items": ref("Pet")}, "Plain": obj(a=TEXT)})
    assert built.type("Pets", REQUEST) == RefType(ClassName("PetsInput"))
    assert built.type("Pets", RESPONSE) == RefType(ClassName("Pets"))
    assert list(built.fields("Pet", REQUEST)) == ["secret", "name"]
    assert list(built.fields("Pet", RESPONSE)) == ["id", "name"]
    assert built.definition("Pet", REQUEST).direction is REQUEST
    assert built.type("Plain", REQUEST) == built.type("Plain", RESPONSE) == RefType(ClassName("Plain"))
    assert built.definition("Plain").direction is None


def test_inline_objects_of_split_schemas_are_split_only_if_they_differ(make):
    same, differs = obj(a=TEXT), obj(b=TEXT | {"readOnly": True})
    built = make({"Pet": obj(same=same, differs=differs)})
    request, response = built.fields("Pet", REQUEST), built.fields("Pet", RESPONSE)
    assert request["same"].type == response["same"].type == RefType(ClassName("PetSame"))
    assert request["differs"].type == RefType(ClassName("PetDiffersInput"))
    assert response["differs"].type == RefType(ClassName("PetDiffers"))
