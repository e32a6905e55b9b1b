"""Annotations: one expression for each type, with the data in literals only."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffolder.model import (
    SHARED,
    AliasSchema,
    AnyType,
    ArrayType,
    BooleanType,
    EnumType,
    IntegerType,
    Literal,
    MapType,
    NullableType,
    NumberType,
    RefType,
    SchemaDefinition,
    StringFormat,
    StringType,
    Type,
    UnionType,
)
from scaffolder.names import ClassName, ModuleName
from scaffolder.render.annotations import Annotations, annotate

PETS = ModuleName("pets")


def alias(name: str, module: ModuleName, built: Type) -> SchemaDefinition:
    return AliasSchema(ClassName(name), module, built, "", name, None, "")


DEFINITIONS = {
    d.name: d for d in (alias("Own", PETS, ArrayType(StringType())), alias("Common", SHARED, MapType(AnyType())))
}
EVERYWHERE = Annotations(DEFINITIONS, None)


def texts(*values: object) -> EnumType:
    return EnumType(tuple(Literal.of(v) for v in values))


@pytest.mark.parametrize(
    ("built", "body", "text"),
    [
        (StringType(), "Text", "Text"),
        (StringType(StringFormat.UUID, "uuid"), "Uuid", "Uuid"),
        (
            StringType(StringFormat.UUID, "uuid", max_length=36),
            'Annotated[Text, Field(max_length=36), Format("uuid")]',
            None,
        ),
        (StringType(max_length=3), "Annotated[Text, Field(max_length=3)]", None),
        (StringType(pattern='^"$'), r'Annotated[Text, Pattern("^\"$")]', None),
        (StringType(pattern="(?=a)"), r'Annotated[Text, Pattern("(?=a)")]', None),
        (IntegerType(), "Integer", "IntegerText"),
        (IntegerType(32, "int32", minimum=1), "Annotated[Int32, Field(ge=1)]", "Annotated[Int32Text, Field(ge=1)]"),
        (NumberType(exclusive_minimum=0), "Annotated[Number, Field(gt=0)]", None),
        (NumberType(multiple_of=0.01), "Annotated[Number, MultipleOf(0.01)]", None),
        (BooleanType(), "Flag", "FlagText"),
        (AnyType(), "AnyJson", "AnyText"),
        (texts("a", 'b"'), r'Literal["a", "b\""]', r'Literal["a", "b\""]'),
        (texts(1, 2), "Literal[1, 2]", "Annotated[IntegerText, OneOf(1, 2)]"),
        (texts(1, "x", True), 'Annotated[AnyJson, OneOf(1, "x", True)]', None),
        (
            ArrayType(BooleanType(), 1, 2, True),
            "Annotated[list[Flag], Field(min_length=1, max_length=2), UniqueItems]",
            None,
        ),
        (MapType(IntegerType()), "dict[Text, Integer]", "AnyText"),
        (NullableType(IntegerType()), "Integer | None", "IntegerText"),
        (NullableType(AnyType()), "AnyJson", None),
        (UnionType((IntegerType(), BooleanType())), "Integer | Flag", "IntegerText | FlagText"),
        (RefType(ClassName("Own")), "schemas.Own", "list[Text]"),
        (RefType(ClassName("Common")), "shared.Common", "AnyText"),
    ],
)
def test_types(built: Type, body: str, text: str | None) -> None:
    assert EVERYWHERE.body(built) == body
    if text is not None:
        assert EVERYWHERE.text(built) == text


def test_own_classes_are_bare_in_their_module() -> None:
    inside = Annotations(DEFINITIONS, PETS)
    assert [inside.body(RefType(n)) for n in DEFINITIONS] == ["Own", "shared.Common"]


def test_metadata_is_flat() -> None:
    assert annotate("Annotated[A, B]", "C") == "Annotated[A, B, C]"
    assert annotate("Annotated[A, B] | None", "C") == "Annotated[Annotated[A, B] | None, C]"
    assert annotate('Annotated[A, "]["]', "C") == 'Annotated[A, "][", C]'
    assert annotate("A") == "A"


SCALARS = st.builds(StringType, pattern=st.none() | st.text(), format_name=st.none() | st.text()) | st.builds(
    lambda values: texts(*values),
    st.lists(st.text() | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False), min_size=1),
)
TYPES = st.recursive(
    SCALARS, lambda inner: st.builds(ArrayType, inner) | st.builds(NullableType, inner) | st.builds(MapType, inner)
)


@given(TYPES, st.booleans())
def test_every_annotation_is_one_expression_without_data_in_it(built: Type, parameter: bool) -> None:
    written = EVERYWHERE.text(built) if parameter else EVERYWHERE.body(built)
    known = {
        "Annotated",
        "Text",
        "AnyJson",
        "AnyText",
        "Literal",
        "OneOf",
        "Field",
        "Format",
        "IntegerText",
        "list",
        "dict",
        "re",
        "Pattern",
    }
    assert {n.id for n in ast.walk(ast.parse(written, mode="eval")) if isinstance(n, ast.Name)} <= known
