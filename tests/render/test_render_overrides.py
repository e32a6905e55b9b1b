"""A team's own templates stand in for ours, whole or macro by macro; their mistakes are told at their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffolder.diagnostics import Diagnostic, Place, Rejected, Severity
from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.model import ApiModel
from scaffolder.render import examine, render
from scaffolder.resources import templates, templates_digest

ROOT = Path(__file__).parents[2]
INIT = "app/[module]/__init__.py.jinja"
REPOSITORY = "app/[module]/repository.py.macros.jinja"


@pytest.fixture(scope="module")
def model() -> ApiModel:
    document, _ = read(str(ROOT / "specs" / "minimal.yaml"))
    assert document is not None
    return understand(document)[0]


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def faults(model: ApiModel, folder: Path) -> tuple[Diagnostic, ...]:
    with pytest.raises(Rejected) as rejected:
        render(model, folder)
    return rejected.value.diagnostics


def test_one_template_is_theirs_and_the_rest_ours(model: ApiModel, tmp_path: Path) -> None:
    put(tmp_path, INIT, '"""House: {{ title | oneline }}"""\n')

    tree, ours = render(model, tmp_path), render(model)

    assert tree["app/songs/__init__.py"].content == '"""House: Songs."""\n'
    assert {path for path in ours if tree[path].content != ours[path].content} == {
        "app/songs/__init__.py",
        "app/shared/__init__.py",
    }


def test_one_macro_is_theirs_and_the_rest_ours(model: ApiModel, tmp_path: Path) -> None:
    written = "dict({% for b in bindings %}{{ b.name }}={{ b.value }}{% endfor %})"
    put(tmp_path, REPOSITORY, f"{{% macro bound(bindings) -%}}\n{written}\n{{%- endmacro %}}\n")

    tree, ours = render(model, tmp_path), render(model)

    text = str(tree["app/songs/repository.py"].content)
    assert "_GET_SONGS_BY_ID, dict(by_id_=id_))" in text
    assert text.replace("dict(by_id_=id_)", '{"by_id_": id_}') == ours["app/songs/repository.py"].content


def test_a_macro_uses_those_above_it(model: ApiModel, tmp_path: Path) -> None:
    text = "{% macro values(function) -%}\nsent(body{{ names(function.fields) }}, house=1)\n{%- endmacro %}\n"
    put(tmp_path, REPOSITORY, text)

    assert 'sent(body, "title", "artist", house=1)' in str(render(model, tmp_path)["app/songs/repository.py"].content)


def test_an_unknown_variable_is_told_at_its_line_once(model: ApiModel, tmp_path: Path) -> None:
    path = put(tmp_path, INIT, '"""House."""\n\n  {{ tilte }}\n')

    (found, second) = faults(model, tmp_path)

    assert (found.code, found.severity, found.place) == ("T005", Severity.ERROR, Place(str(path), 3, 3))
    assert (found.message, found.source_line) == ("'tilte' is undefined", "  {{ tilte }}")
    assert found.hint.endswith("for app/shared/__init__.py here.")
    assert second.hint.endswith("for app/songs/__init__.py here.")


def test_a_macro_of_other_arguments_is_told_where_ours_calls_it(model: ApiModel, tmp_path: Path) -> None:
    put(tmp_path, REPOSITORY, "{% macro bound() %}{% endmacro %}\n")

    (found,) = faults(model, tmp_path)

    assert (found.code, Path(found.place.file)) == ("T005", templates() / "app/[module]/repository.py.jinja")
    assert "bound(" in found.source_line
    assert "takes not more than 0 argument(s)" in found.message


def test_python_that_cannot_be_read_is_told_at_the_templates_line(model: ApiModel, tmp_path: Path) -> None:
    path = put(
        tmp_path, "app/settings.py.jinja", '"""Settings."""\n{% if base_path is defined %}\nx = = 1\n{% endif %}\n'
    )

    (found,) = faults(model, tmp_path)

    assert (found.code, found.place) == ("T006", Place(str(path), 3, 1))
    assert found.message.endswith("(line 2 of app/settings.py: x = = 1)")


@pytest.mark.parametrize(
    ("name", "text", "code", "line", "message"),
    [
        (INIT, "{% if title %}\n\n", "T002", 2, "Unexpected end of template"),
        (INIT, "a\n{{ title | shout }}\n", "T002", 2, "No filter named 'shout'."),
        ("app/mian.py.jinja", "x", "T003", 0, "this overrides nothing: there is no template app/mian.py.jinja"),
        (REPOSITORY, "\n{% macro bounds() %}{% endmacro %}", "T004", 2, "repository.py.jinja has no macro bounds"),
    ],
)
def test_what_is_wrong_is_found_before_anything_is_rendered(
    name: str, text: str, code: str, line: int, message: str, tmp_path: Path
) -> None:
    path = put(tmp_path, name, text)

    (found,) = examine(tmp_path)

    assert (found.code, found.place.file, found.place.line) == (code, str(path), line)
    assert found.message.startswith(message)
    assert (code == "T003") == (found.severity is Severity.WARNING)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert [d.code for d in examine(tmp_path / "no")] == ["T001"]


def test_a_template_reaches_nothing_outside(model: ApiModel, tmp_path: Path) -> None:
    put(tmp_path, INIT, "{{ title.__class__.__mro__ }}\n")

    assert "access to attribute '__class__' of 'str' object is unsafe" in faults(model, tmp_path)[0].message


def test_the_digest_tells_own_templates(tmp_path: Path) -> None:
    path = put(tmp_path, INIT, "a")
    one = templates_digest(tmp_path)
    path.write_text("b")

    assert len({one, templates_digest(tmp_path), templates_digest()}) == 3
