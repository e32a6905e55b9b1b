"""`--only` and the overrides of `scaffold.toml`: a smaller, or another, document that is whole in itself."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffolder.diagnostics import ExitCode, Place, Rejected
from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.model import ApiModel, RefType
from scaffolder.overrides import override
from scaffolder.selection import select
from scaffolder.settings import Override, Settings
from scaffolder.source import Document

SPECS = Path(__file__).parents[1] / "specs"


@pytest.fixture(scope="module")
def document() -> Document:
    found, _ = read(SPECS / "api.yaml")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def model(document: Document) -> ApiModel:
    found, _ = understand(document)
    assert found is not None
    return found


def references(node: object) -> Iterator[str]:
    if isinstance(node, RefType):
        yield node.name
    elif isinstance(node, tuple):
        for item in node:
            yield from references(item)
    elif dataclasses.is_dataclass(node):
        for field in dataclasses.fields(node):
            yield from references(getattr(node, field.name))


def test_every_choice_is_whole(model: ApiModel) -> None:
    for entity in model.entities:
        chosen = select(model, [entity.name], "api.yaml")
        names, tables = {e.name for e in chosen.entities}, {e.table for e in chosen.entities}

        assert entity.name in names
        assert set(references(chosen)) <= {s.name for s in chosen.schemas}
        assert {c.foreign_key.table for e in chosen.entities for c in e.columns if c.foreign_key} <= tables
        assert {k.target for e in chosen.entities for k in e.links} <= names
        assert {o.identifier for o in chosen.operations} == {i for m in chosen.modules for i in m.operations}
        assert {u[0] for f in chosen.errors for u in f.uses} <= {o.identifier for o in chosen.operations}
        assert {s.module for s in chosen.schemas} <= {m.name for m in chosen.modules} | {"shared"}


def test_an_entity_without_references_stands_alone(model: ApiModel) -> None:
    chosen = select(model, ["tariffs"], "api.yaml")

    assert [e.name for e in chosen.entities] == ["Tariff"]
    assert {o.path for o in chosen.operations} == {"/tariffs", "/tariffs/{code}"}


def test_what_an_entity_refers_to_comes_along(model: ApiModel) -> None:
    names = {e.name for e in select(model, ["booking"], "api.yaml").entities}

    assert names >= {"Booking", "Member", "Room", "Hut", "Tariff"}
    assert "Review" not in names


def test_all_chosen_is_all(model: ApiModel) -> None:
    chosen = select(model, [e.name for e in model.entities], "api.yaml")

    assert chosen.entities == model.entities


@pytest.mark.parametrize("name", ["Hut", "hut", "HUTS", "huts"])
def test_an_entity_by_any_of_its_names(model: ApiModel, name: str) -> None:
    assert "Hut" in {e.name for e in select(model, [name], "api.yaml").entities}


def test_a_name_that_fits_none(model: ApiModel) -> None:
    with pytest.raises(Rejected) as refused:
        select(model, ["Hut", "Castle"], "api.yaml")

    assert refused.value.exit_code is ExitCode.USAGE
    assert [d.code for d in refused.value.diagnostics] == ["F001"]


def settings(**tables: dict[str, dict[str, object]]) -> Settings:
    place = Place("scaffold.toml", 1, 1)
    made = {k: {s: Override(s, v, place) for s, v in table.items()} for k, table in tables.items()}  # type: ignore[arg-type]
    return Settings(**made)  # type: ignore[arg-type]


def test_no_overrides_change_nothing(document: Document) -> None:
    assert override(document, Settings()) == (document, ())


def test_an_override_stands_where_the_document_would_have_it(document: Document) -> None:
    changed, findings = override(document, settings(entities={"Tariff": {"entity": True, "x-tablename": "prices"}}))

    assert findings == ()
    tariff = changed.schemas["Tariff"]
    assert tariff.extensions == {"x-tablename": "prices", "x-scaffold": {"entity": True}}
    assert changed.by_pointer[tariff.pointer] is tariff
    model, _ = understand(changed)
    assert "prices" in {e.table for e in model.entities}


def test_an_operation_by_its_path_or_its_id(document: Document) -> None:
    first = document.operations[0]
    assert first.operation_id
    subject = f"{first.method.upper()} {first.path}"

    by_path, _ = override(document, settings(operations={subject: {"custom": True}}))
    by_id, _ = override(document, settings(operations={first.operation_id: {"custom": True}}))

    assert by_path.operations[0].extensions["x-scaffold"] == {"custom": True}
    assert by_path.operations == by_id.operations


def test_an_override_that_fits_nothing_is_told(document: Document) -> None:
    _, findings = override(document, settings(entities={"Tarif": {}}, operations={"GET /tarif": {}}))

    assert [f.message for f in findings] == [
        "the document has no schema 'Tarif'",
        "the document has no operation 'GET /tarif'",
    ]
    assert findings[0].hint == "Did you mean 'Tariff'?"
