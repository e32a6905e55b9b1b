"""Recorded sessions: what models answered, one JSON object on each line, so that a run can be repeated without them.

A reply belongs to the n-th call about a placeholder. Prompts are not kept, only their digests: what was asked follows
from the project. Replies are judged again when they are replayed, like those of any model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from scaffolder.diagnostics import Diagnostic, ExitCode, Outside, Place, Rejected, Severity
from scaffolder.fill.secrets import hidden
from scaffolder.fill.talk import CallFailed, Provider, Reply, Request, ToolCall, Trouble
from scaffolder.filling import Usage

_Key = tuple[str, int]


class Recorder:
    """A provider that writes down what another one answers."""

    def __init__(self, provider: Provider, path: Path) -> None:
        self._provider, self._path = provider, path

    async def ask(self, request: Request) -> Reply:
        """The other one's reply."""
        reply = await self._provider.ask(request)
        asked = json.dumps(request.messages, sort_keys=True).encode()
        line = {
            "id": request.id,
            "number": request.number,
            "asked": hashlib.sha256(asked).hexdigest(),
            **asdict(reply),
        }
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(hidden(json.dumps(line, ensure_ascii=True)) + "\n")
        except OSError as error:
            raise Outside(f"cannot write the session to {self._path}: {error.strerror}") from error
        return reply


class Replayer:
    """A provider that answers from a recorded session."""

    def __init__(self, replies: Mapping[_Key, Reply]) -> None:
        self._replies = replies

    async def ask(self, request: Request) -> Reply:
        """The recorded reply. Raises CallFailed where there is none."""
        reply = self._replies.get((request.id, request.number))
        if reply is None:
            told = f"the session has no answer number {request.number} about {request.id}"
            raise CallFailed(Trouble.OTHER, told)
        return reply


def load(path: Path) -> Mapping[_Key, Reply]:
    """The replies of a session. Rejected: the file is none."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _rejected(path, 0) from error
    found = dict[_Key, Reply]()
    for number, line in enumerate(lines, 1):
        try:
            table = json.loads(line)
            found[table["id"], table["number"]] = _reply(table)
        except (ValueError, KeyError, TypeError) as error:
            raise _rejected(path, number) from error
    return found


def _reply(table: Mapping[str, object]) -> Reply:
    calls, usage = table["calls"], table["usage"]
    if not isinstance(calls, list) or not isinstance(usage, dict):
        raise TypeError("no reply")
    told = tuple(ToolCall(**call) for call in calls)
    return Reply(str(table["text"]), told, bool(table["cut_off"]), Usage(**usage), str(table["model"]))


def _rejected(path: Path, line: int) -> Rejected:
    hint = "Name a file that --record wrote."
    finding = Diagnostic("L002", Severity.ERROR, "this is no recorded session", Place(str(path), line, 1), hint)
    return Rejected((finding,), ExitCode.USAGE)
