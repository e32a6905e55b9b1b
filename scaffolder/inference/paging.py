"""How lists are bounded and sorted: sizes of pages, the first page's number, what a sort parameter's values mean.

In: a list's parameters with their roles, the entity. Out: its `Paging`.
"""

from __future__ import annotations

import re

from scaffolder import names
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    Column,
    ColumnKind,
    ColumnRole,
    Entity,
    EnumType,
    IntegerType,
    NumberType,
    Paging,
    Parameter,
    Role,
    SortKey,
)

_DEFAULT_LIMIT = 20
_MAX_LIMIT = 100


def paging_of(parameters: tuple[Parameter, ...], entity: Entity, types: TypeBuilder) -> Paging:
    """The numbers of a list's paging; lists without paging parameters are bounded all the same."""
    by_role = {p.role: p for p in parameters}
    default, maximum = _limits(by_role.get(Role.LIMIT), types)
    keys = sort_keys(by_role.get(Role.SORT), entity, types)
    turned = _turned(keys) if Role.ORDER in by_role else ()
    return Paging(default, maximum, _first_page(by_role.get(Role.PAGE), types), keys, turned)


def _turned(keys: tuple[SortKey, ...]) -> tuple[SortKey, ...]:
    """The same keys turned around, for lists with a parameter for the direction."""
    known = {k.value for k in keys}
    turned = (SortKey(f"-{k.value.lstrip('+-')}", k.column, descending=True) for k in keys if not k.descending)
    return tuple(k for k in turned if k.value not in known)


def _limits(limit: Parameter | None, types: TypeBuilder) -> tuple[int, int]:
    if limit is None:
        return _MAX_LIMIT, _MAX_LIMIT
    underlying = types.scalar_of(limit.type)
    bound = underlying.maximum if isinstance(underlying, IntegerType | NumberType) else None
    maximum = int(bound) if bound is not None and bound >= 1 else _MAX_LIMIT
    documented = limit.default.value if limit.default else None
    default = (
        int(documented) if isinstance(documented, int | float) and documented >= 1 else min(_DEFAULT_LIMIT, maximum)
    )
    return default, max(maximum, default)


def _first_page(page: Parameter | None, types: TypeBuilder) -> int:
    underlying = types.scalar_of(page.type) if page else None
    minimum = underlying.minimum if isinstance(underlying, IntegerType | NumberType) else None
    documented = page.default.value if page and page.default else None
    if isinstance(documented, int) and not isinstance(documented, bool):
        return min(documented, 1) if documented >= 0 else 1
    return 0 if minimum == 0 else 1


def sort_keys(sort: Parameter | None, entity: Entity, types: TypeBuilder) -> tuple[SortKey, ...]:
    """What each value of the sort parameter means. Free text takes every scalar property, "-" before it for down."""
    if sort is None:
        return ()
    underlying = types.scalar_of(sort.type)
    if isinstance(underlying, EnumType):
        found = (_sort_key(str(v.value), entity) for v in underlying.values)
        return tuple(k for k in found if k is not None)
    shown = [c for c in entity.columns if c.json_name and c.kind is not ColumnKind.JSON and _sortable(c)]
    return tuple(SortKey(f"{sign}{c.json_name}", c.name, bool(sign)) for c in shown for sign in ("", "-"))


def _sortable(column: Column) -> bool:
    return column.role not in (ColumnRole.SURROGATE, ColumnRole.PARENT)


def _sort_key(value: str, entity: Entity) -> SortKey | None:
    match = re.match(r"^([+-]?)(.+?)(?:[ _:,.|-]?(asc|desc|ascending|descending))?$", value, re.IGNORECASE)
    if match is None:
        return None
    sign, stem, word = match.groups()
    stems = (names.snake(stem), names.snake(value.lstrip("+-")))
    for wanted, descending in (
        (stems[0], sign == "-" or (word or "").lower().startswith("desc")),
        (stems[1], sign == "-"),
    ):
        for column in entity.columns:
            spelled = names.snake(column.json_name) if column.json_name else ""
            if spelled and column.kind is not ColumnKind.JSON and wanted in (spelled, spelled.removesuffix("_at")):
                return SortKey(value, column.name, descending)
    return None
