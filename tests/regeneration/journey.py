"""One project from one version of its document to the next, with a person's edits and stored rows; what must hold."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from scaffolder import flow
from scaffolder.changes import Action
from scaffolder.diagnostics import Severity
from scaffolder.flow import Request
from scaffolder.outcome import Outcome
from scaffolder.project import Side, resolve, undo
from tests.regeneration.people import Person
from tests.regeneration.stored import Database, Refused, Rows, plain
from tests.regeneration.versions import Version, changed, first

_CONFLICT = re.compile(r"^<<<<<<< yours\n(.*?)^=======\n(.*?)^>>>>>>> generated\n", re.MULTILINE | re.DOTALL)
_RENAMED = re.compile(r"Table (\w+) is now (\w+)")
_NAMED = "Mend them, then run again."


class Journey:
    """A project in a folder, its database beside it."""

    def __init__(self, folder: Path, random: Random) -> None:
        self._folder, self._random = folder, random
        self._app, self._counts = folder / "shop", Counter[str](runs=1)
        self._database = Database(self._app)

    def travel(self) -> Counter[str]:
        """All of it; what was counted."""
        old = first(self._random)
        self._generate(old)
        self._database.to("head")
        self._database.fill(old, self._random)
        before, base = self._database.rows(), self._texts()
        head = self._head()
        person = Person(self._random, self._app)
        person.work()
        self._counts += Counter(edits=len(person.marks), rows=sum(map(len, before.values())))
        new = changed(old, self._random)
        stood = self._committed()
        outcome = self._generate(new)
        if self._random.random() < 0.2:
            outcome = self._there_and_back(new, outcome, stood)
        self._judge(person, base)
        self._settle(new, outcome)
        self._migrate(before, head, _renames(outcome))
        return self._counts

    # --- code -----------------------------------------------------------------------------------------------------

    def _generate(self, version: Version) -> Outcome:
        source = self._folder / "api.json"
        source.write_text(json.dumps(version.document()), encoding="utf-8")
        outcome = flow.generate(Request(str(source), out=self._app, verify=False))
        errors = [d for d in outcome.diagnostics if d.severity is Severity.ERROR]
        assert not errors, errors
        assert outcome.changes is not None
        unseen = [d for d in outcome.diagnostics if d.code in {"M004", "M005", "M006"}]
        assert not unseen or outcome.changes.conflicts, unseen
        return outcome

    def _there_and_back(self, new: Version, outcome: Outcome, stood: Mapping[str, bytes]) -> Outcome:
        """Taking the run back restores every byte; the same run again does the same."""
        done = self._committed()
        undo(self._app)
        assert self._committed() == stood, "undo leaves what was before"
        again = self._generate(new)
        assert self._committed() == done, "the same run does the same"
        assert again.changes == outcome.changes
        self._counts["undone"] += 1
        return again

    def _judge(self, person: Person, base: Mapping[str, str]) -> None:
        now = self._texts()
        everything = "\n".join(now.values())
        assert not [mark for mark in person.marks if mark not in everything], "every edit is there"
        for path, text in person.added.items():
            assert text in now.values(), f"{path} is there"
        assert not [path for path in person.deleted if path in now], "what was deleted stays so"
        generated = "".join(map(_said, base.values()))
        for path, text in now.items():
            self._judge_conflicts(path, text, generated)

    def _judge_conflicts(self, path: str, text: str, generated: str) -> None:
        for mine, theirs in _CONFLICT.findall(text):
            self._counts["conflicts"] += 1
            assert _said(mine) != _said(theirs), path
            assert not mine or _said(mine) not in generated, f"{path}: the person changed nothing there"
            assert not theirs or _said(theirs) not in generated, f"{path}: the generation changed nothing there"

    def _settle(self, new: Version, outcome: Outcome) -> None:
        """Conflicts are decided for one side; then the same document changes no more than the revision it waits for."""
        assert outcome.changes is not None
        if outcome.changes.conflicts:
            resolve(self._app, (), Side.THEIRS)
            more = self._generate(new).changes
            assert more is not None
            assert all(c.path.startswith("migrations/versions/") for c in more.touched), more.touched
        still = self._generate(new).changes
        assert still is not None
        assert still.touched == (), "nothing is new"
        assert not still.of(Action.CONFLICT)

    def _texts(self) -> dict[str, str]:
        files = (f for f in sorted(self._app.rglob("*.py")) if ".scaffold" not in f.relative_to(self._app).parts)
        return {f.relative_to(self._app).as_posix(): f.read_text(encoding="utf-8") for f in files}

    def _committed(self) -> dict[str, bytes]:
        found = {f.relative_to(self._app).as_posix(): f for f in sorted(self._app.rglob("*")) if f.is_file()}
        return {path: f.read_bytes() for path, f in found.items() if not path.startswith(".scaffold/local/")}

    # --- rows -----------------------------------------------------------------------------------------------------

    def _head(self) -> str:
        """The last revision."""
        texts = [f.read_text(encoding="utf-8") for f in (self._app / "migrations" / "versions").glob("*.py")]
        ids = {m[1] for t in texts if (m := re.search(r'^revision: str = "(\w+)"', t, re.MULTILINE))}
        below = {m[1] for t in texts if (m := re.search(r'^down_revision: .* = "(\w+)"', t, re.MULTILINE))}
        return (ids - below).pop()

    def _migrate(self, before: Rows, first_: str, renames: Mapping[str, str]) -> None:
        if not self._went("head", before, renames):
            return
        up = self._database.rows()
        _assert_keeps(before, up, renames)
        self._counts["migrated"] += 1
        if not self._went(first_, before, renames):
            return
        _assert_same(before, self._database.rows())
        self._database.to("head")
        again = self._database.rows()
        _assert_keeps(before, again, renames)  # what is made for new columns is made anew
        assert {table: len(rows) for table, rows in again.items()} == {table: len(rows) for table, rows in up.items()}

    def _went(self, revision: str, before: Rows, renames: Mapping[str, str]) -> bool:
        """Whether a migration ran; one that does not names the rows in its way, and loses nothing."""
        try:
            self._database.to(revision)
        except Refused as refused:
            assert _NAMED in str(refused)
            there = self._database.rows()
            _assert_keeps(before, there, {old: new for old, new in renames.items() if new in there})
            self._counts["refused"] += 1
            return False
        return True


def _said(text: str) -> str:
    return re.sub(r"[\s,]+", "", text.replace("'", '"'))


def _renames(outcome: Outcome) -> dict[str, str]:
    found = (_RENAMED.match(d.message) for d in outcome.diagnostics if d.code == "M010")
    return {match[1]: match[2] for match in found if match}


def _assert_keeps(before: Rows, after: Rows, moved: Mapping[str, str]) -> None:
    """Every value of every row still stands in the row, perhaps in another column or type."""
    for table, stored in before.items():
        there = {row["id"]: {plain(v) for v in row.values()} for row in after[moved.get(table, table)]}
        for row in stored:
            missing = {plain(v) for v in row.values() if v is not None} - there[row["id"]]
            assert not missing, (table, row, missing)


def _assert_same(before: Rows, after: Rows) -> None:
    """Every row is as it was; nulls that were filled on the way may stay filled."""
    assert {t: len(r) for t, r in before.items()} == {t: len(after.get(t, ())) for t in before}
    for table, stored in before.items():
        there: dict[Any, dict[str, Any]] = {row["id"]: row for row in after[table]}
        for row in stored:
            for name, given in row.items():
                assert given is None or plain(there[row["id"]][name]) == plain(given), (table, name, row)
