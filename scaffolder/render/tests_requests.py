"""Requests that tests send: the rows that a path needs, its address with and without them, and what must go along.

In: an operation. Out: `Requests`, which writes calls of the client as expressions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from scaffolder.model import Column, Entity, Media, Operation, Parameter, Place, Role, Type
from scaffolder.names import ClassName
from scaffolder.render.tests_rows import RowFacts
from scaffolder.render.tests_values import expression, in_path, scalar_of, spelled, stored, wire
from scaffolder.render.writers import text_literal

_PAGING = frozenset({Role.LIMIT, Role.OFFSET, Role.PAGE, Role.CURSOR})


@dataclass(frozen=True, slots=True)
class Above:
    """Rows that an operation's path stands under."""

    statements: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    """Columns of the operation's own rows that say so, with expressions."""
    variables: Mapping[ClassName, str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A second row right above the operation's own, as `other`."""

    statement: str
    column: str
    """The own rows' column that says where they stand."""
    value: str
    entity: ClassName


class Requests:
    """Writes the requests of one operation."""

    def __init__(self, operation: Operation, facts: RowFacts) -> None:
        self.operation = operation
        self.facts = facts
        self._index = facts.index

    # --- addresses --------------------------------------------------------------------------------------------

    @cached_property
    def keys(self) -> tuple[Parameter, ...]:
        return tuple(p for p in self.operation.parameters if p.place is Place.PATH)

    @property
    def sendable(self) -> bool:
        """There is a valid value for all that must be sent."""
        asked = (p for p in self.operation.parameters if p.required)
        return all(p.sample.value is not None for p in asked) and all(in_path(p, self._index) for p in self.keys)

    def address(self, **wrong: str) -> str:
        """The path with samples for its parameters, or with a wrong text for one of them; no row is there."""
        path = self.operation.path
        for parameter in self.keys:
            text = wrong.get(parameter.identifier, in_path(parameter, self._index))
            path = path.replace("{" + parameter.name + "}", quote(text, safe=""))
        return expression(path)

    def url(self, values: Mapping[str, str]) -> str:
        """The path with expressions for its parameters, by identifier."""
        if not self.keys:
            return expression(self.operation.path)
        template, arguments = self.operation.path, []
        for parameter in sorted(self.keys, key=lambda p: template.find("{" + p.name + "}")):
            template = template.replace("{" + parameter.name + "}", "{}")
            arguments.append(values[parameter.identifier])
        return f"path({', '.join([text_literal(template), *arguments])})"

    # --- rows -------------------------------------------------------------------------------------------------

    @cached_property
    def entity(self) -> Entity:
        return self._index.entity(self.operation.entity)

    @cached_property
    def outer(self) -> tuple[Parameter, ...]:
        """Keys of the entities that the path stands under."""
        return tuple(p for p in self.keys if p.owner != self.entity.name)

    @cached_property
    def above(self) -> Above | None:
        """The rows above; None where they cannot be made."""
        owners = {p.owner for p in self.outer}
        column = self.operation.via or next((k.column for k in self.entity.keys if k.parent), None)
        if not owners or column is None:
            return None if owners else Above((), (), {})
        chain = self._chain(self.entity.column(column), owners)
        return self._made(chain, self.entity.column(column)) if chain else None

    def _chain(self, column: Column, owners: set[ClassName | None]) -> list[Entity]:
        """The entities above from the outermost on; empty where the path names one that is not among them."""
        target = self._index.target(column)
        chain: list[Entity] = []
        missing = set(owners)
        while target is not None and missing:
            chain.insert(0, target)
            missing.discard(target.name)
            key = next((k for k in target.keys if k.parent), None)
            target = self._index.entities[key.parent] if key and key.parent else None
        return [] if missing or not all(self.facts.makeable(e) for e in chain) else chain

    def _made(self, chain: list[Entity], link: Column) -> Above | None:
        statements, variables = [], {}
        inherited: dict[str, str] = {}
        for position, entity in enumerate(chain):
            fields = self._addressed(entity)
            if fields is None:
                return None
            variables[entity.name] = self.facts.variable(entity)
            statements.append(f"{variables[entity.name]} = {self.facts.call(entity, **inherited, **fields)}")
            below = chain[position + 1] if position + 1 < len(chain) else None
            key = next((k.column for k in below.keys if k.parent), None) if below else None
            column = below.column(key) if below and key else link
            assert column.foreign_key is not None
            inherited = {column.name: f"{variables[entity.name]}.{column.foreign_key.column}"}
        return Above(tuple(statements), tuple(inherited.items()), variables)

    def _addressed(self, entity: Entity) -> dict[str, str] | None:
        """Values that a row must have so that the path's parameters can name it."""
        fields: dict[str, str] = {}
        for parameter in self.keys:
            if parameter.owner != entity.name or parameter.column is None:
                continue
            told = self.facts.key_field(parameter, entity.column(parameter.column))
            if told is None:
                return None
            fields |= told
        return fields

    @cached_property
    def own(self) -> dict[str, str] | None:
        """Columns of the operation's own rows that its path and its filters ask for; None: they cannot be made."""
        if self.above is None or not self.facts.makeable(self.entity):
            return None
        fields = self._scopes() if self.lists else self._addressed(self.entity)
        return None if fields is None else dict(self.above.fields) | fields | self._filtered()

    @property
    def lists(self) -> bool:
        """The path names no single row."""
        last = self.entity.key.name
        return not any(p.owner == self.entity.name and p.column == last for p in self.keys)

    def _scopes(self) -> dict[str, str]:
        mine = [p for p in self.keys if p.owner == self.entity.name and p.column]
        columns = [(p, self.entity.column(p.column)) for p in mine if p.column]
        return {c.name: stored(c.kind, p.sample) for p, c in columns}

    def _filtered(self) -> dict[str, str]:
        """What the filters ask for that are always there."""
        return {c.name: stored(c.kind, v) for c, v in self._fixed_filters()}

    def _fixed_filters(self) -> Iterable[tuple[Column, object]]:
        for parameter in self.operation.parameters:
            value = parameter.sample if parameter.required else parameter.default
            if parameter.role is Role.FILTER and parameter.column and value and value.value is not None:
                plain = value.value[0] if isinstance(value.value, list) and value.value else value.value
                yield self.entity.column(parameter.column), plain

    def row_url(self, variable: str = "", **instead: str) -> str:
        """The address with the rows that `above` made, and the operation's own row under this name.

        `instead` names other rows for entities above.
        """
        assert self.above is not None
        variables = dict(self.above.variables) | instead
        values = {}
        for parameter in self.keys:
            if parameter.owner == self.entity.name and self.lists:
                values[parameter.identifier] = expression(in_path(parameter, self._index))
            else:
                row = variable if parameter.owner == self.entity.name else variables[str(parameter.owner)]
                values[parameter.identifier] = f"{row}.{parameter.column}"
        return self.url(values)

    @cached_property
    def elsewhere(self) -> Elsewhere | None:
        """Another row right above; None where there is none, or where the address does not name it."""
        if self.above is None or not self.above.fields:
            return None
        name, _ = self.above.fields[0]
        key = next(c for c in self.entity.columns if c.name == name).foreign_key
        parent = self._index.tables[key.table] if key else None
        if key is None or parent is None or self.facts.capacity(parent) < 2 or self._addressed(parent):  # noqa: PLR2004
            return None
        fields = self._beside(parent, self.above)
        if fields is None or parent.name not in {p.owner for p in self.outer}:
            return None
        return Elsewhere(f"other = {self.facts.call(parent, '1', **fields)}", name, f"other.{key.column}", parent.name)

    @staticmethod
    def _beside(parent: Entity, above: Above) -> dict[str, str] | None:
        """What a second row of an entity above needs so that it stands beside the first."""
        outer = next((k for k in parent.keys if k.parent), None)
        if outer is None or outer.parent is None:
            return {}
        target, variable = parent.column(outer.column).foreign_key, above.variables.get(outer.parent)
        return {outer.column: f"{variable}.{target.column}"} if target and variable else None

    # --- calls ------------------------------------------------------------------------------------------------

    def call(
        self, url: str, *, body: str = "", params: str = "", headers: str = "", client: str = "client", form: bool = False
    ) -> str:
        """A call of the client; `params` and `headers` are added to what the operation asks for."""
        body = body or self._other_body()
        written = [
            url,
            *self._given("params", self.query, params),
            *self._given("headers", self.headers_sent(body), headers),
            *([f"{'data' if form else 'json'}={body}"] if body else []),
        ]
        verb = self.operation.method.lower()
        if verb in ("post", "put", "patch") or (verb in ("get", "delete", "head", "options") and not body):
            return f"await {client}.{verb}({', '.join(written)})"
        return f"await {client}.request({', '.join([text_literal(self.operation.method), *written])})"

    def _other_body(self) -> str:
        """A body that must be there although nothing of it is stored."""
        body = self.operation.body
        needed = body is not None and body.required and body.media is Media.JSON and body.payload_schema is None
        return expression(body.sample) if body and needed and self.operation.method not in ("GET", "HEAD") else ""

    @staticmethod
    def _given(name: str, always: Mapping[str, object], more: str) -> list[str]:
        if not always:
            return [f"{name}={more}"] if more else []
        return [f"{name}={expression(dict(always))}" + (f" | {more}" if more else "")]

    @cached_property
    def query(self) -> dict[str, object]:
        """Query parameters that must be there."""
        asked = [p for p in self._asked if p.place is Place.QUERY]
        return {p.name: wire(p, self.paging_value(p)) for p in asked}

    def paging_value(self, parameter: Parameter) -> object:
        """A value with which a list shows everything."""
        if parameter.role not in _PAGING:
            return parameter.sample.value
        first = self.operation.paging.first_page if self.operation.paging else 0
        wanted = {Role.LIMIT: 20, Role.OFFSET: 0, Role.PAGE: first}.get(parameter.role)
        return parameter.sample.value if wanted is None else within(wanted, scalar_of(parameter.type, self._index))

    def headers_sent(self, body: str = "") -> dict[str, object]:
        """Headers that must be there, and the body's media type where httpx would not send it."""
        asked = [p for p in self._asked if p.place is Place.HEADER and not _unsendable(p)]
        found: dict[str, object] = {p.name: _header(p) for p in asked}
        cookies = [f"{p.name}={spelled(p, p.sample.value)}" for p in self._asked if p.place is Place.COOKIE]
        if cookies:
            found["Cookie"] = "; ".join(cookies)
        media_type = self.operation.body.media_type if body and self.operation.body else ""
        if media_type.endswith("+json") and "*" not in media_type:
            found["Content-Type"] = media_type
        return found

    @cached_property
    def _asked(self) -> tuple[Parameter, ...]:
        """Required parameters that the client does not send as credentials anyway."""
        named = {i for r in self.operation.security for i, _ in r.schemes}
        schemes = [s for s in self._index.model.security_schemes if s.identifier in named]
        sent = {(s.place, s.parameter.lower()) for s in schemes}
        sent |= {(Place.HEADER, "authorization")} if schemes else set()
        conditional = any(r.status == "428" for r in self.operation.responses)
        needed = {Role.IF_MATCH} if conditional else set()
        required = (p for p in self.operation.parameters if p.required or p.role in needed)
        return tuple(p for p in required if (p.place, p.name.lower()) not in sent)


_VERSION = '"1"'
"""Entity tag of a row that was just made."""


def _header(parameter: Parameter) -> str:
    return _VERSION if parameter.role is Role.IF_MATCH else spelled(parameter, parameter.sample.value)


def _unsendable(parameter: Parameter) -> bool:
    """Headers that say what httpx itself sends."""
    described = parameter.name.lower() == "content-type" and "/" not in str(parameter.sample.value)
    return described or parameter.name.lower() in ("content-length", "host", "transfer-encoding")


def within(wanted: int, built: Type) -> int:
    """The number nearest to the wanted one that a type's bounds allow."""
    low, high = getattr(built, "minimum", None), getattr(built, "maximum", None)
    value = wanted if high is None else min(wanted, int(high))
    return value if low is None else max(value, int(-(-low // 1)))
