"""What a model may do to look around: read, search, check, run its tests. Confined to the project, bounded, harmless.

Only the project's own texts as `code` holds them are shown; what a model writes runs nowhere but with the judge.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scaffolder.bodies import Misplaced, linted, placed
from scaffolder.fill import answers
from scaffolder.fill.tasks import Task
from scaffolder.fills import Candidate, Fill, Judge, Part

MOST_CALLS = 12
"""Of tools, for each answer."""
_SHOWN = 6000
"""Characters of a result."""
_LINES = 200
_HITS = 30


def _tool(name: str, description: str, **properties: str) -> dict[str, Any]:
    described = {key: {"type": "string", "description": text} for key, text in properties.items()}
    parameters = {"type": "object", "properties": described, "required": list(described)}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


TOOLS: tuple[dict[str, Any], ...] = (
    _tool("read_file", "Read a file of the project; up to 200 lines.", path="Such as app/core/errors.py:120"),
    _tool("search_code", "Find lines of the project that hold a text.", text="Looked for as it is"),
    _tool("check", "Check a body: syntax, unknown names.", body="The body"),
    _tool("run_tests", "Check a body fully and run the tests that are there.", body="The body"),
    _tool("answer", "Give the body. This ends the work.", body="The body, unindented"),
)
ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The tools for one placeholder."""

    task: Task
    code: Mapping[str, str]
    """With the counterpart's body hidden."""
    judge: Judge

    def use(self, name: str, arguments: str) -> str:
        """What a call of a tool gives, or what is wrong with the call."""
        try:
            given = json.loads(arguments or "{}")
        except (ValueError, RecursionError):
            return "The arguments are not JSON."
        tools: dict[str, tuple[str, Callable[[str], str]]] = {
            "read_file": ("path", self._read),
            "search_code": ("text", self._search),
            "check": ("body", self._check),
            "run_tests": ("body", self._run),
        }
        if name not in tools:
            return f"There is no tool {name[:40]!r}."
        key, tool = tools[name]
        value = given.get(key) if isinstance(given, dict) else None
        return _bounded(tool(value)) if isinstance(value, str) else f"{name} takes {key}, a text."

    def _read(self, path: str) -> str:
        name, _, start = path.strip().removeprefix("./").partition(":")
        text = self.code.get(name)
        if text is None:
            near = [p for p in self.code if p.endswith(name.rpartition("/")[2])][:5]
            return f"There is no file {name[:80]!r} to read." + (f" There is: {', '.join(near)}" if near else "")
        first = max(1, int(start)) if start.isdecimal() else 1
        lines = text.split("\n")
        shown = lines[first - 1 : first - 1 + _LINES]
        more = f"\n({len(lines)} lines; go on with {name}:{first + _LINES})" if len(lines) > first + _LINES else ""
        return "\n".join(shown) + more

    def _search(self, text: str) -> str:
        if not text.strip():
            return "There is nothing to look for."
        found = (
            f"{path}:{number}: {line.strip()[:200]}"
            for path, content in sorted(self.code.items())
            if path.endswith(".py")
            for number, line in enumerate(content.split("\n"), 1)
            if text in line
        )
        hits = [hit for hit, _ in zip(found, range(_HITS), strict=False)]
        return "\n".join(hits) or "Nothing holds that."

    def _check(self, body: str) -> str:
        read = answers.body(body, function=self.task.function)
        if read.problem:
            return read.problem
        try:
            text = placed(self.code[self.task.path], Fill(self.task.id, self.task.path, read.body))
        except (Misplaced, KeyError) as error:
            return str(error)
        return "\n".join(linted(text, self.task.path)) or "Nothing is wrong with it."

    def _run(self, body: str) -> str:
        read = answers.body(body, function=self.task.function)
        if read.problem:
            return read.problem
        judged = self.judge(alone(self.task, read.body))
        return "It holds." if judged.accepted else f"{judged.refused_at}:\n" + "\n".join(judged.errors)


def alone(task: Task, body: str) -> Candidate:
    """A body by itself, its counterpart as it stands."""
    fill = Fill(task.id, task.path, body)
    return Candidate(None, fill) if task.part is Part.TEST else Candidate(fill, None)


def _bounded(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}\n(cut)"
