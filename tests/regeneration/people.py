"""Somebody who works in a generated project: edits everywhere, files added, moved and deleted, placeholders filled."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

_DOCSTRING = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""\n')
_IMPORT = re.compile(r"^(?:from (?!__future__)|import ).*$", re.MULTILINE)
_CLASS = re.compile(r"^class \w+[^\n]*:\n(?:    \"\"\"(?:[^\"]|\"(?!\"\"))*\"\"\"\n)?", re.MULTILINE)
_RETURN = re.compile(r"^( +)return\b.*$", re.MULTILINE)
_SUMMARY = re.compile(r'(?<=^    """)[A-Z][^"\n]+(?=""")', re.MULTILINE)
_BODY = re.compile(r"^( *)# scaffold: begin [\w.-]+\n", re.MULTILINE)


def sources(app: Path) -> list[Path]:
    """Every module, sorted."""
    return [f for part in ("app", "tests") for f in sorted((app / part).rglob("*.py"))]


@dataclass
class Person:
    """What was done, and what of it must be found afterwards."""

    random: Random
    app: Path
    marks: dict[str, str] = field(default_factory=dict)
    """What was written, to the file where."""
    deleted: list[str] = field(default_factory=list)
    added: dict[str, str] = field(default_factory=dict)

    def work(self) -> None:
        for number in range(self.random.randint(1, 12)):
            self._edit(f"mine_{number}")
        for number in range(self.random.choice((0, 0, 1))):
            self._add_file(f"mine_file_{number}")
        if self.random.random() < 0.2:
            self._delete_file()
        if self.random.random() < 0.2:
            self._move_file()

    def _edit(self, mark: str) -> None:
        file = self.random.choice(sources(self.app))
        text = file.read_text(encoding="utf-8")
        made = self.random.choice(EDITS)(self.random, text, mark)
        if mark in made and _is_python(made):
            file.write_text(made, encoding="utf-8")
            self.marks[mark] = self._name(file)

    def _name(self, file: Path) -> str:
        return file.relative_to(self.app).as_posix()

    def _add_file(self, mark: str) -> None:
        folder = self.random.choice(sources(self.app)).parent
        file = folder / f"{mark}.py"
        file.write_text(f'"""My own."""\n\nNAME = "{mark}"\n', encoding="utf-8")
        self.added[self._name(file)] = file.read_text(encoding="utf-8")

    def _tests(self) -> list[Path]:
        return sorted((self.app / "tests").glob("*/test_*.py"))

    def _delete_file(self) -> None:
        file = self.random.choice(self._tests())
        self.deleted.append(self._name(file))
        self.marks = {mark: at for mark, at in self.marks.items() if at != self._name(file)}
        file.unlink()

    def _move_file(self) -> None:
        free = [f for f in self._tests() if self._name(f) not in self.added]
        if free:
            file = self.random.choice(free)
            file.rename(file.with_name(f"{file.stem}_moved.py"))


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _after(text: str, at: int, more: str) -> str:
    return text[:at] + more + text[at:]


def _comment(random: Random, text: str, mark: str) -> str:
    found = _DOCSTRING.match(text)
    return _after(text, found.end() if found else 0, f"# {mark}: why this is so\n")


def _import(random: Random, text: str, mark: str) -> str:
    found = list(_IMPORT.finditer(text))
    return _after(text, random.choice(found).start(), f"import json as {mark}\n") if found else text


def _function(random: Random, text: str, mark: str) -> str:
    return f'{text}\n\ndef {mark}() -> str:\n    """Return what a person wanted."""\n    return ""\n'


def _method(random: Random, text: str, mark: str) -> str:
    found = list(_CLASS.finditer(text))
    method = f'\n    def {mark}(self) -> str:\n        """Return what a person wanted."""\n        return ""\n'
    return _after(text, random.choice(found).end(), method) if found else text


def _statement(random: Random, text: str, mark: str) -> str:
    found = list(_RETURN.finditer(text))
    if not found:
        return text
    chosen = random.choice(found)
    return _after(text, chosen.start(), f"{chosen[1]}{mark} = 1\n")


def _wording(random: Random, text: str, mark: str) -> str:
    found = list(_SUMMARY.finditer(text))
    if not found:
        return text
    chosen = random.choice(found)
    return f"{text[: chosen.start()]}{chosen[0].rstrip('.')}, {mark}.{text[chosen.end() :]}"


def _fill(random: Random, text: str, mark: str) -> str:
    found = list(_BODY.finditer(text))
    if not found:
        return text
    chosen = random.choice(found)
    return _after(text, chosen.end(), f"{chosen[1]}{mark} = 1\n")


EDITS = (_comment, _import, _function, _method, _statement, _statement, _wording, _fill, _fill)
