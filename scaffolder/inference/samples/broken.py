"""Invalid bodies: a type in, whole bodies with one fault each out. Each is checked to be invalid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scaffolder.inference.compat import underlying
from scaffolder.inference.samples.faults import scalar_faults
from scaffolder.inference.samples.values import NOTHING, Draw
from scaffolder.inference.validity import Definitions, valid
from scaffolder.model import (
    ArrayType,
    Broken,
    Extra,
    Field,
    Literal,
    MapType,
    ObjectSchema,
    RefType,
    Type,
    UnionType,
)

_MAX_BODIES = 60
_MAX_TEXT = 120_000
_MAX_DEPTH = 2
"""Levels whose properties are broken: the body's own and those of the objects in it."""
_MAX_ITEMS = 1000
_WRONG = (12345, "wrong", {"wrong": "type"}, ["wrong"], True, 1.5)


class _Fault(NamedTuple):
    """`value` takes the place of a valid value; `label` names the fault, its property left open as "{}"."""

    depth: int
    label: str
    value: object


def broken_bodies(type_: Type, definitions: Definitions) -> tuple[Broken, ...]:
    """Bodies that differ from the smallest valid one by one fault."""
    body = Draw(definitions, full=False).value(type_, 0)
    if body is NOTHING:
        return ()
    found: dict[str, Broken] = {}
    faults = _Faults(definitions).of(type_, body, "", 0)
    for fault in sorted(faults, key=lambda fault: fault.depth):
        if len(found) == _MAX_BODIES:
            break
        if fault.label not in found and not valid(type_, fault.value, definitions):
            literal = Literal.of(fault.value)
            if len(literal.text) <= _MAX_TEXT:
                found[fault.label] = Broken(fault.label, literal)
    return tuple(found.values())


class _Faults:
    """Walks down a valid value."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def of(self, type_: Type, value: object, name: str, depth: int) -> Iterator[_Fault]:
        """Faults of a value of a type; `name` is empty for the body itself."""
        inner = underlying(type_, self._definitions)
        if isinstance(inner, UnionType):
            yield from self._union(inner, value, name, depth)
            return
        schema = self._definitions[inner.name] if isinstance(inner, RefType) else None
        if isinstance(schema, ObjectSchema) and isinstance(value, dict):
            yield _Fault(depth, _labelled(name, "wrong_type", "not_an_object"), "wrong")
            yield from self._object(schema, value, name, depth)
        elif isinstance(inner, MapType) and isinstance(value, dict):
            yield _Fault(depth, _labelled(name, "wrong_type", "not_an_object"), "wrong")
            yield from self._map(inner, value, name, depth)
        elif isinstance(inner, ArrayType) and isinstance(value, list):
            yield _Fault(depth, _labelled(name, "wrong_type", "not_an_array"), "wrong")
            yield from self._array(inner, value, name, depth)
        else:
            for kind, bad in scalar_faults(inner):
                yield _Fault(depth, _labelled(name, kind, kind), bad)

    def _union(self, type_: UnionType, value: object, name: str, depth: int) -> Iterator[_Fault]:
        for wrong in _WRONG:
            if not valid(type_, wrong, self._definitions):
                yield _Fault(depth, _labelled(name, "wrong_type", "wrong_type"), wrong)
                break
        matching = (variant for variant in type_.variants if valid(variant, value, self._definitions))
        for variant in (v for v in matching if isinstance(underlying(v, self._definitions), RefType)):
            yield from self.of(variant, value, name, depth)

    def _object(self, schema: ObjectSchema, value: dict[str, object], name: str, depth: int) -> Iterator[_Fault]:
        if depth >= _MAX_DEPTH:
            return
        prefix = f"{name}_" if name else ""
        for field in schema.fields:
            if field.required and field.json_name in value:
                without = {key: kept for key, kept in value.items() if key != field.json_name}
                yield _Fault(depth + 1, f"missing_{prefix}{field.name}", without)
        for field in schema.fields:
            for fault in self._field(field, value, f"{prefix}{field.name}", depth + 1):
                yield fault._replace(value={**value, field.json_name: fault.value})
        if schema.alternatives:
            named = {name for names in schema.alternatives for name in names}
            without = {key: kept for key, kept in value.items() if key not in named}
            yield _Fault(depth + 1, _labelled(name, "too_few", "no_alternative"), without)
        if schema.min_properties and not any(field.required for field in schema.fields):
            fewer = dict(list(value.items())[: schema.min_properties - 1])
            yield _Fault(depth + 1, _labelled(name, "too_few", "too_few"), fewer)
        if schema.extra is Extra.FORBID:
            yield _Fault(depth + 1, f"{prefix}extra_field", {**value, "unexpected_property": "wrong"})

    def _field(self, field: Field, value: dict[str, object], name: str, depth: int) -> Iterator[_Fault]:
        shown = value.get(field.json_name, NOTHING)
        if shown is NOTHING or shown is None:
            shown = Draw(self._definitions, full=False).value(field.type, 0, field.json_name)
        if shown is NOTHING:
            return
        yield _Fault(depth, f"{name}_null", None)
        yield from self.of(field.type, shown, name, depth)

    def _map(self, type_: MapType, value: dict[str, object], name: str, depth: int) -> Iterator[_Fault]:
        if type_.min_properties:
            fewer = dict(list(value.items())[: type_.min_properties - 1])
            yield _Fault(depth, _labelled(name, "too_few", "too_few"), fewer)
        if type_.max_properties is not None and type_.max_properties < _MAX_ITEMS:
            value_of = Draw(self._definitions, full=False).value
            more = {f"key{n}": value_of(type_.value, n) for n in range(type_.max_properties + 1)}
            if NOTHING not in more.values():
                yield _Fault(depth, _labelled(name, "too_many", "too_many"), more)

    def _array(self, type_: ArrayType, value: list[object], name: str, depth: int) -> Iterator[_Fault]:
        low, high = type_.min_items, type_.max_items
        if low:
            yield _Fault(depth, _labelled(name, "too_few", "too_few"), value[: low - 1])
        draw = Draw(self._definitions, full=False)
        first = value[0] if value else draw.value(type_.item, 0)
        if first is NOTHING:
            return
        if high is not None and high < _MAX_ITEMS:
            more = [draw.value(type_.item, n if type_.unique else 0) for n in range(high + 1)]
            if NOTHING not in more:
                yield _Fault(depth, _labelled(name, "too_many", "too_many"), more)
        if type_.unique and (high is None or high > 1):
            twice = [first, first, *value[1 : (low or 1) - 1]]
            yield _Fault(depth, _labelled(name, "not_unique", "not_unique"), twice)
        for fault in self.of(type_.item, first, f"{name}_item" if name else "item", depth + 1):
            yield fault._replace(value=[fault.value, *value[1:]])


def _labelled(name: str, kind: str, alone: str) -> str:
    return f"{name}_{kind}" if name else alone
