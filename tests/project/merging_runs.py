"""Random versions of a module: as generated before and after a change of the document, and as a person left it.

Every name that a person writes contains "mine", and every new one of the generation "new", so that what became of each
can be looked up in the merged text.
"""

from __future__ import annotations

import ast
import re
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

TYPES = ("int", "str", "datetime", "UUID", "Decimal")
NEEDS = {
    "datetime": "from datetime import datetime",
    "UUID": "from uuid import UUID",
    "Decimal": "from decimal import Decimal",
}


@dataclass(frozen=True)
class Module:
    """What a generated module says."""

    fields: dict[str, str]
    """Name to type."""
    lengths: dict[str, int]
    operations: dict[str, str]
    """Name to summary."""
    order: str = "name"
    options: tuple[str, ...] = ("limit", "offset")


def first(random: Random) -> Module:
    names = [f"field_{n}" for n in range(random.randint(2, 7))]
    return Module(
        {name: random.choice(TYPES) for name in names},
        {name: random.choice((20, 40, 80)) for name in names},
        {f"operation_{n}": f"Does thing {n}." for n in range(random.randint(1, 5))},
    )


def changed(module: Module, random: Random) -> Module:
    """The module after one to four changes of the document."""
    for number in range(random.randint(1, 4)):
        module = random.choice(DOCUMENT_CHANGES)(module, random, f"new_{number}")
    return module


def _add_field(m: Module, random: Random, name: str) -> Module:
    fields = list(m.fields.items())
    fields.insert(random.randint(0, len(fields)), (name, random.choice(TYPES)))
    return replace(m, fields=dict(fields), lengths={**m.lengths, name: 10})


def _drop_field(m: Module, random: Random, name: str) -> Module:
    gone = random.choice(list(m.fields)) if len(m.fields) > 1 else ""
    return replace(m, fields={k: v for k, v in m.fields.items() if k != gone})


def _retype_field(m: Module, random: Random, name: str) -> Module:
    return replace(m, fields={**m.fields, random.choice(list(m.fields)): random.choice(TYPES)})


def _relength(m: Module, random: Random, name: str) -> Module:
    return replace(m, lengths={**m.lengths, random.choice(list(m.fields)): random.randint(90, 99)})


def _add_operation(m: Module, random: Random, name: str) -> Module:
    operations = list(m.operations.items())
    operations.insert(random.randint(0, len(operations)), (name, f"Does {name}."))
    return replace(m, operations=dict(operations))


def _drop_operation(m: Module, random: Random, name: str) -> Module:
    gone = random.choice(list(m.operations)) if len(m.operations) > 1 else ""
    return replace(m, operations={k: v for k, v in m.operations.items() if k != gone})


def _summary(m: Module, random: Random, name: str) -> Module:
    return replace(m, operations={**m.operations, random.choice(list(m.operations)): f"Does {name} instead."})


def _option(m: Module, random: Random, name: str) -> Module:
    return replace(m, options=(*m.options, name))


DOCUMENT_CHANGES = (
    _add_field, _drop_field, _retype_field, _relength, _add_operation, _drop_operation, _summary, _option
)  # fmt: skip


def rendered(m: Module) -> str:
    used = sorted({NEEDS[t] for t in m.fields.values() if t in NEEDS})
    lines = [
        '"""Things."""',
        "",
        *used,
        "",
        "from app.core import database, errors",
        "",
        f"OPTIONS = ({', '.join(map(repr, m.options))})",
    ]
    lines += ["", "", "class Thing(Base):", '    """A thing."""', "", '    __tablename__ = "things"', ""]
    lines += [
        f"    {n}: Mapped[{t}] = mapped_column(Text({m.lengths[n]}), nullable=False)" for n, t in m.fields.items()
    ]
    for name, summary in m.operations.items():
        lines += ["", "", f'@router.get("/{name}", responses={{404: errors.MISSING}})']
        lines += [f"async def {name}(key: int, session: Session) -> Thing:", f'    """{summary}"""']
        lines += [
            "    thing = await session.get(Thing, key)",
            "    if thing is None:",
            f'        raise Missing("{name}")',
        ]
        lines += ["    database.touch(thing)", "    return thing"]
    return "\n".join(lines) + "\n"


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@dataclass
class Person:
    """Somebody who edits a text, and what of it must be found afterwards."""

    random: Random
    text: str
    marks: list[str] = field(default_factory=list)
    """Names that the person wrote."""

    def work(self) -> None:
        for number in range(self.random.randint(1, 4)):
            before = self.text, [*self.marks]
            self.random.choice(EDITS)(self, f"mine_{number}")
            if not _is_python(self.text):  # an edit in the middle of what an earlier one laid out anew
                self.text, self.marks = before

    def _at(self, pattern: str) -> re.Match[str] | None:
        found = list(re.finditer(pattern, self.text, re.MULTILINE))
        return self.random.choice(found) if found else None

    def _put(self, at: int, text: str, mark: str) -> None:
        self.text = self.text[:at] + text + self.text[at:]
        self.marks.append(mark)

    def add_field(self, mark: str) -> None:
        if m := self._at(r"^    \w+: Mapped.*[\])]\n"):
            self._put(m.end(), f"    {mark}: Mapped[int]\n", mark)

    def add_method(self, mark: str) -> None:
        if m := self._at(r"^@router"):
            self._put(m.start(), f"def {mark}() -> int:\n    return 1\n\n\n", mark)

    def add_function_at_end(self, mark: str) -> None:
        self._put(len(self.text), f"\n\ndef {mark}() -> int:\n    return 2\n", mark)

    def add_import(self, mark: str) -> None:
        self.text = self.text.replace("import database, errors", f"import database, errors, {mark}", 1)
        self._put(len(self.text), f"\n\nuse({mark})\n", mark)

    def add_import_line(self, mark: str) -> None:
        if m := self._at(r"^from .*\n"):
            self._put(m.end(), f"from {mark} import {mark}_x\n", mark)

    def add_statement(self, mark: str) -> None:
        if m := self._at(r"^    (thing = await|database\.touch).*\n"):
            self._put(m.end(), f"    {mark}()\n", mark)

    def change_statement(self, mark: str) -> None:
        if m := self._at(r"(?<=database\.touch\()thing"):
            self.text = self.text[: m.start()] + mark + self.text[m.end() :]
            self.marks.append(mark)

    def add_argument(self, mark: str) -> None:
        if m := self._at(r"(?<=nullable=False)(?=\))"):
            self._put(m.start(), f", {mark}=True", mark)

    def change_summary(self, mark: str) -> None:
        if m := self._at(r'(?<=^    """)Does .*(?=""")'):
            self.text = self.text[: m.start()] + f"Does {mark}." + self.text[m.end() :]
            self.marks.append(mark)

    def change_length(self, mark: str) -> None:
        if m := self._at(r"(?<=Text\()\d+"):
            self.text = f"{self.text[: m.start()]}{mark}{self.text[m.end() :]}"
            self.marks.append(mark)

    def add_option(self, mark: str) -> None:
        if m := self._at(r"(?<=^OPTIONS = \()"):
            self._put(m.start(), f"'{mark}', ", mark)

    def add_comment(self, mark: str) -> None:
        if m := self._at(r"^(    \w+: Mapped|@router|    if thing)"):
            indent = "" if m[0].startswith("@") else "    "
            self._put(m.start(), f"{indent}# {mark}\n", mark)

    def reformat(self, mark: str) -> None:
        self.text = re.sub(
            r"mapped_column\((Text\(\d+\)), (nullable=False)\)",
            r"mapped_column(\n        \1,\n        \2,\n    )",
            self.text,
        )

    def requote(self, mark: str) -> None:
        self.text = re.sub(r'Missing\("(\w+)"\)', r"Missing('\1')", self.text)

    def move_field(self, mark: str) -> None:
        if m := self._at(r"^    field_\w+: Mapped.*\)\n(?=    \w+: Mapped)"):
            line = m[0]
            self.text = self.text[: m.start()] + self.text[m.end() :]
            after = re.match(r".*\n", self.text[m.start() :])
            at = m.start() + (after.end() if after else 0)
            self.text = self.text[:at] + line + self.text[at:]

    def delete_function(self, mark: str) -> None:
        m = self._at(r"^@router(?:.*\n)(?:.+\n)+")
        if m and "mine" not in m[0]:
            self.text = self.text[: m.start()].rstrip("\n") + "\n" + self.text[m.end() :]


EDITS = (
    Person.add_field, Person.add_method, Person.add_function_at_end, Person.add_import, Person.add_import_line,
    Person.add_statement, Person.change_statement, Person.add_argument, Person.add_option, Person.add_comment,
    Person.reformat, Person.requote, Person.move_field, Person.delete_function,
    Person.change_summary, Person.change_length,
)  # fmt: skip


def git_conflicts(folder: Path, base: str, yours: str, generated: str) -> int:
    """How many conflicts line merging by git leaves."""
    names = ("yours", "base", "generated")
    for name, text in zip(names, (yours, base, generated), strict=True):
        (folder / name).write_text(text)
    command = ["git", "merge-file", "-p", "--quiet", *(str(folder / name) for name in names)]
    return subprocess.run(command, capture_output=True, check=False).returncode
