"""Formatting again costs what changed, and comes to what formatting everything comes to."""

import pytest

from scaffolder.render import formatting
from scaffolder.render.formatting import formatted, formatted_again

FILES = {
    "pyproject.toml": '[tool.ruff]\nline-length = 120\nsrc = ["."]\n',
    "app/__init__.py": "",
    "app/pets.py": "import os, sys\nfrom app.orders import y\nfrom abc import ABC\nx = (  1)\nprint(os, y, ABC)\n",
    "app/orders.py": "y = {'a':1}\n",
    "tests/test_pets.py": "import pytest\nfrom app.pets import x\nprint(pytest, x)\n",
    "README.md": "#  Pets\n",
}


def seen(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The Python files of each call of the formatter that hold something."""
    calls: list[set[str]] = []
    real = formatted

    def counted(files: dict[str, str]) -> dict[str, str]:
        calls.append({p for p, text in files.items() if p.endswith(".py") and text})
        return real(files)

    monkeypatch.setattr(formatting, "formatted", counted)
    return calls


def known(files: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {path: (source, text) for path, (text, source) in formatted_again(files, {}).items() if source}


def test_nothing_is_formatted_again_where_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    before, calls = known(FILES), seen(monkeypatch)

    again = formatted_again(FILES, before)

    assert calls == []
    assert {path: text for path, (text, _) in again.items()} == formatted(FILES)


@pytest.mark.parametrize("path", ["app/pets.py", "app/orders.py", "tests/test_pets.py"])
def test_only_what_changed_is_formatted(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {**FILES, path: f"{FILES[path]}z = [ 1,2 ]\n"}
    whole, before, calls = formatted(changed), known(FILES), seen(monkeypatch)

    again = formatted_again(changed, before)

    assert calls == [{path}]
    assert {path: text for path, (text, _) in again.items()} == whole
    assert known(changed) == {path: (source, text) for path, (text, source) in again.items() if source}


def test_another_configuration_formats_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    before, calls = known(FILES), seen(monkeypatch)

    formatted_again({**FILES, "pyproject.toml": "[tool.ruff]\nline-length = 40\n"}, before)

    assert calls == [{"app/pets.py", "app/orders.py", "tests/test_pets.py"}]


def test_a_text_that_was_tampered_with_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    before, calls = known(FILES), seen(monkeypatch)
    source, text = before["app/orders.py"]

    again = formatted_again(FILES, {**before, "app/orders.py": (source, f"{text}evil = 1\n")})

    assert calls == [{"app/orders.py"}]
    assert again["app/orders.py"][0] == text
