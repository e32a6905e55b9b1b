"""Where the boxes of an entity-relationship diagram stand: entities and their references → boxes and lines.

Every group of connected entities is laid out in layers, those that are referred to left of those that refer to them;
groups are then packed in rows. Entities that nothing connects stand in a grid after them. Units are CSS pixels.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scaffolder.model import ApiModel, Column, Entity

ROW = 18
HEADER = 30
_CHARACTER = 7.2
_GAP_X, _GAP_Y = 90, 28
_SHOWN = 8
"""Columns that a box lists at most; keys come first."""
_SWEEPS = 4
_IN_LAYER = 12
"""Boxes of one layer in one column; more go on in the next."""


@dataclass(frozen=True, slots=True)
class Box:
    """An entity's place."""

    entity: str
    table: str
    rows: tuple[tuple[str, str], ...]
    """Column and what it is: "key", a table that it refers to, or its kind."""
    more: int
    """Columns that are not listed."""
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A relationship from the entity that refers to the one that is referred to."""

    source: str
    target: str
    label: str
    many: bool
    """Many to many, by a table of its own."""
    required: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """The whole picture."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def diagram(model: ApiModel) -> Diagram:
    """Lay out all entities of a model."""
    lines = tuple(_lines(model))
    sizes = {str(e.name): _box(e) for e in model.entities}
    groups = sorted(_groups(list(sizes), lines), key=lambda g: (-len(g), g[0]))
    blocks = [_Block(_layered(group, lines, sizes)) for group in groups if len(group) > 1]
    alone = [sizes[group[0]] for group in groups if len(group) == 1]
    blocks += [_Block(_grid(alone))] if alone else []
    boxes, width, height = _packed(blocks)
    return Diagram(tuple(sorted(boxes, key=lambda b: b.entity)), lines, width, height)


def _lines(model: ApiModel) -> Iterator[Line]:
    names = {e.table: str(e.name) for e in model.entities}
    for entity in model.entities:
        for column in entity.columns:
            if column.foreign_key and column.foreign_key.table in names:
                target = names[column.foreign_key.table]
                yield Line(str(entity.name), target, column.column_name, many=False, required=not column.nullable)
        for link in entity.links:
            if link.secondary:
                yield Line(str(entity.name), str(link.target), link.secondary.table, many=True, required=False)


def _box(entity: Entity) -> Box:
    ordered = sorted(entity.columns, key=lambda c: (not c.primary_key, c.foreign_key is None))
    rows = tuple((c.column_name, _what(c)) for c in ordered[:_SHOWN])
    longest = max([len(entity.name) + 2, *(len(name) + len(what) + 3 for name, what in rows)])
    more = max(0, len(ordered) - _SHOWN)
    height = HEADER + ROW * (len(rows) + bool(more)) + 6
    return Box(str(entity.name), str(entity.table), rows, more, 0, 0, math.ceil(longest * _CHARACTER) + 20, height)


def _what(column: Column) -> str:
    if column.primary_key:
        return "key"
    return f"→ {column.foreign_key.table}" if column.foreign_key else str(column.kind)


def _groups(names: Sequence[str], lines: Iterable[Line]) -> list[list[str]]:
    """Connected entities, each group sorted."""
    leader = {name: name for name in names}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for line in lines:
        leader[find(line.source)] = find(line.target)
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        found[find(name)].append(name)
    return list(found.values())


def _layered(group: Sequence[str], lines: Iterable[Line], sizes: dict[str, Box]) -> list[Box]:
    inside = set(group)
    above: dict[str, list[str]] = {name: [] for name in group}
    for line in lines:
        if line.source in inside and line.source != line.target:
            above[line.source].append(line.target)
    layers: dict[int, list[str]] = defaultdict(list)
    for name, depth in _depths(above).items():
        layers[depth].append(name)
    ordered = _ordered([sorted(layers[depth]) for depth in sorted(layers)], above)
    columns = [part for layer in ordered for part in _split(layer)]
    return _placed([[sizes[name] for name in column] for column in columns])


def _depths(above: dict[str, list[str]]) -> dict[str, int]:
    """Longest way to an entity that refers to none; a reference that would close a circle does not count."""
    depths: dict[str, int] = {}
    for start in sorted(above):
        path: list[tuple[str, Iterator[str]]] = [(start, iter(sorted(above[start])))]
        open_ = {start}
        while path:
            name, targets = path[-1]
            target = next((t for t in targets if t not in depths and t not in open_), None)
            if target is not None:
                open_.add(target)
                path.append((target, iter(sorted(above[target]))))
                continue
            path.pop()
            open_.discard(name)
            if name not in depths:
                depths[name] = 1 + max((depths[t] for t in above[name] if t in depths), default=-1)
    return depths


def _ordered(layers: list[list[str]], above: dict[str, list[str]]) -> list[list[str]]:
    """Within its layer, each entity near those that it is connected with (barycentres, a few sweeps)."""
    near: dict[str, list[str]] = {name: list(targets) for name, targets in above.items()}
    for name, targets in above.items():
        for target in targets:
            near[target].append(name)
    for _ in range(_SWEEPS):
        place = {name: n / max(1, len(layer)) for layer in layers for n, name in enumerate(layer)}
        layers = [sorted(layer, key=lambda name: (_mean([place[o] for o in near[name]]), name)) for layer in layers]
    return layers


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.5


def _split(layer: list[str]) -> Iterator[list[str]]:
    parts = math.ceil(len(layer) / _IN_LAYER)
    size = math.ceil(len(layer) / parts)
    for start in range(0, len(layer), size):
        yield layer[start : start + size]


def _placed(columns: Iterable[Sequence[Box]]) -> list[Box]:
    """Columns side by side, each centred on the tallest."""
    columns = list(columns)
    tallest = max(sum(b.height + _GAP_Y for b in column) for column in columns)
    x, found = 0.0, []
    for column in columns:
        y = (tallest - sum(b.height + _GAP_Y for b in column)) / 2
        for box in column:
            found.append(_at(box, x, y))
            y += box.height + _GAP_Y
        x += max(b.width for b in column) + _GAP_X
    return found


def _grid(boxes: Sequence[Box]) -> list[Box]:
    across = max(1, math.ceil(math.sqrt(len(boxes))))
    return _placed([boxes[n::across] for n in range(across) if boxes[n::across]])


class _Block:
    """Boxes that stand together, from (0, 0)."""

    def __init__(self, boxes: list[Box]) -> None:
        self.boxes = boxes
        self.width = max(b.x + b.width for b in boxes)
        self.height = max(b.y + b.height for b in boxes)


def _packed(blocks: Sequence[_Block]) -> tuple[list[Box], float, float]:
    """Blocks in rows, about twice as wide as the whole is high, as a screen is."""
    area = sum((b.width + _GAP_X) * (b.height + _GAP_X) for b in blocks)
    limit = max([math.sqrt(area * 2.2), *(b.width for b in blocks)])
    x = y = row = width = 0.0
    found: list[Box] = []
    for block in blocks:
        if x and x + block.width > limit:
            x, y, row = 0.0, y + row + _GAP_X, 0.0
        found += [_at(box, x + box.x, y + box.y) for box in block.boxes]
        x += block.width + _GAP_X
        row = max(row, block.height)
        width = max(width, x - _GAP_X)
    return found, width, y + row


def _at(box: Box, x: float, y: float) -> Box:
    return Box(box.entity, box.table, box.rows, box.more, round(x, 1), round(y, 1), box.width, box.height)
