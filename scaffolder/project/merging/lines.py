"""Three texts → one, line by line, with both sides between conflict markers where they clash."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from merge3 import Merge3

YOURS = "<<<<<<< yours"
MIDDLE = "======="
GENERATED = ">>>>>>> generated"

_CONFLICT = re.compile(
    rf"^{YOURS}\n(?P<yours>.*?)^{MIDDLE}\n(?P<generated>.*?)^{GENERATED}(?:\n|\Z)", re.MULTILINE | re.DOTALL
)


class _Matcher(SequenceMatcher[str]):
    """Every line counts: difflib's shortcut for frequent lines would misalign long files."""

    def __init__(self, isjunk: None = None, a: Sequence[str] = "", b: Sequence[str] = "") -> None:
        super().__init__(isjunk, a, b, autojunk=False)


def three_way(base: Sequence[str], yours: Sequence[str], generated: Sequence[str]) -> Merge3[str]:
    """The alignment of three sequences; its regions tell which side changed what."""
    from merge3 import Merge3, SequenceMatcherProtocol  # only a run that merges pays for it

    matcher = cast("type[SequenceMatcherProtocol[str]]", _Matcher)
    return Merge3(list(base), list(yours), list(generated), sequence_matcher=matcher)


def lines_of(text: str) -> list[str]:
    """The lines with their newlines; other characters that some take for line ends are none, as in Python's grammar."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def merge_lines(base: str, yours: str, generated: str) -> tuple[str, bool]:
    """The combined text, and whether sides clash in it."""
    merged: list[str] = []
    clash = False
    for group in three_way(*map(lines_of, (base, yours, generated))).merge_groups():
        if group[0] == "conflict":
            clash = True
            merged.append(conflict("".join(group[2]), "".join(group[3])))
        else:
            merged += group[1]
    return _joined(merged), clash


def conflict(yours: str, generated: str) -> str:
    """Both sides between markers."""
    return f"{YOURS}\n{ended(yours)}{MIDDLE}\n{ended(generated)}{GENERATED}\n"


def behind(text: str, tail: str) -> str:
    """The text with a tail of comments and blank lines."""
    return (ended(text) if tail else text) + tail


def sides(text: str) -> tuple[str, str]:
    """The text as it is with the user's side of every conflict, and with the generated one."""
    return _CONFLICT.sub(lambda m: m["yours"], text), _CONFLICT.sub(lambda m: m["generated"], text)


def ended(text: str) -> str:
    """The text with a newline at its end; nothing stays nothing."""
    return text if not text or text.endswith("\n") else f"{text}\n"


def _joined(pieces: Sequence[str]) -> str:
    """A side's last line may have no newline; where another line follows, it gets one."""
    return "".join([*map(ended, pieces[:-1]), *pieces[-1:]])
