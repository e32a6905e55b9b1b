"""Names that are longer than PostgreSQL has them: constraints and indexes are found again under what became of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrate.shop import BIG, TEXT, Json, document, entity, generate, in_project

PATH = "authorization_server_policy_rules_of_organizations"
COLUMN = "authorization_server_policy_id"


def policies(**columns: Json) -> Json:
    rule = entity(PATH, ["name"], name=TEXT | {"maxLength": 40}, **columns)
    return document(AuthorizationServerPolicyRulesOfOrganization=rule, Policy=entity("policies", [], text=TEXT))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names")
    generate(folder, policies(**{COLUMN: BIG, "state_of_the_rule": TEXT}))
    referring = BIG | {"x-foreign-key": "policies.id", "x-index": True}
    generate(folder, policies(**{COLUMN: referring, "state_of_the_rule": TEXT | {"x-unique": True, "enum": ["a"]}}))
    other = entity(f"former_{PATH}", [], **{COLUMN: referring})
    changed = policies(**{COLUMN: BIG, "state_of_the_rule": TEXT})
    changed["components"]["schemas"]["Former"] = {k: v for k, v in other.items() if k != "x-path"}
    changed["paths"] |= document(Former=other)["paths"]
    generate(folder, changed)
    return folder / "app"


def test_they_are_made_and_dropped_on_both_engines(project: Path, url: str) -> None:
    alembic = ("-m", "alembic")
    in_project(project, *alembic, "upgrade", "head", DATABASE_URL=url)
    in_project(project, *alembic, "check", DATABASE_URL=url)
    in_project(project, *alembic, "downgrade", "0001", DATABASE_URL=url)
    in_project(project, *alembic, "upgrade", "head", DATABASE_URL=url)
    in_project(project, *alembic, "downgrade", "base", DATABASE_URL=url)
