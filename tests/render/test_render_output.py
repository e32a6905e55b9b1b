"""What a reviewer reads: expressions are written once, nothing is there without use, comparisons are idiomatic."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.model import ApiModel
from scaffolder.names import ClassName
from scaffolder.render import render, render_bodies
from scaffolder.render.constants import Constant, Constants
from scaffolder.render.formatting import formatted
from scaffolder.render.index import Index
from scaffolder.render.purposes import purposes
from scaffolder.render.writers import equality

DOCUMENT = Path(__file__).with_name("stables.yaml")


@pytest.fixture(scope="module")
def model() -> ApiModel:
    source, _ = read(DOCUMENT)
    assert source is not None
    return understand(source)[0]


@pytest.fixture(scope="module")
def output(model: ApiModel) -> dict[str, str]:
    tree = render(model)
    return {path: str(file.content) for path, file in tree.items()}


def test_conditions_of_several_statements_are_written_once(output: dict[str, str]) -> None:
    repository = output["app/horses/repository.py"]
    assert repository.count('bindparam("by_name")') == 1
    assert repository.count("where(*_BY_NAME)") == 3


def test_what_a_path_stands_under_is_looked_for_by_one_statement(output: dict[str, str]) -> None:
    repository = output["app/horses/repository.py"]
    assert repository.count("_PARENT =") == 1
    assert repository.count("db.one(_PARENT, ") == 2  # the list, where it is empty, and the creation
    assert 'values["stable_id"] = parent.id' in repository


def test_fields_that_operations_change_are_named_once(output: dict[str, str]) -> None:
    repository = output["app/horses/repository.py"]
    assert repository.count('_CHANGE_HORSE_FIELDS = ("broken_in",)') == 1
    assert repository.count("*_CHANGE_HORSE_FIELDS") == 2


def test_tags_are_those_of_the_document(output: dict[str, str]) -> None:
    same, different = output["app/stables/router.py"], output["app/horses/router.py"]
    assert 'router = APIRouter(tags=["Stables"])' in same
    assert same.count("tags=") == 1
    assert "router = APIRouter()" in different
    assert different.count('tags=["Horses"]') == 4
    assert different.count('tags=["Horses", "Purchases"]') == 1


def test_truth_is_compared_by_identity(output: dict[str, str]) -> None:
    assert "assert horse.broken_in is " in output["tests/horses/test_crud.py"]
    assert [equality(w) for w in ("True", "False", "None", "1", '"a"')] == [
        "is True",
        "is False",
        "is None",
        "== 1",
        '== "a"',
    ]


def test_nothing_is_spread_over_lines_that_fits_one() -> None:
    rendered = f"from {'a' * 40} import {'b' * 40}, {'c' * 40}, d, e\n\nx = [\n    1,\n    d,\n]\nprint(e)\n"
    configuration = "[tool.ruff]\nline-length = 120\n"
    made = formatted({"pyproject.toml": configuration, "x.py": rendered})["x.py"]
    assert made == f"from {'a' * 40} import d, e\n\nx = [1, d]\nprint(e)\n"


def test_constants_have_names_of_their_own() -> None:
    constants = Constants({"_BY_ID"})
    assert [constants.name(value, "_BY_ID") for value in ("(a, b)", "(c, d)", "(a, b)")] == [
        "_BY_ID_2",
        "_BY_ID_3",
        "_BY_ID_2",
    ]
    assert constants.all() == (Constant("_BY_ID_2", "(a, b)"), Constant("_BY_ID_3", "(c, d)"))


def test_orders_are_tested_where_tests_choose_the_values(output: dict[str, str]) -> None:
    tests = output["tests/horses/test_crud.py"]
    assert 'id="broken_in"' in tests
    assert 'id="version"' not in tests  # it is counted by the server


def test_modules_without_schemas_have_no_file_for_them(output: dict[str, str]) -> None:
    folders = {path.split("/")[1] for path in output if path.startswith("app/") and path.endswith("/rules.py")}
    assert folders == {"core", "stables", "whistle"}
    assert "app/stables/schemas.py" in output
    assert "app/whistle/schemas.py" not in output
    assert "schemas" not in output["app/whistle/router.py"]


def test_what_schemas_are_for_is_looked_up_once(model: ApiModel, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Index] = []

    def counted(index: Index) -> Mapping[ClassName, str]:
        looked.append(index)
        return purposes(index)

    monkeypatch.setattr("scaffolder.render.schemas_view.purposes", counted)
    render(model)
    assert len(looked) == 1


def test_a_status_without_a_body_returns_nothing_though_one_is_documented(tmp_path: Path) -> None:
    item = "{type: object, properties: {id: {type: string}, name: {type: string}}}"
    body = f"requestBody: {{content: {{application/json: {{schema: {item}}}}}}}"
    document = tmp_path / "api.yaml"
    document.write_text(f"""
openapi: 3.0.3
info: {{title: Hooks, version: "1"}}
paths:
  /hooks/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get: {{responses: {{"200": {{description: one, content: {{application/json: {{schema: {item}}}}}}}}}}}
    put:
      {body}
      responses:
        "204": {{description: done, content: {{application/json: {{schema: {{type: string, maxLength: 0}}}}}}}}
""")
    source, _ = read(document)
    assert source is not None
    router = str(render(understand(source)[0])["app/hooks/router.py"].content)
    assert "-> None:" in router
    assert "answer" not in router.partition("router.put")[2]


def test_bodies_alone_are_laid_out_as_in_the_whole(tmp_path: Path) -> None:
    document = tmp_path / "api.yaml"
    name = "removeAllCustomLabelsFromEachOfTheRunnersOfOneRepository"
    document.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /runners/restart:\n"
        f"    post: {{operationId: {name}, responses: {{'204': {{description: Done}}}}}}\n"
    )
    source, _ = read(document)
    assert source is not None
    model = understand(source)[0]
    whole = {path: str(file.content) for path, file in render(model).items()}

    alone = render_bodies(model)

    assert {"app/runners/rules.py", "tests/runners/test_rules.py"} == alone.keys()
    assert alone == {path: whole[path] for path in alone}
    assert any(88 < len(line) <= 120 for text in alone.values() for line in text.splitlines())
