"""Three versions of a Python module → one, by its syntax: statements first, then what is inside their brackets, and
lines only within the smallest statement that both sides changed.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from scaffolder.project.merging.elements import merge_code
from scaffolder.project.merging.imports import Scope, bound, bound_names, merge_import, names, used_names
from scaffolder.project.merging.lines import behind, conflict, merge_lines, sides
from scaffolder.project.merging.matching import ordered
from scaffolder.project.merging.pairing import keys_of
from scaffolder.project.merging.running import Running
from scaffolder.project.merging.spacing import joined
from scaffolder.project.merging.suites import Order, Part, Source, Suite


@dataclass(slots=True)
class Notes:
    """What a merge came upon."""

    clash: bool = False
    kept: list[str] = field(default_factory=list)
    """No longer generated, but edited, so kept."""
    gone: list[str] = field(default_factory=list)
    """Deleted by the user, though the generated version changed."""


class Unmergeable(ValueError):
    """One of the versions is no Python, or the result would be none."""


def merge_python(base: str, yours: str, generated: str) -> tuple[str, Notes]:
    """The combined module. Raises Unmergeable."""
    try:
        versions = [Source(text) for text in (base, yours, generated)]
        merger = _Merger(*versions)
        text = merger.merge()
        for side in sides(text):
            ast.parse(side)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise Unmergeable(str(error)) from error
    return text, merger.notes


class _Merger:
    """One merge: the three versions and what was found on the way."""

    def __init__(self, base: Source, yours: Source, generated: Source) -> None:
        self.notes = Notes()
        self._versions = (base.suite, yours.suite, generated.suite)
        self._yours = yours
        self._scope: Scope | None = None

    def merge(self) -> str:
        """The whole text."""
        return self._suites(*self._versions)

    def _suites(self, base: Suite, yours: Suite, generated: Suite) -> str:
        if yours.order is Order.RUNNING:
            tail = self._tail(base.tail, yours.tail, generated.tail)
            return behind(Running(self._part, self._lines).merge(base, yours, generated), tail)
        keys = base.keys, keys_of(base, yours), keys_of(base, generated)
        versions = tuple(
            dict(zip(k, s.parts, strict=True)) for k, s in zip(keys, (base, yours, generated), strict=True)
        )
        texts = self._texts(*versions, outer=self._scope is None)
        order = ordered(*keys, keep={key for key, text in texts.items() if text})
        tail = self._tail(base.tail, yours.tail, generated.tail)
        return behind(joined(order, texts, versions, top=yours.top), tail)

    def _texts(
        self, base: dict[str, Part], yours: dict[str, Part], generated: dict[str, Part], *, outer: bool
    ) -> dict[str, str]:
        """Each statement's text, "" for what goes; imports last, when it is known what the rest uses."""
        texts: dict[str, str] = {}
        every = list(dict.fromkeys((*yours, *generated, *base)))
        late = [k for k in every if any(_importing(v[k]) for v in (base, yours, generated) if k in v)]
        for key in every:
            if key not in late:
                texts[key] = self._one(base.get(key), yours.get(key), generated.get(key))
        if outer:
            self._scope = self._scoped(texts.values(), generated)
        for key in late:
            texts[key] = self._late(base.get(key), yours.get(key), generated.get(key))
        return texts

    def _scoped(self, texts: Iterable[str], generated: dict[str, Part]) -> Scope:
        theirs = (part.text for part in generated.values() if not _importing(part))
        return Scope(used_names(texts), used_names(theirs), frozenset(bound_names(self._yours.tree.body)))

    def _late(self, base: Part | None, yours: Part | None, generated: Part | None) -> str:
        present = [p for p in (base, yours, generated) if p is not None]
        if not all(p.imports for p in present):
            return self._one(base, yours, generated)
        assert self._scope is not None
        own = {bound(n) for n in names(yours.imports if yours else None)}
        scope = Scope(self._scope.used, self._scope.generated, self._scope.bound - own)
        return merge_import(base, yours, generated, scope)

    def _one(self, base: Part | None, yours: Part | None, generated: Part | None) -> str:
        """A statement of a suite whose members have names."""
        if yours is None or generated is None:
            return self._lone(base, yours, generated)
        return self._part(base, yours, generated)

    def _lone(self, base: Part | None, yours: Part | None, generated: Part | None) -> str:
        """It stands on one side only: new there, or gone from the other."""
        present = yours or generated
        if present is None:
            return ""
        if base is None:
            return present.text
        if present.form == base.form:
            return ""
        if yours is not None:
            self.notes.kept.append(yours.name)
            return yours.text
        self.notes.gone.append(base.name)
        return ""

    def _part(self, base: Part | None, yours: Part, generated: Part) -> str:
        done = _chosen(base, yours, generated)
        if done is not None and (done is yours or base is None or base.text == yours.text):
            return done.text
        inner = self._inside(base, yours, generated)  # also where the user changed nothing but the layout, to keep it
        if inner is not None:
            return inner
        if done is not None:
            return done.text
        if base is None:
            return self._conflict(yours.text, generated.text)
        code = merge_code(base.code, yours.code, generated.code)
        if code is not None:
            return self._tail(base.lead, yours.lead, generated.lead) + code
        return self._lines(base.text, yours.text, generated.text)

    def _inside(self, base: Part | None, yours: Part, generated: Part) -> str | None:
        """Head and suite apart; None where one of the versions has none."""
        mine, theirs, before = yours.split, generated.split, base.split if base else None
        if mine is None or theirs is None or (base is not None and before is None):
            return None
        if mine[1].order is not theirs[1].order or (before and before[1].order is not mine[1].order):
            return None
        if before is None:
            if mine[1].order is Order.RUNNING or merge_code("", mine[0], theirs[0]) is None:
                return None
            before = mine[0], Suite((), "", mine[1].order, top=False)
        head = merge_code(before[0], mine[0], theirs[0])
        if head is None:
            head = self._lines(before[0], mine[0], theirs[0])
        lead = self._tail(base.lead if base else yours.lead, yours.lead, generated.lead)
        return lead + head + self._suites(before[1], mine[1], theirs[1])

    def _tail(self, base: str, yours: str, generated: str) -> str:
        """Comments and blank lines."""
        if yours in {base, generated}:
            return generated
        return yours if base == generated else self._lines(base, yours, generated)

    def _lines(self, base: str, yours: str, generated: str) -> str:
        """By lines; where that would break the syntax, both sides whole."""
        text, clash = merge_lines(base, yours, generated)
        if not all(_complete(side) for side in sides(text)):
            return self._conflict(yours, generated)
        self.notes.clash |= clash
        return text

    def _conflict(self, yours: str, generated: str) -> str:
        self.notes.clash = True
        return conflict(yours, generated)


def _importing(part: Part) -> bool:
    """An import, or a block that holds some (`if TYPE_CHECKING:`)."""
    if part.imports:
        return True
    inner = part.split
    return isinstance(part.node, ast.If) and inner is not None and any(p.imports for p in inner[1].parts)


def _chosen(base: Part | None, yours: Part, generated: Part) -> Part | None:
    """The version that says what both want; None where both changed what it says."""
    if yours.text == generated.text:
        return yours
    if base is None:
        return yours if yours.form == generated.form else None
    if base.text == yours.text:
        return generated
    if generated.form in {base.form, yours.form}:
        return yours
    return generated if base.form == yours.form else None


def _complete(text: str) -> bool:
    """It is Python by itself: statements, or the head of a block."""
    flat = textwrap.dedent(text)
    for candidate in (flat, f"{flat}    pass\n", f"async def _():\n{textwrap.indent(flat, '    ')}\n    pass\n"):
        try:
            ast.parse(candidate)
        except SyntaxError:
            continue
        return True
    return False
