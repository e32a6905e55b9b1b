"""Bodies of functions: statements one after the other, aligned by what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scaffolder.project.merging.lines import three_way
from scaffolder.project.merging.matching import unique
from scaffolder.project.merging.pairing import paired
from scaffolder.project.merging.suites import Part, Suite

MergePart = Callable[[Part | None, Part, Part], str]
MergeLines = Callable[[str, str, str], str]
_Run = Sequence[Part]


class Running:
    """The ways to merge what a run of statements holds."""

    def __init__(self, part: MergePart, lines: MergeLines) -> None:
        self._part, self._lines = part, lines

    def merge(self, base: Suite, yours: Suite, generated: Suite) -> str:
        """The suite's text, without its tail."""
        regions = three_way(*([_said(p) for p in suite.parts] for suite in (base, yours, generated)))
        text = ""
        b = y = g = 0
        for b_from, b_to, y_from, y_to, g_from, g_to in regions.find_sync_regions():
            text += self._between(base.parts[b:b_from], yours.parts[y:y_from], generated.parts[g:g_from])
            same = zip(base.parts[b_from:b_to], yours.parts[y_from:y_to], generated.parts[g_from:g_to], strict=True)
            text += "".join(self._spaced(*triple) for triple in same)
            b, y, g = b_to, y_to, g_to
        return text

    def _between(self, base: _Run, yours: _Run, generated: _Run) -> str:
        """Runs that differ; what only one side changed at either end of them is taken from it."""
        before = after = ""
        while base and yours and generated and _one_sided(base[0], yours[0], generated[0]):
            before += self._spaced(base[0], yours[0], generated[0])
            base, yours, generated = base[1:], yours[1:], generated[1:]
        while base and yours and generated and _one_sided(base[-1], yours[-1], generated[-1]):
            after = self._spaced(base[-1], yours[-1], generated[-1]) + after
            base, yours, generated = base[:-1], yours[:-1], generated[:-1]
        return before + self._differing(base, yours, generated) + after

    def _differing(self, base: _Run, yours: _Run, generated: _Run) -> str:
        said = [[_said(part) for part in run] for run in (base, yours, generated)]
        if said[1] == said[2] or said[0] == said[2]:
            return _text(yours)
        if said[0] == said[1]:
            return _text(generated)
        if len(base) == len(yours) == len(generated):
            return "".join(self._spaced(*triple) for triple in zip(base, yours, generated, strict=True))
        woven = self._woven(base, yours, generated)
        return self._lines(_text(base), _text(yours), _text(generated)) if woven is None else woven

    def _woven(self, base: _Run, yours: _Run, generated: _Run) -> str | None:
        """Where the sides added and removed at different statements; None where they did at the same one."""
        before = unique([p.key for p in base])
        mine, theirs = _Strand(before, base, yours), _Strand(before, base, generated)
        text = _text(mine.added("") or theirs.added(""))
        if mine.added("") and theirs.added(""):
            return None
        for key, part in zip(before, base, strict=True):
            y, g = mine.kept.get(key), theirs.kept.get(key)
            if (mine.added(key) and theirs.added(key)) or ((y is None or g is None) and _edited(part, y, g)):
                return None
            text += self._spaced(part, y, g) if y and g else ""
            text += _text(mine.added(key) or theirs.added(key))
        return text if mine.in_order and theirs.in_order else None

    def _spaced(self, base: Part, yours: Part, generated: Part) -> str:
        gap = generated.gap if yours.gap == base.gap else yours.gap
        return "\n" * gap + self._part(base, yours, generated)


class _Strand:
    """One side's statements: which of them are those of base, and what was added behind each."""

    def __init__(self, before: Sequence[str], base: _Run, side: _Run) -> None:
        keys = paired(before, base, side)
        self.kept: dict[str, Part] = {}
        self._added: dict[str, list[Part]] = {}
        previous = ""
        for key, part in zip(keys, side, strict=True):
            if key in before:
                self.kept[key] = part
                previous = key
            else:
                self._added.setdefault(previous, []).append(part)
        self.in_order = [k for k in before if k in self.kept] == list(self.kept)

    def added(self, key: str) -> _Run:
        """The statements behind that one of base; "": before all."""
        return self._added.get(key, [])


def _edited(base: Part, *sides: Part | None) -> bool:
    return any(side is not None and side.form != base.form for side in sides)


def _said(part: Part) -> str:
    return "\0".join(part.form)


def _one_sided(base: Part, yours: Part, generated: Part) -> bool:
    """All three are the same kind of statement, and at most one side changed what it says."""
    return base.key == yours.key == generated.key and base.form in (yours.form, generated.form)


def _text(run: _Run) -> str:
    return "".join("\n" * part.gap + part.text for part in run)
