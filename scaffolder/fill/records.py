"""The record of fills: `.scaffold/fills/<id>.json`, committed with the project.

What was accepted, from what, by which model and at what cost; and of what failed, the best attempt and its errors. No
times, no machine's paths, no secrets, so that records can be compared and merged. With the records, a project is
reproduced without any model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from scaffolder.bodies import Misplaced, body_of, placed
from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.fill.rounds import Result
from scaffolder.fill.secrets import hidden
from scaffolder.filling import Usage
from scaffolder.fills import Fill, Part
from scaffolder.tree import RESERVED, Tree, TreeFile

FOLDER = f"{RESERVED}/fills"
FORMAT = 1
_ERRORS = 2000
"""Characters of errors that are kept."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a model made of a placeholder."""

    key: str
    """Digest of what it was made from."""
    body: str
    stands: str = ""
    """Digest of the body as it stands in the file, its imports at the file's head; "" for what failed."""
    model: str = ""
    attempts: int = 0
    usage: Usage = field(default_factory=Usage)
    mutants: int = 0
    killed: int = 0
    brief: str = ""
    """Digest of the requirements in prose that were given with it."""
    errors: tuple[str, ...] = ()
    beside: str = ""
    """Of what failed: digest of the counterpart's body that stood in the project then."""
    broken_off: bool = False
    """The provider failed: nothing is known of what the model can do."""


_OF_FAILURES = ("beside", "broken_off")


@dataclass(frozen=True, slots=True)
class Record:
    """All that is kept of one placeholder."""

    id: str
    part: Part
    path: str
    accepted: Attempt | None = None
    failed: Attempt | None = None
    """The last try, where it came to nothing."""

    @property
    def place(self) -> str:
        """The record's own file in the project."""
        return f"{FOLDER}/{self.id}.json"

    def dump(self) -> bytes:
        """The file's bytes."""
        table = {"format": FORMAT, **asdict(self)}
        for attempt in filter(None, (table["accepted"], table["failed"])):
            for name in _OF_FAILURES:
                if not attempt[name]:
                    del attempt[name]
        return (json.dumps(table, indent=1, ensure_ascii=True) + "\n").encode()


def digest(text: str) -> str:
    """Of a body, or of a brief; "" of nothing."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def load(root: Path) -> tuple[Mapping[str, Record], tuple[Diagnostic, ...]]:
    """All records of a project by id; one that cannot be read is a finding, and its placeholder counts as unasked."""
    records, findings = dict[str, Record](), list[Diagnostic]()
    folder = root / FOLDER
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            record = _parse(json.loads(path.read_bytes()))
            records[record.id] = record
        except (OSError, ValueError, KeyError, TypeError) as error:
            findings.append(_unreadable(path, str(error)))
    return records, tuple(findings)


def _parse(table: Mapping[str, object]) -> Record:
    if table["format"] != FORMAT:
        raise ValueError("another format")
    return Record(
        str(table["id"]),
        Part(str(table["part"])),
        str(table["path"]),
        _attempt(table["accepted"]),
        _attempt(table["failed"]),
    )


def _attempt(value: object) -> Attempt | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise TypeError("no attempt")
    usage = Usage(**value.pop("usage"))
    return Attempt(**{**value, "usage": usage, "errors": tuple(value["errors"])})


def _unreadable(path: Path, reason: str) -> Diagnostic:
    hint = "Restore it from version control, or delete it: its placeholder is then asked again."
    return Diagnostic(
        "L001", Severity.WARNING, f"this record of a fill cannot be read: {reason}", Place(str(path)), hint
    )


def recorded(result: Result, before: Record | None, *, text: str, beside: str, brief: str) -> Record:
    """The record after a result; `text` is the file as it stands with the body in place, `beside` the counterpart's
    body as it stands.
    """
    task = result.task
    errors = tuple(hidden(e) for e in _short(result.errors))
    attempt = Attempt(
        task.key,
        result.body if result.accepted else hidden(result.body),
        digest(body_of(text, task.id)) if result.accepted else "",
        result.model,
        result.attempts,
        result.usage,
        result.mutants,
        result.killed,
        digest(brief),
        errors,
        "" if result.accepted else digest(beside),
        result.broken_off,
    )
    record = before or Record(task.id, task.part, task.path)
    if result.accepted:
        return replace(record, accepted=attempt, failed=None)
    return replace(record, failed=attempt)


def _short(errors: tuple[str, ...]) -> Iterator[str]:
    room = _ERRORS
    for error in errors:
        if room > 0:
            yield error[:room]
        room -= len(error)


def reproduced(tree: Tree, records: Mapping[str, Record]) -> Tree:
    """The tree with every accepted fill in its place, as far as its placeholder is still there."""
    texts = dict[str, str]()
    for record in records.values():
        file = tree.get(record.path)
        if record.accepted is None or file is None or isinstance(file.content, bytes):
            continue
        text = texts.get(record.path, file.content)
        try:
            texts[record.path] = placed(text, Fill(record.id, record.path, record.accepted.body))
        except Misplaced:
            continue
    return tree.with_files(TreeFile(path, text, tree[path].owner) for path, text in texts.items())
