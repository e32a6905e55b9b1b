"""A raw tree in, the same tree out with every named part of the right type: what is not is repaired or taken out.

The walk is by the table in `shapes`, without recursion, once for each node; parts in other files are walked when a
reference first leads to them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from scaffolder.document import pointers
from scaffolder.document.findings import Findings, describe
from scaffolder.document.moved import Flag, Moved, at
from scaffolder.document.references import References
from scaffolder.document.repairs import Repairs
from scaffolder.document.scalars import read_text, readers
from scaffolder.document.shapes import Free, Items, Members, Part, Scalar, Shape, parts
from scaffolder.document.usable import is_usable
from scaffolder.source import JsonValue

_Dict = dict[str, JsonValue]


class _Drop:
    """The type of `_drop`."""


_drop = _Drop()
_Fitted = JsonValue | _Drop


class _Task(NamedTuple):
    node: _Dict
    pointer: str
    part: str


class Preparer:
    """Checks parts by the table of shapes; each node once."""

    def __init__(self, findings: Findings, references: References, *, swagger: bool) -> None:
        self._findings = findings
        self._references = references
        self._removed = references.removed
        self._repairs = Repairs(findings, swagger=swagger)
        self._done: dict[int, _Task] = {}
        self._pending: list[_Task] = []
        self._fitters: dict[type[Shape], Callable[..., _Fitted]] = {
            Scalar: self._fit_scalar,
            Items: self._fit_items,
            Members: self._fit_members,
            Part: self._fit_part,
            Free: lambda value, shape, pointer: value,
        }

    def check(self, node: JsonValue, pointer: str, part: str) -> None:
        """Repair a node that stands for the named part, and everything below it."""
        if isinstance(node, dict):
            self._pending.append(_Task(node, at(node, pointer), part))
        while self._pending:
            task = self._pending.pop()
            if id(task.node) not in self._done:
                self._done[id(task.node)] = task
                self._check(task)

    def other_part(self, node: JsonValue, part: str) -> str | None:
        """What a node was already checked as, where it cannot also stand for `part`."""
        known = self._done.get(id(node))
        return None if known is None or known.part == part else known.part

    def _check(self, task: _Task) -> None:
        self._repairs.before(task.part, task.node, task.pointer)
        shapes = parts[task.part]
        for key in [key for key in task.node if key in shapes]:
            self._fit(task.node, key, shapes[key], pointers.child(task.pointer, key))
        self._repairs.after(task.part, task.node, task.pointer)

    def _fit(self, node: _Dict, key: str, shape: Shape, pointer: str) -> None:
        value = node[key]
        if value is None and not isinstance(shape, Free):
            del node[key]
            return
        fitted = self._fitters[type(shape)](value, shape, pointer)
        if isinstance(fitted, _Drop):
            self._removed.keep(node, key)
            del node[key]
        elif fitted is not value:
            node[key] = fitted

    def _refuse(self, value: JsonValue, wanted: str, pointer: str) -> _Fitted:
        part = pointers.split(pointer)[1][-1:] or ["the document"]
        self._findings.add("D120", pointer, part=f"`{part[0]}`", wanted=wanted, found=describe(value))
        return _drop

    def _reread(self, value: JsonValue, read: JsonValue, wanted: str, pointer: str) -> JsonValue:
        part = pointers.split(pointer)[1][-1]
        self._findings.add("D121", pointer, part=f"`{part}`", wanted=wanted, found=describe(value), read=describe(read))
        return read

    def _fit_scalar(self, value: JsonValue, shape: Scalar, pointer: str) -> _Fitted:
        if shape.kind == "text" and isinstance(value, str):
            return value
        wanted, reader = readers[shape.kind]
        reading = reader(value)
        if reading is None:
            return self._refuse(value, wanted, pointer)
        return reading.value if reading.exact else self._reread(value, reading.value, wanted, pointer)

    def _fit_items(self, value: JsonValue, shape: Items, pointer: str) -> _Fitted:
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            value = self._borrow(value, pointer)
        if not isinstance(value, list):
            if isinstance(value, dict) or (not isinstance(shape.of, Free) and read_text(value) is None):
                return self._refuse(value, "a list", pointer)
            value = [self._reread(value, value, "a list", pointer)]
        if isinstance(shape.of, Free):
            return value
        self._fit_each(value, shape.of, pointer)
        return value

    def _borrow(self, node: _Dict, pointer: str) -> JsonValue:
        """The list that stands elsewhere; its items remember where."""
        target = self._references.follow(node, pointer)
        if target is None or not isinstance(target.node, list):
            return node
        places = (pointers.child(target.pointer, index) for index in range(len(target.node)))
        return [_remember(item, place) for place, item in zip(places, target.node, strict=True)]

    def _fit_each(self, items: list[JsonValue], shape: Shape, pointer: str) -> None:
        """Items that move up because one before them was taken out remember where they stood."""
        kept: list[JsonValue] = []
        for index, item in enumerate(items):
            place = pointers.child(pointer, index)
            value = item if len(kept) == index else _remember(item, place)
            fitted = self._fitters[type(shape)](value, shape, place)
            if not isinstance(fitted, _Drop):
                kept.append(fitted)
        items[:] = kept

    def _fit_members(self, value: JsonValue, shape: Members, pointer: str) -> _Fitted:
        if not isinstance(value, dict):
            return self._refuse(value, "a mapping", pointer)
        pointer = at(value, pointer)
        for key in list(value):
            if shape.extensible and key.startswith("x-"):
                del value[key]
            elif value[key] is None:
                value[key] = _empty(shape.of)
            else:
                self._fit(value, key, shape.of, pointers.child(pointer, key))
        return value

    def _fit_part(self, value: JsonValue, shape: Part, pointer: str) -> _Fitted:
        if shape.flag_allowed and isinstance(value, bool):
            return Flag(value)
        value = self._repairs.replace(shape.name, value, pointer)
        if not isinstance(value, dict):
            return self._refuse(value, "a mapping", pointer)
        if shape.name == "parameter" and not is_usable(value, at(value, pointer), self._findings):
            return _drop
        self._pending.append(_Task(value, at(value, pointer), shape.name))
        return value


def _remember(item: JsonValue, pointer: str) -> JsonValue:
    """The item, knowing where it stands."""
    return Moved(pointer, item) if isinstance(item, dict) and not isinstance(item, Moved | Flag) else item


def _empty(shape: Shape) -> JsonValue:
    """What an empty value in a mapping stands for."""
    if isinstance(shape, Items):
        return []
    return "" if isinstance(shape, Scalar) else {}
