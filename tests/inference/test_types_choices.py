"""`oneOf`, `anyOf` and discriminators in, unions out."""

from __future__ import annotations

import pytest
from schema_documents import TEXT, Built, obj, ref

from scaffolder.model import (
    EnumType,
    Literal,
    NullableType,
    RefType,
    StringType,
    UnionType,
)
from scaffolder.names import ClassName


@pytest.fixture
def make(tmp_path):
    return lambda schemas, version="3.1.0": Built(tmp_path, version, schemas)


def tagged(tag: str, **more) -> dict:
    return obj(("kind",), kind={"const": tag}, **more)


def test_a_discriminator_is_kept_where_every_variant_says_its_value(make):
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    built = make({"Pet": pet, "Cat": tagged("cat"), "Dog": tagged("dog")})
    assert built.alias("Pet") == UnionType((RefType(ClassName("Cat")), RefType(ClassName("Dog"))), "kind")


def test_tags_come_from_the_mapping_or_the_component_name(make):
    mapping = {"c": "#/components/schemas/Cat", "cat": "Cat"}
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    built = make({"Pet": pet, "Cat": obj(kind=TEXT), "Dog": obj(("kind",), kind=TEXT)})
    assert built.alias("Pet") == UnionType((RefType(ClassName("Cat")), RefType(ClassName("Dog"))))
    kinds = {name: built.fields(name)["kind"] for name in ("Cat", "Dog")}
    assert kinds["Cat"].type == EnumType((Literal('"c"'), Literal('"cat"')))
    assert kinds["Dog"].type == EnumType((Literal('"Dog"'),))
    assert [kind.required for kind in kinds.values()] == [False, True]


def test_a_variant_with_other_uses_keeps_its_own_property(make):
    kind = obj(("kind",), kind=TEXT)
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    built = make({"Pet": pet, "Cat": kind, "Dog": kind, "Home": obj(cat=ref("Cat"))})
    assert built.alias("Pet") == UnionType((RefType(ClassName("CatKind")), RefType(ClassName("Dog"))), "kind")
    assert built.fields("Cat")["kind"].type == StringType()
    derived = built.types.definition(ClassName("CatKind"))
    assert derived.fields[0].type == EnumType((Literal('"Cat"'),))


@pytest.mark.parametrize("variant", [obj(other=TEXT), TEXT, obj(kind={"type": "integer"}), tagged("cat")])
def test_a_discriminator_that_does_not_tell_is_left_out(make, variant):
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    built = make({"Pet": pet, "Cat": tagged("cat"), "Dog": variant})
    assert built.alias("Pet") == UnionType((RefType(ClassName("Cat")), RefType(ClassName("Dog"))))


def test_a_base_with_children_stands_for_them(make):
    base = obj(("kind",), kind=TEXT, name=TEXT) | {"discriminator": {"propertyName": "kind"}}
    cat = {"allOf": [ref("Pet"), obj(lives={"type": "integer"})]}
    kitten = {"allOf": [ref("Cat"), obj(age={"type": "integer"})]}
    built = make({"Pet": base, "Cat": cat, "Kitten": kitten, "Home": obj(pet=ref("Pet"))})
    assert built.alias("Pet") == UnionType((RefType(ClassName("Cat")), RefType(ClassName("Kitten"))), "kind")
    assert list(built.fields("Kitten")) == ["kind", "name", "lives", "age"]
    assert built.fields("Kitten")["kind"].type == EnumType((Literal('"Kitten"'),))
    assert built.fields("Home")["pet"].type == RefType(ClassName("Pet"))


def test_a_base_that_its_mapping_names_is_a_variant_too(make):
    mapping = {"pet": "Pet", "cat": "Cat"}
    base = obj(("kind",), kind=TEXT) | {"discriminator": {"propertyName": "kind", "mapping": mapping}}
    built = make({"Pet": base, "Cat": {"allOf": [ref("Pet"), obj(a=TEXT)]}})
    assert built.alias("Pet") == UnionType((RefType(ClassName("PetBase")), RefType(ClassName("Cat"))), "kind")


def test_a_base_without_children_is_an_object(make):
    base = obj(("kind",), kind=TEXT) | {"discriminator": {"propertyName": "kind"}}
    assert make({"Pet": base}).fields("Pet")["kind"].type == StringType()


def test_what_speaks_of_another_kind_says_nothing_of_a_choice(make):
    built = make({"A": obj(list={"type": "array", "items": {"anyOf": [obj(a=TEXT)], "items": {}}})})
    (listed,) = built.fields("A").values()
    assert [f.json_name for f in built.types.object_of(listed.type.item).fields] == ["a"]


def test_what_stands_beside_a_choice_holds_for_each_variant(make):
    pet = obj(("id",), id=TEXT) | {"oneOf": [ref("Cat"), obj(b=TEXT)]}
    built = make({"Pet": pet, "Cat": obj(("a",), a=TEXT)})
    first, second = built.alias("Pet").variants
    assert [(f.json_name, f.required) for f in built.types.object_of(first).fields] == [("id", True), ("a", True)]
    assert [f.json_name for f in built.types.object_of(second).fields] == ["id", "b"]
    assert first.name == "PetCat"


def test_variants_that_already_hold_it_keep_their_names(make):
    base = obj(("kind",), kind=TEXT)
    pet = base | {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    built = make({"Pet": pet, "Cat": tagged("cat"), "Dog": tagged("dog")})
    assert built.alias("Pet") == UnionType((RefType(ClassName("Cat")), RefType(ClassName("Dog"))), "kind")


def test_choices_of_required_lists_say_nothing(make):
    schema = obj(a=TEXT, b=TEXT) | {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    assert list(make({"A": schema}).fields("A")) == ["a", "b"]


@pytest.mark.parametrize(
    ("choice", "sets", "found", "least"),
    [
        ("anyOf", [["a"], ["b"]], (("a",), ("b",)), ("id", "a")),
        ("anyOf", [["none"], ["a", "b"]], (("none",), ("a", "b")), ("id", "a", "b")),
        ("anyOf", [["none"], ["nothing"]], (), ("id",)),
        ("anyOf", [["a"], ["id"]], (), ("id",)),
        ("oneOf", [["a"], ["b"]], (), ("id",)),
    ],
)
def test_one_of_several_sets_of_properties_must_be_there(make, choice, sets, found, least):
    schema = obj(("id",), id=TEXT, a=TEXT, b=TEXT) | {choice: [{"required": names} for names in sets]}
    definition = make({"A": schema}).definition("A")
    assert definition.alternatives == found
    assert definition.least == least


def test_two_choices_hold_at_once(make):
    a, b = {"oneOf": [obj(a=TEXT), obj(b=TEXT)]}, {"oneOf": [obj(c=TEXT), obj(d=TEXT)]}
    built = make({"A": {"allOf": [a, b]}})
    found = [[f.json_name for f in built.types.object_of(v).fields] for v in built.alias("A").variants]
    assert found == [["a", "c"], ["a", "d"], ["b", "c"], ["b", "d"]]


def test_too_many_combinations_are_cut(make):
    choice = {"oneOf": [obj(**{f"p{n}": TEXT}) for n in range(9)]}
    built = make({"A": {"allOf": [choice, choice, choice]}})
    assert len(built.alias("A").variants) == 9
    assert built.codes == [("T108", "/components/schemas/A")]


@pytest.mark.parametrize("choice", ["anyOf", "oneOf"])
def test_null_as_a_choice_stands_beside_an_enum_without_it(make, choice):
    colour = {"type": "string", "enum": ["red", "blue"]}
    null = {"type": "null"}
    paint = obj(
        named={choice: [ref("Colour"), null]},
        inline={choice: [colour, null]},
        typed=colour | {"type": ["string", "null"]},
    )

    fields = make({"Colour": colour, "Paint": paint}).fields("Paint")

    assert fields["named"].type == NullableType(RefType(ClassName("Colour")))
    assert fields["inline"].type == NullableType(RefType(ClassName("PaintInline")))
    assert fields["typed"].type == RefType(ClassName("PaintTyped"))
