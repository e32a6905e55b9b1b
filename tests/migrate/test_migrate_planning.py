"""Two schemas → the steps between them: one change, one line."""

from __future__ import annotations

import pytest

from scaffolder.migrate.facts import Fill, Reference, TableFacts
from scaffolder.migrate.operations import RenameValues, reverse
from scaffolder.migrate.planning import Plan
from scaffolder.migrate.renames import Said
from scaffolder.migrate.writing import line
from scaffolder.model import Literal
from tests.migrate.shapes import (
    BIGINT,
    ID,
    check,
    column,
    index,
    lines,
    planned,
    reference,
    table,
    unique,
)

OWNERS = table("owners")
NAMED = column("name", "string:40", required=True)

CHANGES: list[tuple[str, list[TableFacts], list[TableFacts], list[str]]] = [
    ("nothing", [table("pets", NAMED)], [table("pets", NAMED)], []),
    (
        "a column that may be empty",
        [table("pets")],
        [table("pets", column("age", "integer"))],
        ['op.add_column("pets", sa.Column("age", sa.Integer(), nullable=True))'],
    ),
    (
        "a required column with a default",
        [table("pets")],
        [table("pets", column("age", "integer", required=True, default=3))],
        ['steps.add_required("pets", sa.Column("age", sa.Integer(), nullable=False), 3)'],
    ),
    (
        "a required column that only a person can fill",
        [OWNERS, table("pets")],
        [
            OWNERS,
            table(
                "pets",
                column("owner_id", "bigint", required=True),
                references=(reference("fk_pets_owner_id", "owner_id", "owners", "CASCADE"),),
            ),
        ],
        [
            f'op.add_column("pets", sa.Column("owner_id", {BIGINT}, nullable=True))',
            'steps.create_foreign_key("fk_pets_owner_id", "pets", ["owner_id"], "owners", ["id"], on_delete="CASCADE")',
        ],
    ),
    (
        "a longer text",
        [table("pets", NAMED)],
        [table("pets", column("name", "string:60", required=True))],
        ['steps.change_type("pets", "name", sa.String(40), sa.String(60), free=True)'],
    ),
    (
        "a type into which not all values fit",
        [table("pets", column("code"))],
        [table("pets", column("code", "integer"))],
        [
            'op.alter_column("pets", "code", new_column_name="code_text")',
            'op.add_column("pets", sa.Column("code", sa.Integer(), nullable=True))',
            'steps.copy_values("pets", "code_text", sa.Text(), "code", sa.Integer())',
        ],
    ),
    (
        "a type that only PostgreSQL tells apart",
        [table("pets", column("n", "integer"))],
        [table("pets", column("n", "bigint"))],
        [f'steps.change_type("pets", "n", sa.Integer(), {BIGINT}, free=True)'],
    ),
    (
        "a value is required",
        [table("pets", column("name"))],
        [table("pets", column("name", required=True, default="-"))],
        ['steps.require_value("pets", "name", sa.Text(), "-")'],
    ),
    (
        "a value is no longer required",
        [table("pets", column("name", required=True))],
        [table("pets", column("name"))],
        ['steps.allow_null("pets", "name", sa.Text())'],
    ),
    (
        "values of an enumeration",
        [table("pets", column("kind"), checks=(check("ck_pets_kind", "kind IN ('a', 'b')"),))],
        [table("pets", column("kind"), checks=(check("ck_pets_kind", "kind IN ('a', 'c')"),))],
        [
            'steps.drop_constraint("ck_pets_kind", "pets", "check")',
            'steps.create_check("ck_pets_kind", "pets", "kind IN (\'a\', \'c\')")',
        ],
    ),
    (
        "a condition that is only written differently",
        [table("pets", column("kind"), checks=(check("ck_pets_kind", "\"kind\" IN ('a',  'b')"),))],
        [table("pets", column("kind"), checks=(check("ck_pets_kind", "kind IN ('a', 'b')"),))],
        [],
    ),
    (
        "an index and a unique constraint, there and gone",
        [table("pets", NAMED, column("a"), indexes=(index("ix_pets_a", "a"),))],
        [table("pets", NAMED, column("a"), uniques=(unique("uq_pets_name", "name"),))],
        [
            'steps.create_unique("uq_pets_name", "pets", ["name"])',
            'steps.drop_index("ix_pets_a", "pets")',
        ],
    ),
    (
        "another rule for rows that are gone",
        [OWNERS, table("pets", column("o", "bigint"), references=(reference("fk", "o", "owners", "RESTRICT"),))],
        [OWNERS, table("pets", column("o", "bigint"), references=(reference("fk", "o", "owners", "CASCADE"),))],
        [
            'steps.drop_constraint("fk", "pets", "foreignkey")',
            'steps.create_foreign_key("fk", "pets", ["o"], "owners", ["id"], on_delete="CASCADE")',
        ],
    ),
    (
        "other columns that identify rows",
        [table("pets", column("code", required=True))],
        [table("pets", column("code", required=True), primary_key=unique("pk_pets", "code"))],
        ['steps.change_primary_key("pk_pets", "pets", ["code"], old="pk_pets")'],
    ),
    (
        "a column without a model",
        [table("pets", NAMED)],
        [table("pets")],
        ['steps.allow_null("pets", "name", sa.String(40))'],
    ),
    ("a table without a model", [OWNERS, table("pets")], [OWNERS], []),
]


@pytest.mark.parametrize(("old", "new", "expected"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_plans(old: list[TableFacts], new: list[TableFacts], expected: list[str]) -> None:
    assert lines(old, new) == expected


def test_creates_tables_after_those_that_they_name() -> None:
    pets = table("pets", column("owner_id", "bigint"), references=(reference("fk_o", "owner_id", "owners"),))
    made = lines([], [pets, OWNERS])
    assert [m.split('"')[1] for m in made] == ["owners", "pets"]
    assert 'sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], name=op.f("fk_o"))' in made[1]


def test_adds_the_foreign_keys_of_a_circle_afterwards() -> None:
    one = table("one", column("b", "bigint"), references=(reference("fk_b", "b", "two"),))
    two = table("two", column("a", "bigint"), references=(reference("fk_a", "a", "one"),))
    made = lines([], [one, two])
    assert [m.split("(")[0] for m in made] == ["op.create_table", "op.create_table", "steps.create_foreign_key"]


# --- what no model has any more ---------------------------------------------------------------------------------------


def test_parks_what_no_model_has() -> None:
    plan = planned([OWNERS, table("pets", NAMED)], [table("pets")])
    assert plan.parked == ("owners", "pets.name")
    assert plan.notes == (
        "Column pets.name has no model any more: it stays, with its values, and may be empty.",
        "Table owners has no model any more: it stays, with its rows.",
    )


def test_leaves_alone_what_is_parked_already() -> None:
    parked = frozenset({"pets.name", "owners"})
    assert planned([OWNERS, table("pets", column("name"))], [table("pets")], parked=parked) == planned([], [])


def test_takes_up_again_what_was_parked() -> None:
    parked = frozenset({"pets.name"})
    plan = planned([table("pets", column("name"))], [table("pets", column("name"))], parked=parked)
    assert (plan.operations, plan.unparked) == ((), ("pets.name",))


def test_drops_only_when_told_to() -> None:
    old = [OWNERS, table("pets", column("name"))]
    parked = frozenset({"pets.name"})
    plan = planned(old, [table("pets")], parked=parked, lose=True)
    assert lines(old, [table("pets")], parked=parked, lose=True) == [
        'steps.drop_column("pets", "name")',
        'op.drop_table("owners")',
    ]
    assert plan.unparked == ("pets.name",)


def test_parked_names_follow_their_table() -> None:
    told = Said(tables=(("animals", "Pet"),))
    plan = planned(
        [table("pets", column("old"), column("a"))],
        [table("animals", column("a"))],
        said=told,
        parked=frozenset({"pets.old"}),
    )
    assert (plan.parked, plan.unparked) == (("animals.old",), ("pets.old",))


# --- renames ----------------------------------------------------------------------------------------------------------


def test_follows_documented_renames() -> None:
    said = Said(tables=(("animals", "Pet"),), columns=((("animals", "title"), "petName"),))
    old = table("pets", column("pet_name"), indexes=(index("ix_pets_pet_name", "pet_name"),))
    new = table("animals", column("title"), indexes=(index("ix_animals_title", "title"),))
    assert lines([old], [new], said=said) == [
        'op.rename_table("pets", "animals")',
        'op.alter_column("pets", "pet_name", new_column_name="title")'.replace("pets", "animals"),
        'steps.rename("ix_pets_pet_name", "ix_animals_title", "animals", "index")',
    ]


def test_takes_tables_of_the_same_columns_for_one() -> None:
    columns = [column(c) for c in "abcd"]
    assert lines([table("pets", *columns)], [table("animals", *columns)]) == ['op.rename_table("pets", "animals")']


def test_never_chooses_between_two_likely_tables() -> None:
    columns = [column(c) for c in "abcd"]
    made = lines([table("pets", *columns)], [table("animals", *columns), table("beasts", *columns)])
    assert [m.split("(")[0] for m in made] == ["op.create_table", "op.create_table"]


def test_takes_columns_that_refer_to_the_same_rows_for_one() -> None:
    old = table("pets", column("keeper_id", "bigint"), references=(reference("fk_k", "keeper_id", "owners"),))
    new = table("pets", column("owner_id", "bigint"), references=(reference("fk_o", "owner_id", "owners"),))
    assert lines([OWNERS, old], [OWNERS, new]) == ['op.alter_column("pets", "keeper_id", new_column_name="owner_id")']


def _keyed(key: str, type_: str) -> TableFacts:
    return TableFacts("notes", (column(key, type_, required=True),), unique("pk_notes", key))


def _answers(column_: str, key: str) -> TableFacts:
    refers = Reference("fk_a", (column_,), "notes", (key,), "CASCADE")
    return table("answers", column(column_, "text", required=True), references=(refers,))


def test_takes_a_key_for_the_key_that_it_was() -> None:
    old = [_keyed("note_id", "text"), _answers("note_note_id", "note_id")]
    assert lines(old, [_keyed("id", "text"), _answers("note_id", "id")]) == [
        'op.alter_column("notes", "note_id", new_column_name="id")',
        'op.alter_column("answers", "note_note_id", new_column_name="note_id")',
    ]


def test_a_key_of_another_type_is_another_key() -> None:
    assert planned([_keyed("note_id", "text")], [_keyed("id", "bigint")]).parked == ("notes.note_id",)


def test_does_not_take_opposites_for_one() -> None:
    old, new = table("pets", column("is_enabled", "boolean")), table("pets", column("is_disabled", "boolean"))
    assert planned([old], [new]).parked == ("pets.is_enabled",)


def test_conditions_follow_their_column() -> None:
    said = Said(columns=((("pets", "state"), "status"),))
    old = table("pets", column("status"), checks=(check("ck_pets_status", "status IN ('status', 'b')"),))
    new = table("pets", column("state"), checks=(check("ck_pets_state", "state IN ('status', 'b')"),))
    assert lines([old], [new], said=said) == [
        'op.alter_column("pets", "status", new_column_name="state")',
        'steps.rename("ck_pets_status", "ck_pets_state", "pets", "check")',
    ]


def test_follows_values_that_are_only_spelled_differently() -> None:
    old = table("pets", column("kind"), checks=(check("ck_pets_kind", "kind IN ('In Use', 'it''s', 'b')"),))
    new = table("pets", column("kind"), checks=(check("ck_pets_kind", "kind IN ('in_use', 'ITS', 'c')"),))
    assert lines([old], [new]) == [
        'steps.drop_constraint("ck_pets_kind", "pets", "check")',
        'steps.rename_values("pets", "kind", {"In Use": "in_use", "it\'s": "ITS"})',
        "steps.create_check(\"ck_pets_kind\", \"pets\", \"kind IN ('in_use', 'ITS', 'c')\")",
    ]


KINDS = "kind IN ('a', 'b')"
OTHERS = "kind IN ('x', 'y', 'b')"


def kinds(condition: str, type_: str = "string:9") -> TableFacts:
    return table("pets", column("kind", type_), checks=(check("ck_pets_kind", condition),))


def called(**values: str) -> Said:
    return Said(values=((("pets", "kind"), tuple((f"'{old}'", f"'{new}'") for old, new in values.items())),))


def test_follows_values_that_the_document_calls_differently() -> None:
    made = lines([kinds(KINDS)], [kinds(OTHERS)], said=called(a="x", b="y", c="x"))
    assert made[1] == 'steps.rename_values("pets", "kind", {"a": "x", "b": "y"})'


def test_calls_values_differently_only_once() -> None:
    assert lines([kinds(OTHERS)], [kinds("kind IN ('x', 'y')")], said=called(a="b", b="y"))[1:2] == [
        'steps.rename_values("pets", "kind", {"b": "y"})'
    ]
    assert lines([kinds(OTHERS)], [kinds(OTHERS, "string:10")], said=called(a="b", b="y")) == [
        'steps.drop_constraint("ck_pets_kind", "pets", "check")',
        'steps.change_type("pets", "kind", sa.String(9), sa.String(10), free=True)',
        "steps.create_check(\"ck_pets_kind\", \"pets\", \"kind IN ('x', 'y', 'b')\")",
    ]


def test_calls_values_differently_before_their_column_gets_shorter() -> None:
    made = lines([kinds("kind IN ('gone away', 'b')")], [kinds(KINDS, "string:1")], said=called(**{"gone away": "a"}))
    assert [m.split("(")[0] for m in made] == [
        "steps.drop_constraint",
        "steps.rename_values",
        "steps.change_type",
        "steps.create_check",
    ]


def test_values_that_became_one_become_the_first_again() -> None:
    pairs = (("'a'", "'x'"), ("'b'", "'x'"), ("'c'", "'z'"))
    assert reverse(RenameValues("pets", "kind", pairs)).pairs == (("'z'", "'c'"), ("'x'", "'a'"))


# --- values -----------------------------------------------------------------------------------------------------------


def test_fills_from_the_document_where_the_model_has_no_default() -> None:
    fills = {("pets", "age"): Fill(Literal.of(0))}
    new = table("pets", column("age", "integer", required=True))
    assert lines([table("pets")], [new], fills=fills) == [
        'steps.add_required("pets", sa.Column("age", sa.Integer(), nullable=False), 0)'
    ]


def test_never_gives_the_same_value_to_rows_that_must_differ() -> None:
    fills = {("pets", "code"): Fill(Literal.of("x"))}
    new = table("pets", column("code", required=True), uniques=(unique("uq_pets_code", "code"),))
    made = planned([table("pets")], [new], fills=fills)
    assert line(made.operations[0]) == 'op.add_column("pets", sa.Column("code", sa.Text(), nullable=True))'
    assert made.pending == ("pets.code",)


# --- pending ----------------------------------------------------------------------------------------------------------

EMPTY = table("pets", column("code"), uniques=(unique("uq_pets_code", "code"),))
FULL = table("pets", column("code", required=True), uniques=(unique("uq_pets_code", "code"),))
WAITS = frozenset({"pets.code"})
ENDED = ("pets.code",)
REQUIRED = ['steps.require_value("pets", "code", sa.Text())']


def test_a_pending_column_waits_until_it_is_said_to_be_full() -> None:
    assert planned([EMPTY], [FULL], pending=WAITS) == Plan()
    made = planned([EMPTY], [FULL], pending=WAITS, require=True)
    assert ([line(o) for o in made.operations], made.settled) == (REQUIRED, ENDED)


def test_a_pending_column_waits_no_longer_where_a_value_is_known() -> None:
    old, new = table("pets", column("code")), table("pets", column("code", required=True, default="-"))
    made = planned([old], [new], pending=WAITS)
    assert [line(o) for o in made.operations] == ['steps.require_value("pets", "code", sa.Text(), "-")']
    assert (made.pending, made.settled) == ((), ENDED)


@pytest.mark.parametrize(
    ("new", "parked"), [(EMPTY, ()), (table("pets"), ("pets.code",))], ids=["optional again", "gone"]
)
def test_a_column_that_may_be_empty_is_not_pending(new: TableFacts, parked: tuple[str, ...]) -> None:
    made = planned([EMPTY], [new], pending=WAITS)
    assert (made.pending, made.settled, made.parked) == ((), ENDED, parked)


def test_pending_follows_renames() -> None:
    said = Said(tables=(("beasts", "pets"),), columns=((("beasts", "mark"), "code"),))
    new = table("beasts", column("mark", required=True), uniques=(unique("uq_beasts_mark", "mark"),))
    made = planned([EMPTY], [new], pending=WAITS, said=said)
    assert (made.pending, made.settled) == (("beasts.mark",), ENDED)


def test_a_parked_column_that_comes_back_as_required_is_pending() -> None:
    made = planned([EMPTY], [FULL], parked=WAITS)
    assert (made.operations, made.pending, made.unparked) == ((), ENDED, ENDED)


def test_a_column_that_people_left_empty_is_looked_at_before_it_is_required() -> None:
    assert lines([EMPTY], [FULL]) == REQUIRED


def test_keys_are_converted_where_they_stand() -> None:
    old, new = table("pets", column("id", "integer", required=True)), table("pets", ID)
    assert lines([old], [new]) == [f'steps.change_type("pets", "id", sa.Integer(), {BIGINT})']
