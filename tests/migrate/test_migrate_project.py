"""A whole project on its way from one version of its document to the next, on both engines."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaffolder import migrate
from scaffolder import project as project_room
from scaffolder.changes import Action
from scaffolder.diagnostics import ExitCode, Rejected
from scaffolder.migrate.looking import Part, see, see_part
from tests.migrate.shop import TEXT, Json, document, entity, generate, in_project, locking_statements, revisions

STORED = (
    "INSERT INTO owners (id, email, phone) VALUES (1, 'a@b', '555'), (2, 'c@d', 'x:y')",
    "INSERT INTO pets (id, name, status, color, weight, owner_id, nick) VALUES "
    "(1, 'Rex', 'new', 'red', 5, 1, 'r'), (2, 'Tom', 'In Use', 'blue', NULL, NULL, NULL)",
)
OLD = document(
    Pet=entity(
        "pets",
        ["name", "status"],
        name=TEXT | {"maxLength": 40},
        status=TEXT | {"enum": ["new", "In Use"]},
        color=TEXT,
        weight={"type": "integer", "format": "int32"},
        owner_id={"type": "integer", "format": "int64"},
        nick=TEXT,
    ),
    Owner=entity("owners", ["email"], email=TEXT, phone=TEXT),
)
NEW = document(
    Animal=entity(
        "animals",
        ["title", "status", "age", "color"],
        title=TEXT | {"maxLength": 60, "x-renamed-from": "name", "x-unique": True},
        status=TEXT | {"enum": ["new", "in_use", "lost"]},
        color=TEXT,
        weight={"type": "integer", "format": "int64"},
        owner_id={"type": "integer", "format": "int64"},
        age={"type": "integer", "format": "int32", "default": 1},
    )
    | {"x-renamed-from": "Pet"},
    Owner=entity("owners", ["email"], email=TEXT | {"x-unique": True}, phone={"type": "integer", "format": "int64"}),
    Shop=entity("shops", ["name"], name=TEXT | {"x-index": True}),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after both versions."""
    folder = tmp_path_factory.mktemp("shop")
    generate(folder, OLD)
    generate(folder, NEW)
    return folder / "app"


def test_keeps_every_row_up_down_and_up(project: Path, url: str) -> None:
    stops = json.loads(in_project(project, str(Path(__file__).with_name("travel.py")), url, *STORED))
    assert stops["up"] == {
        "animals": [
            dict(id=1, title="Rex", status="new", color="red", weight=5, owner_id=1, nick="r", age=1),
            dict(id=2, title="Tom", status="in_use", color="blue", weight=None, owner_id=None, nick=None, age=1),
        ],
        "owners": [
            dict(id=1, email="a@b", phone=555, phone_text="555"),
            dict(id=2, email="c@d", phone=None, phone_text="x:y"),
        ],
        "shops": [],
    }
    assert stops["down"] == stops["before"]
    assert stops["again"] == stops["up"]


def test_locks_no_table_for_long(project: Path, tmp_path: Path) -> None:
    locking = locking_statements(project, tmp_path)
    assert [s for s in locking if "TYPE VARCHAR(60)" not in s and "TYPE VARCHAR(40)" not in s] == []


def test_revisions_explain_themselves(project: Path) -> None:
    assert revisions(project)[0] == "0001_initial.py"
    texts = [(project / "migrations" / "versions" / name).read_text() for name in revisions(project)[1:]]
    assert len(texts) == 2
    assert "- Rename table pets to animals." in texts[0]
    assert "- Add column animals.age; rows that are there get 1." in texts[0]
    assert "with steps.one_by_one():" in texts[1]


def test_tells_what_is_parked(project: Path) -> None:
    assert [str(p) for p in migrate.parked(project)] == ["animals.nick", "owners.phone_text"]


# --- runs -------------------------------------------------------------------------------------------------------------


def owners(**properties: Json) -> Json:
    return document(Owner=entity("owners", ["email"], email=TEXT, **properties))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    generate(tmp_path, document(Owner=entity("owners", ["email"], email=TEXT, phone=TEXT)))
    return tmp_path


def test_runs_nothing_where_no_table_changes(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("the project's code was run")

    monkeypatch.setattr("scaffolder.migrate.see", forbidden)
    outcome = generate(shop, owners(phone=TEXT | {"description": "With the country's code."}))
    assert outcome.changes.count(Action.UPDATED) > 0
    assert revisions(shop / "app") == ["0001_initial.py"]


BEFORE = document(
    Pet=entity("pets", ["status"], status=TEXT | {"enum": ["new", "sold"]}, color=TEXT | {"maxLength": 9}, nick=TEXT),
    Owner=entity("owners", ["email"], email=TEXT, phone=TEXT),
    Shop=entity("shops", [], name=TEXT | {"x-index": True}),
)
AFTER = document(
    Pet=entity(
        "pets",
        ["status", "age"],
        status=TEXT | {"enum": ["new", "sold", "lost"]},
        shade=TEXT | {"maxLength": 9, "x-renamed-from": "color", "x-unique": True},
        age={"type": "integer", "format": "int32", "default": 1},
        owner_id={"type": "integer", "format": "int64"},
    ),
    Owner=entity("owners", ["email"], email=TEXT, phone=TEXT),
    Shop=entity("shops", [], name=TEXT),
    Walk=entity("walks", ["pet_id"], pet_id={"type": "integer", "format": "int64"}),
)


def _written(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in (folder / "app" / "migrations" / "versions").glob("*.py")}


def test_looks_at_changed_modules_alone_and_sees_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("part", "whole"):
        (tmp_path / name).mkdir()
        generate(tmp_path / name, BEFORE)
    looked: list[object] = []
    monkeypatch.setattr("scaffolder.migrate.see_part", lambda *given: looked.append(given[-1]) or see_part(*given))
    with monkeypatch.context() as narrow:
        narrow.setattr("scaffolder.migrate.see", lambda *_: pytest.fail("everything was looked at"))
        generate(tmp_path / "part", AFTER)
    monkeypatch.setattr("scaffolder.migrate.part_of", lambda *_: None)
    generate(tmp_path / "whole", AFTER)
    pets, shops, walks = (f"app.{name}.models" for name in ("pets", "shops", "walks"))
    assert looked == [Part((pets, shops), (pets, shops, walks))]
    assert len(_written(tmp_path / "part")) > 1
    assert _written(tmp_path / "part") == _written(tmp_path / "whole")


WIDER: list[tuple[str, Json]] = [
    ("type", owners(phone={"type": "integer", "format": "int64"})),
    ("length", owners(phone=TEXT | {"maxLength": 3})),
]


@pytest.mark.parametrize("version", [v for _, v in WIDER], ids=[n for n, _ in WIDER])
def test_looks_at_all_where_other_tables_may_matter(shop: Path, version: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []
    monkeypatch.setattr("scaffolder.migrate.see", lambda *given: looked.append(given) or see(*given))
    generate(shop, version)
    assert len(looked) == 1
    assert len(revisions(shop / "app")) == 2


def test_undo_takes_a_revision_back_with_its_code(shop: Path) -> None:
    def files() -> dict[str, bytes]:
        found = (p for p in (shop / "app").rglob("*") if p.is_file() and "local" not in p.parts)
        return {str(p): p.read_bytes() for p in found}

    before = files()
    generate(shop, owners(phone=TEXT, fax=TEXT))
    assert len(revisions(shop / "app")) == 2
    project_room.undo(shop / "app")
    assert files() == before


def test_dry_run_writes_no_revision(shop: Path) -> None:
    outcome = generate(shop, owners(phone=TEXT, fax=TEXT), dry_run=True)
    assert [c.path for c in outcome.changes.of(Action.CREATED)] == ["migrations/versions/0002_add_owners_fax.py"]
    assert revisions(shop / "app") == ["0001_initial.py"]


def test_finds_what_people_changed_by_hand(shop: Path) -> None:
    models = shop / "app" / "app" / "owners" / "models.py"
    text = models.read_text()
    models.write_text(text.replace("    phone:", "    fax: Mapped[str | None] = mapped_column(Text)\n    phone:"))
    generate(shop, owners(phone=TEXT))
    assert revisions(shop / "app") == ["0001_initial.py", "0002_add_owners_fax.py"]


def test_counts_revisions_that_people_wrote(shop: Path) -> None:
    (shop / "app" / "migrations" / "versions" / "by_hand.py").write_text(
        '"""By hand."""\nimport sqlalchemy as sa\nfrom alembic import op\nrevision = "mine"\ndown_revision = "0001"\n'
        'def upgrade():\n    op.add_column("owners", sa.Column("fax", sa.Text()))\n'
        'def downgrade():\n    op.drop_column("owners", "fax")\n'
    )
    generate(shop, owners(phone=TEXT, fax=TEXT, mail=TEXT))
    text = (shop / "app" / "migrations" / "versions" / "0003_add_owners_mail.py").read_text()
    assert 'down_revision: str | Sequence[str] | None = "mine"' in text


def test_drops_what_is_parked_when_told_to(shop: Path) -> None:
    generate(shop, owners())
    assert [str(p) for p in migrate.parked(shop / "app")] == ["owners.phone"]
    generate(shop, owners(), allow_data_loss=True)
    assert migrate.parked(shop / "app") == ()
    assert revisions(shop / "app")[-1] == "0003_drop_owners_phone.py"


def test_gives_a_deleted_entity_s_table_back(shop: Path) -> None:
    two = document(Owner=entity("owners", ["email"], email=TEXT, phone=TEXT), Shop=entity("shops", ["a"], a=TEXT))
    generate(shop, two)
    generate(shop, owners(phone=TEXT))
    assert [str(p) for p in migrate.parked(shop / "app")] == ["shops"]
    generate(shop, two)
    assert migrate.parked(shop / "app") == ()
    assert "op.create_table" not in (shop / "app" / "migrations" / "versions" / revisions(shop / "app")[-1]).read_text()


def _two_heads(versions: Path) -> None:
    for name in ("one", "two"):
        (versions / f"{name}.py").write_text(f'revision = "{name}"\ndown_revision = "0001"\n')


def _same_name(versions: Path) -> None:
    (versions / "other.py").write_text('revision = "0001"\ndown_revision = None\n')


def _gap(versions: Path) -> None:
    (versions / "later.py").write_text('revision = "later"\ndown_revision = "lost"\n')


REFUSED: list[tuple[Callable[[Path], None], str, str]] = [
    (_two_heads, "M001", "there are several heads: one, two"),
    (_same_name, "M002", "several revisions are called 0001"),
    (_gap, "M001", "there are several heads: 0001, later"),
]


@pytest.mark.parametrize(("spoil", "code", "message"), REFUSED)
def test_never_guesses_a_head(shop: Path, spoil: Callable[[Path], None], code: str, message: str) -> None:
    spoil(shop / "app" / "migrations" / "versions")
    with pytest.raises(Rejected) as refused:
        generate(shop, owners(phone=TEXT, fax=TEXT))
    assert [(d.code, d.message) for d in refused.value.diagnostics] == [(code, message)]
    assert refused.value.exit_code is ExitCode.FINDINGS
    assert "fax" not in (shop / "app" / "app" / "owners" / "models.py").read_text()


def test_says_that_revisions_do_not_run(shop: Path) -> None:
    (shop / "app" / "migrations" / "versions" / "bad.py").write_text(
        'revision = "bad"\ndown_revision = "0001"\n\n\ndef upgrade():\n    raise ValueError("no")\n'
    )
    outcome = generate(shop, owners(phone=TEXT, fax=TEXT))
    found = [d for d in outcome.diagnostics if d.code == "M006"]
    assert [(str(d.place), d.message) for d in found] == [
        (
            "migrations/versions/bad.py:6:1",
            "the revisions do not run on an empty SQLite database: ValueError: no",
        )
    ]


def test_refuses_by_name_and_changes_nothing(shop: Path, tmp_path: Path) -> None:
    generate(shop, owners(phone=TEXT | {"maxLength": 3}))
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    ended = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("travel.py")),
            url,
            "INSERT INTO owners (id, email, phone) VALUES (7, 'a', '12345')",
        ],
        cwd=shop / "app",
        capture_output=True,
        text=True,
        check=False,
    )
    expected = "owners: 1 row(s) have more than 3 characters in phone: id=7. Mend them, then run again."
    assert expected in ended.stderr
    assert asyncio.run(_stored(url)) == [(7, "a", "12345")]


async def _stored(url: str) -> list[tuple[Any, ...]]:
    import sqlite3

    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        found = connection.execute("SELECT * FROM owners").fetchall()
    connection.close()
    return found
