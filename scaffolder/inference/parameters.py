"""What each parameter of a CRUD operation does: select, page, sort, filter, search.

In: parameters of a contract, the entity. Out: the same parameters with roles, and the paging of a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scaffolder import names
from scaffolder.inference import spans
from scaffolder.inference.columns import kind_of
from scaffolder.inference.compat import valid
from scaffolder.inference.drafts import Draft
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    ArrayType,
    Column,
    ColumnKind,
    Comparison,
    Entity,
    EnumType,
    IntegerType,
    Kind,
    Literal,
    NumberType,
    Parameter,
    Place,
    Role,
    StringType,
    Type,
)
from scaffolder.names import ClassName

_ROLES: tuple[tuple[Role, frozenset[str]], ...] = (
    (
        Role.LIMIT,
        frozenset(
            """limit per_page page_size pagesize size count max_results top take rows rpp items_per_page page_limit
            perpage max_items results_per_page num_results number_of_results first maximum""".split()
        ),
    ),
    (Role.OFFSET, frozenset("offset skip start start_index start_at page_offset from first_result".split())),
    (Role.PAGE, frozenset("page page_number pagenumber p page_index page_num current_page".split())),
    (
        Role.CURSOR,
        frozenset(
            """cursor after page_token next_token continue starting_after marker page_cursor page_after next_cursor
            pagination_token next_page_token""".split()
        ),
    ),
    (Role.SORT, frozenset("sort sort_by order_by ordering orderby sort_field sortby sort_column".split())),
    (Role.ORDER, frozenset("order direction sort_order sort_direction dir order_direction sort_dir".split())),
    (Role.SEARCH, frozenset("q search query keyword search_text search_term".split())),
)
_INTEGER_ROLES = frozenset({Role.LIMIT, Role.OFFSET, Role.PAGE})

_RANGES: tuple[tuple[str, Comparison], ...] = (
    (r"^(.+?)_(?:gte|ge|from|min|since|start|on_or_after)$", Comparison.GE),
    (r"^(.+?)_(?:lte|le|to|max|until|end|on_or_before)$", Comparison.LE),
    (r"^(.+?)_(?:gt|after)$", Comparison.GT),
    (r"^(.+?)_(?:lt|before)$", Comparison.LT),
    (r"^(?:min|from)_(.+)$", Comparison.GE),
    (r"^(?:max|to)_(.+)$", Comparison.LE),
    (r"^(?:after)_(.+)$", Comparison.GT),
    (r"^(?:before)_(.+)$", Comparison.LT),
    (r"^(.+?)_(?:ne|not|n)$", Comparison.NE),
    (r"^(.+?)_(?:contains|like|icontains|ic)$", Comparison.CONTAINS),
    (r"^(.+?)_(?:in)$", Comparison.IN),
)
_ORDERED = frozenset(
    {
        ColumnKind.INTEGER,
        ColumnKind.BIGINT,
        ColumnKind.FLOAT,
        ColumnKind.NUMERIC,
        ColumnKind.DATE,
        ColumnKind.DATETIME,
    }
)
_SUFFIXES = ("", "_at", "_on", "_date", "_time", "_id")
_ALL = frozenset({"all", "any", "both", "*", "everything"})


@dataclass(frozen=True, slots=True)
class RoleFinder:
    """Gives roles to the parameters of one operation of an entity."""

    kind: Kind
    entity: Entity
    owners: Mapping[str, Draft]
    """Path parameter to the draft whose key or scope it is."""
    key_columns: Mapping[tuple[ClassName, str], Column]
    """(entity name, that entity's own parameter position name) to column."""
    types: TypeBuilder
    told_by: str = ""
    """Query parameter that names the item in place of the path."""

    def assign(self, parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        """The same parameters, each with its role; at most one of each paging role."""
        taken: set[Role] = set()
        return tuple(self._assigned(p, taken) for p in parameters)

    def _assigned(self, parameter: Parameter, taken: set[Role]) -> Parameter:
        if parameter.place is Place.PATH:
            return self._keyed(parameter)
        if parameter.place is Place.HEADER and parameter.name.lower() == "if-match":
            return replace(parameter, role=Role.IF_MATCH) if self.entity.version else parameter
        if parameter.place is Place.QUERY and parameter.name == self.told_by:
            return replace(parameter, role=Role.KEY, owner=self.entity.name, column=self.entity.key.name)
        if self.kind is not Kind.LIST or parameter.place is not Place.QUERY:
            return parameter
        role = self._role(parameter)
        if role is not None and role not in taken:
            taken.add(role)
            return _sized(replace(parameter, role=role))
        return self._filter(parameter)

    def _keyed(self, parameter: Parameter) -> Parameter:
        owner = self.owners.get(parameter.name)
        column = self.key_columns.get((owner.name, parameter.name)) if owner else None
        if owner is None or column is None:
            return parameter
        return replace(parameter, role=Role.KEY, owner=owner.name, column=column.name)

    def _role(self, parameter: Parameter) -> Role | None:
        name = names.snake(re.sub(r"[\[\].$]+", " ", parameter.name))
        underlying = self.types.scalar_of(parameter.type)
        role = next((r for r, spelled in _ROLES if name in spelled), None)
        if role in _INTEGER_ROLES:
            return role if isinstance(underlying, IntegerType | NumberType) else None
        if role in (Role.SORT, Role.ORDER, Role.SEARCH, Role.CURSOR):
            return self._text_role(role, parameter)
        return role

    def _text_role(self, role: Role, parameter: Parameter) -> Role | None:
        underlying = self.types.scalar_of(parameter.type)
        if role is Role.CURSOR and not (isinstance(underlying, StringType) and underlying.format is None):
            return None
        if isinstance(underlying, EnumType):
            values = {str(v.value).lower().lstrip("+-") for v in underlying.values}
            directions = values <= {"asc", "desc", "ascending", "descending", "1", ""}
            return Role.ORDER if directions else Role.SORT if role in (Role.SORT, Role.ORDER) else None
        if role is Role.ORDER and isinstance(underlying, StringType):
            return Role.SORT
        return role if isinstance(underlying, StringType) else None

    # --- filters ----------------------------------------------------------------------------------------------

    def _filter(self, parameter: Parameter) -> Parameter:
        inner = re.sub(r"^filters?\[(.+?)\](?:\[(\w+)\])?$", r"\1 \2", parameter.name)
        spelled = names.snake(re.sub(r"[\[\].$]+", " ", inner).strip() or parameter.name)
        exact = self._column(spelled, parameter)
        if exact is not None:
            return self._filtered(parameter, exact, Comparison.EQ)
        for pattern, comparison in _RANGES:
            match = re.match(pattern, spelled)
            column = self._ranged(match.group(1), comparison, parameter) if match else None
            if column is not None:
                return self._filtered(parameter, column, comparison)
        span = spans.comparison_of(spelled)
        moment = spans.moment_of(self.entity, kind_of(self.types.scalar_of(parameter.type))) if span else None
        return self._filtered(parameter, moment, span) if span and moment else parameter

    def _filtered(self, parameter: Parameter, column: Column, comparison: Comparison) -> Parameter:
        if isinstance(self.types.scalar_of(parameter.type), ArrayType):
            comparison = Comparison.IN
        everything = self._everything(parameter, column) if comparison is Comparison.EQ else ()
        return replace(parameter, role=Role.FILTER, column=column.name, comparison=comparison, everything=everything)

    def _everything(self, parameter: Parameter, column: Column) -> tuple[Literal, ...]:
        """Choices that no row has: "all" and the like, and a default, which cannot mean to show nothing."""
        underlying = self.types.scalar_of(parameter.type)
        choices = underlying.values if isinstance(underlying, EnumType) else ()
        found = (v for v in choices if v not in column.choices and str(v.value).lower() in _ALL)
        kept = tuple(found)
        default = parameter.default
        if default is None or default in kept or valid(column.type, default.value, self.types.definitions):
            return kept
        return (*kept, default)

    def _ranged(self, stem: str, comparison: Comparison, parameter: Parameter) -> Column | None:
        columns = (self._column(f"{stem}{s}", parameter) for s in _SUFFIXES)
        found = next((c for c in columns if c is not None), None)
        if found is None or comparison in (Comparison.NE, Comparison.IN):
            return found
        if comparison is Comparison.CONTAINS:
            return found if found.kind in (ColumnKind.STRING, ColumnKind.TEXT) else None
        return found if found.kind in _ORDERED else None

    def _column(self, spelled: str, parameter: Parameter) -> Column | None:
        underlying = self.types.scalar_of(parameter.type)
        if isinstance(underlying, ArrayType):
            underlying = self.types.scalar_of(underlying.item)
            plural = names.snake(names.singular_of(spelled))
        else:
            plural = spelled
        shown = [c for c in self.entity.columns if c.json_name and c.kind is not ColumnKind.JSON]
        for column in shown:
            if names.snake(column.json_name) in (spelled, plural) and self._comparable(column, underlying):
                return column
        return None

    def _comparable(self, column: Column, underlying: Type) -> bool:
        return _family(kind_of(underlying)) == _family(column.kind)


def _sized(parameter: Parameter) -> Parameter:
    """A documented size of no rows, or of less, only says that the server has a default of its own."""
    documented = parameter.default.value if parameter.default and parameter.role is Role.LIMIT else 1
    return replace(parameter, default=None) if isinstance(documented, int | float) and documented < 1 else parameter


_FAMILIES = {
    ColumnKind.STRING: "text",
    ColumnKind.TEXT: "text",
    ColumnKind.INTEGER: "integer",
    ColumnKind.BIGINT: "integer",
    ColumnKind.FLOAT: "number",
    ColumnKind.NUMERIC: "number",
}


def _family(kind: ColumnKind) -> str:
    return _FAMILIES.get(kind, kind.value)
