"""Edits as people make them in a generated application, and whether they are still there afterwards.

In: an application's folder. Out: marks, one for each edit; each stands in the text of its edit and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

_CLASS = re.compile(r"^class \w+[^\n]*:\n(?:    \"\"\"(?:[^\"]|\"(?!\"\"))*\"\"\"\n)?", re.MULTILINE)
_CONFLICT = re.compile(r"^<<<<<<< [^\n]*\n(.*?)^=======\n(.*?)^>>>>>>> [^\n]*\n", re.MULTILINE | re.DOTALL)


def make(app: Path) -> list[str]:
    """Edit every module of `app/` and `tests/`: an import, a comment, a line, a method, a function."""
    marks: list[str] = []
    files = [f for part in ("app", "tests") for f in sorted((app / part).rglob("*.py"))]
    for number, file in enumerate(files):
        text = file.read_text(encoding="utf-8")
        edited, made = _edited(text, number)
        file.write_text(edited, encoding="utf-8")
        marks += made
    return marks


def _edited(text: str, number: int) -> tuple[str, list[str]]:
    marks = [f"hand_{number}_function", f"by hand {number}: why this is so", f"hand_{number}_json"]
    text = _after_docstring(text, f"# {marks[1]}\n")
    text = _after_imports(text, f"import json as {marks[2]}\n")
    if found := _CLASS.search(text):
        marks.append(f"hand_{number}_method")
        method = f'    def {marks[-1]}(self) -> str:\n        """Return what a person wanted."""\n        return ""\n\n'
        text = text[: found.end()] + "\n" + method + text[found.end() :].lstrip("\n")
    function = (
        f'\n\ndef {marks[0]}() -> str:\n    """Return what a person wanted."""\n    return {marks[2]}.dumps({number})\n'
    )
    return text.rstrip("\n") + "\n" + function, marks


def _after_docstring(text: str, line: str) -> str:
    match = re.match(r'"""(?:[^"\\]|\\.|"(?!""))*"""\n', text)
    end = match.end() if match else 0
    return text[:end] + line + text[end:]


def _after_imports(text: str, line: str) -> str:
    """Before the first import that is no `from __future__`, else after the head."""
    match = re.search(r"^(?:import|from) (?!__future__)", text, re.MULTILINE)
    place = match.start() if match else text.index("\n", text.index("# by hand")) + 1
    return text[:place] + line + text[place:]


def lost(app: Path, marks: Sequence[str]) -> list[str]:
    """Marks that stand in no file any more."""
    texts = "\n".join(
        f.read_text(encoding="utf-8", errors="replace")
        for f in app.rglob("*")
        if f.is_file() and ".scaffold" not in f.relative_to(app).parts and f.suffix in {".py", ".orig", ".rej"}
    )
    found = set(re.findall(r"hand_\d+_\w+", texts)) | set(re.findall(r"by hand \d+: why this is so", texts))
    return [mark for mark in marks if mark not in found]


def settle(app: Path) -> int:
    """Resolve every conflict as a person would who wants both sides' new lines; how many there were."""
    count = 0
    for file in sorted(app.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        found = _CONFLICT.findall(text)
        if found:
            count += len(found)
            file.write_text(_CONFLICT.sub(lambda m: m[2], text), encoding="utf-8")
    return count
