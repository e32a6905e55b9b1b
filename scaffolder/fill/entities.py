"""An entity → its ORM class in outline: columns with what they hold, and what the document says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from scaffolder import names
from scaffolder.fill import outlines
from scaffolder.fill.search import words
from scaffolder.model import (
    AliasSchema,
    ApiModel,
    ArrayType,
    Column,
    ColumnKind,
    ColumnRole,
    Entity,
    RefType,
    StringType,
)

_MADE = {ColumnRole.CREATED_AT, ColumnRole.UPDATED_AT, ColumnRole.VERSION}
_LONGEST = 100
"""Characters of a remark."""
_SHAPE = 200
"""Characters of a schema that is shown as the shape of a column."""
_CHOICES = 12


class Shown(StrEnum):
    """How much of an entity is shown."""

    WHOLE = "whole"
    """What its lists hold, too."""
    EXAMPLES = "examples"
    """What its JSON holds stands in examples beside it."""
    FAR = "far"
    """It is not what the task is about: of its JSON and what the server makes, only what the task's words name."""


class Entities:
    """Shows the entities of one project."""

    def __init__(self, model: ApiModel, code: Mapping[str, str]) -> None:
        self._code = code
        self._aliases = {s.name: s.type for s in model.schemas if isinstance(s, AliasSchema)}
        named = [c for e in model.entities for c in e.columns if "_" in c.name and c.json_name]
        self.camel = sum(c.json_name == camel(c.name) for c in named) * 2 > len(named)
        """Most names on the wire are those of the columns in camelCase."""

    def interface(self, entity: Entity, shown: Shown, said: frozenset[str], *, test: bool) -> str:
        """An entity's ORM class in outline, with where to import it from; `said` are the words that it is shown for."""
        text = self._code.get(f"app/{entity.module}/models.py", "")
        whole = {c.name for c in entity.columns if shown is Shown.WHOLE and self._is_list(c)}
        shapes = {n: s for n, s in self._shapes(entity).items() if n in whole or words(n).keys() & said}
        shapes = shapes if shown is not Shown.EXAMPLES else {}
        kinds = {str(c.name): kind for c in entity.columns if (kind := self._kind(c, shapes.get(c.name, "")))}
        remarks = {str(c.name): told for c in entity.columns if (told := "; ".join(self._remarks(c, test=test)))}
        left_out = frozenset(self._idle(entity, said)) if shown is Shown.FAR else frozenset[str]()
        found = outlines.model(text, entity.name, outlines.Columns(kinds, remarks, left_out))
        return f"# app.{entity.module}.models\n{found}" if found else ""

    def columns(self, entity: Entity) -> str:
        """The same in short, on one line."""
        lines = self.interface(entity, Shown.FAR, frozenset(), test=False).splitlines()[2:]
        return ", ".join(line.partition("  # ")[0].strip() for line in lines)

    def _remarks(self, column: Column, *, test: bool) -> Iterator[str]:
        if test and column.json_name and column.json_name != (camel(column.name) if self.camel else column.name):
            yield f"in JSON {column.json_name!r}"
        if column.description:
            yield brief(column.description)
        pattern = column.type.pattern if isinstance(column.type, StringType) else None
        if column.role is ColumnRole.SERVER and pattern and len(pattern) < _LONGEST:
            yield f"matches {pattern}"

    def _shapes(self, entity: Entity) -> dict[str, str]:
        """What the JSON of a column holds: plain dicts and lists, named as on the wire."""
        text = self._schemas_of(entity.module)
        types = outlines.shapes(text, entity.name)
        return {name: self._expanded(text, kind) for name, kind in types.items()}

    def _expanded(self, text: str, kind: str) -> str:
        parts = [kind]
        for name in sorted(outlines.named(kind)):
            found = outlines.schema(text, name, wire=True) or outlines.schema(
                self._schemas_of("shared"), name, wire=True
            )
            same = found.removeprefix(f"{name} = ")
            if same != found:
                parts[0] = re.sub(rf"\b{name}\b", lambda _, same=same: same, parts[0])  # type: ignore[misc]
            elif found and len(found) < _SHAPE:
                parts.append(found)
        return "; ".join(parts)

    def _kind(self, column: Column, shape: str) -> str:
        """What a column holds, where its annotation does not tell."""
        null = " | None" if column.nullable else ""
        if column.kind is ColumnKind.JSON:
            return f"JSON {shape}" if shape else f"JSON{' list' if self._is_list(column) else ''}{null}"
        choices = [repr(c.value) for c in column.choices]
        return " | ".join([*choices[:_CHOICES], *(["…"] if len(choices) > _CHOICES else [])]) + null if choices else ""

    def _is_list(self, column: Column) -> bool:
        kind = column.type
        while isinstance(kind, RefType) and kind.name in self._aliases:
            kind = self._aliases[kind.name]
        return isinstance(kind, ArrayType)

    def _idle(self, entity: Entity, said: frozenset[str]) -> Iterator[str]:
        """Columns that the words do not name and that nothing is counted or compared by."""
        for column in entity.columns:
            nested = column.kind is ColumnKind.JSON and not self._is_list(column)
            if (nested or column.role in _MADE) and not words(column.name).keys() & said:
                yield column.name

    def _schemas_of(self, module: str) -> str:
        return self._code.get(f"app/{module}/schemas.py", "")


def brief(description: str) -> str:
    """The first sentence of a description, bounded, on one line."""
    text = " ".join(description.split())
    first = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
    return first if len(first) <= _LONGEST else f"{first[:_LONGEST]}…"


def camel(name: str) -> str:
    """`born_on` → `bornOn`."""
    first, *rest = names.words(name)
    return first + "".join(w[0].upper() + w[1:] for w in rest)
