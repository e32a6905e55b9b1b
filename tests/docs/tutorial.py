"""The tutorial as a list of steps, and a shell that takes them as a reader would."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

_FENCE = re.compile(r"^```(?P<kind>\w+)(?P<attributes>[^\n]*)\n(?P<text>.*?)^```$", re.S | re.M)
_ATTRIBUTE = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
_END = "tutorial-command-ended"


@dataclass(frozen=True, slots=True)
class Step:
    """One block of the page: text for a file, or commands with what they print."""

    kind: str
    attributes: dict[str, str]
    text: str

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """Each command with the lines shown under it; "…" stands for any text, alone for any lines."""
        for part in self.text.split("\n$ ") if self.text.startswith("$ ") else ():
            command, *lines = part.removeprefix("$ ").rstrip("\n").split("\n")
            yield command, lines


def steps(page: str) -> list[Step]:
    """All blocks of a page, in order."""
    found = []
    for block in _FENCE.finditer(page):
        attributes = {name: value.replace('\\"', '"') for name, value in _ATTRIBUTE.findall(block["attributes"])}
        found.append(Step(block["kind"], attributes, block["text"]))
    return found


class Shell:
    """One shell in a folder, as a reader has it open."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            ["bash", "-m"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> tuple[list[str], int]:
        """What a command prints, and its exit code."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\ncode=$?; echo; echo {_END} $code $PWD\n")
        self._process.stdin.flush()
        lines: list[str] = []
        for line in self._process.stdout:
            if line.startswith(_END):
                _, code, where = line.split(" ", 2)
                self.folder = Path(where.strip())
                return lines, int(code)
            lines.append(line.rstrip("\n"))
        raise AssertionError(f"the shell ended in {command!r}: {lines}")

    def close(self) -> None:
        """End it, and what it started."""
        assert self._process.stdin is not None
        self._process.stdin.write("kill $(jobs -p) 2>/dev/null\n")
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


def take(step: Step, shell: Shell) -> None:
    """Do what a reader of the block would."""
    where = step.attributes
    if "title" in where:
        (shell.folder / where["title"]).write_text(step.text)
    elif "edit" in where:
        _edit(shell.folder / where["edit"], where["id"], step.text)
    elif "insert" in where:
        path = shell.folder / where["insert"]
        text = path.read_text()
        assert text.count(where["after"] + "\n") == 1
        path.write_text(text.replace(where["after"] + "\n", f"{where['after']}\n{step.text}"))
    for command, wanted in step.commands():
        printed, code = shell.run(command)
        assert code == 0, (command, printed)
        assert shows(printed, wanted), (command, wanted, printed)


def _edit(path: Path, placeholder: str, body: str) -> None:
    text = path.read_text()
    begin = re.search(rf"^( *)# scaffold: begin {re.escape(placeholder)}\n", text, re.M)
    assert begin is not None
    indented = "".join(begin[1] + line for line in body.splitlines(keepends=True))
    path.write_text(text[: begin.end()] + indented + text[begin.end() :])


def shows(printed: list[str], wanted: list[str]) -> bool:
    """The wanted lines are among those printed, in this order."""
    left = iter(line.strip() for line in printed)
    patterns = [re.sub(r"([\[*?])", r"[\1]", line.strip()).replace("…", "*") for line in wanted if line.strip() != "…"]
    return all(any(fnmatchcase(line, pattern) for line in left) for pattern in patterns)
