"""Random documents, and random next versions of them: what changes in an API from one release to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from tests.migrate.shop import Json, document, entity

KINDS: dict[str, Json] = {
    "text": {"type": "string"},
    "short": {"type": "string", "maxLength": 12},
    "long": {"type": "string", "maxLength": 60},
    "state": {"type": "string", "enum": ["new", "open", "closed"]},
    "states": {"type": "string", "enum": ["new", "open", "closed", "lost"]},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
    "small": {"type": "integer", "format": "int32"},
    "big": {"type": "integer", "format": "int64"},
    "ratio": {"type": "number"},
    "flag": {"type": "boolean"},
    "tags": {"type": "array", "items": {"type": "string"}},
    "extra": {"type": "object", "additionalProperties": {"type": "string"}},
}
DEFAULTS: dict[str, object] = {"text": "none", "state": "open", "small": 7, "flag": False, "ratio": 0.5}
NAMES = ("title", "weight", "colour", "due", "count", "remark", "level", "order", "from")
ENTITIES = {"Pet": "pets", "Owner": "owners", "Visit": "visits", "Shop": "shops", "Note": "notes"}
RULES = ("Nobody has more than three.", "The first comes before the last.", "Only a finished one is deleted.")


@dataclass(frozen=True)
class Field:
    """A property."""

    kind: str
    required: bool = False
    default: bool = False
    unique: bool = False
    former: str = ""
    text: str = ""

    def schema(self) -> Json:
        made = dict(KINDS[self.kind])
        if self.default and self.kind in DEFAULTS:
            made["default"] = DEFAULTS[self.kind]
        more = {"x-unique": self.unique, "x-renamed-from": self.former, "description": self.text}
        return made | {key: value for key, value in more.items() if value}


@dataclass(frozen=True)
class Thing:
    """An entity."""

    path: str
    fields: dict[str, Field]
    refers: str = ""
    """Entity that it names a row of."""
    deleted: bool = True
    """There is an operation that deletes one."""
    rules: tuple[str, ...] = ()
    former: str = ""
    text: str = ""

    def schema(self) -> Json:
        required = [name for name, field in self.fields.items() if field.required]
        properties = {name: field.schema() for name, field in self.fields.items()}
        if self.refers:
            target = {"type": "integer", "format": "int64", "x-foreign-key": f"{ENTITIES[self.refers]}.id"}
            properties["other_id"] = target
        made = entity(self.path, required, **properties)
        more = {"x-business-rules": list(self.rules), "x-renamed-from": self.former, "description": self.text}
        return made | {key: value for key, value in more.items() if value}


@dataclass(frozen=True)
class Version:
    """A document."""

    things: dict[str, Thing] = field(default_factory=dict)

    def document(self) -> Json:
        made = document(**{name: thing.schema() for name, thing in self.things.items()})
        for thing in self.things.values():
            if thing.deleted:
                made["paths"][f"/{thing.path}/{{id}}"]["delete"] = {"responses": {"204": {"description": "Gone."}}}
        return made


def first(random: Random) -> Version:
    """One to three entities; each may refer to one before it."""
    things: dict[str, Thing] = {}
    for name in random.sample(sorted(ENTITIES), random.randint(1, 3)):
        things[name] = _thing(name, random, things)
    return Version(things)


def _thing(name: str, random: Random, others: dict[str, Thing]) -> Thing:
    fields = {n: _field(random) for n in random.sample(NAMES, random.randint(1, 5))}
    known = [o for o, t in others.items() if ENTITIES.get(o) == t.path]
    refers = random.choice(known) if known and random.random() < 0.5 else ""
    rules = tuple(random.sample(RULES, random.choice((0, 0, 1, 2))))
    return Thing(ENTITIES[name], fields, refers, random.random() < 0.7, rules)


def _field(random: Random) -> Field:
    kind = random.choice(sorted(KINDS))
    unique = kind in {"short", "uuid", "big"} and random.random() < 0.2
    return Field(kind, random.random() < 0.4, random.random() < 0.3, unique)


def changed(version: Version, random: Random) -> Version:
    """The next version, after one to four changes."""
    things = {n: replace(t, former="", fields=_settled(t.fields)) for n, t in version.things.items()}
    for number in range(random.randint(1, 4)):
        change = random.choice(CHANGES)
        things = change(dict(things), random, number)
    return Version(things)


def _settled(fields: dict[str, Field]) -> dict[str, Field]:
    return {name: replace(field, former="") for name, field in fields.items()}


Things = dict[str, Thing]


def _of_one(change: Callable[[dict[str, Field], Random, int], dict[str, Field]]) -> Callable[..., Things]:
    """A change of the fields of one entity."""

    def apply(things: Things, random: Random, number: int) -> Things:
        if things:
            name = random.choice(sorted(things))
            things[name] = replace(things[name], fields=change(dict(things[name].fields), random, number))
        return things

    return apply


def _add(fields: dict[str, Field], random: Random, number: int) -> dict[str, Field]:
    free = [n for n in NAMES if n not in fields]
    return {**fields, random.choice(free): _field(random)} if free else fields


def _drop(fields: dict[str, Field], random: Random, number: int) -> dict[str, Field]:
    gone = random.choice(sorted(fields)) if len(fields) > 1 else ""
    return {n: f for n, f in fields.items() if n != gone}


def _retype(fields: dict[str, Field], random: Random, number: int) -> dict[str, Field]:
    name = random.choice(sorted(fields))
    return {**fields, name: replace(_field(random), required=fields[name].required, former=fields[name].former)}


def _require(fields: dict[str, Field], random: Random, number: int) -> dict[str, Field]:
    name = random.choice(sorted(fields))
    return {**fields, name: replace(fields[name], required=not fields[name].required)}


def _describe(fields: dict[str, Field], random: Random, number: int) -> dict[str, Field]:
    name = random.choice(sorted(fields))
    return {**fields, name: replace(fields[name], text=f"What it is, version {number}.")}


def _unique(fields: dict[str, Field], random: Random, number: int) -> dict[str, Field]:
    name = random.choice(sorted(fields))
    plain = fields[name].kind not in {"tags", "extra", "flag", "state", "states"}
    return {**fields, name: replace(fields[name], unique=plain and not fields[name].unique)}


def _rename(fields: dict[str, Field], random: Random, number: int) -> dict[str, Field]:
    name, free = random.choice(sorted(fields)), [n for n in NAMES if n not in fields]
    if not free or fields[name].former:
        return fields
    new = random.choice(free)
    return {new if n == name else n: replace(f, former=name) if n == name else f for n, f in fields.items()}


def _add_thing(things: Things, random: Random, number: int) -> Things:
    free = [n for n in ENTITIES if n not in things and ENTITIES[n] not in {t.path for t in things.values()}]
    if free:
        name = random.choice(free)
        things[name] = _thing(name, random, {})
    return things


def _drop_thing(things: Things, random: Random, number: int) -> Things:
    used = {t.refers for t in things.values()}
    free = sorted(n for n in things if n not in used)
    if len(things) > 1 and free:
        things.pop(random.choice(free))
    return things


def _rename_thing(things: Things, random: Random, number: int) -> Things:
    used = {t.refers for t in things.values()}
    free = sorted(n for n, t in things.items() if n not in used and not t.former)
    if not free:
        return things
    old, new = random.choice(free), f"Former{number}"
    return {new if n == old else n: replace(t, former=old, path=f"formers{number}") if n == old else t
            for n, t in things.items()}  # fmt: skip


def _rule(things: Things, random: Random, number: int) -> Things:
    name = random.choice(sorted(things))
    rules = things[name].rules
    rules = rules[:-1] if rules and random.random() < 0.5 else (*rules, f"A rule of version {number}.")
    things[name] = replace(things[name], rules=rules)
    return things


def _operation(things: Things, random: Random, number: int) -> Things:
    name = random.choice(sorted(things))
    things[name] = replace(things[name], deleted=not things[name].deleted)
    return things


def _text(things: Things, random: Random, number: int) -> Things:
    name = random.choice(sorted(things))
    things[name] = replace(things[name], text=f"A thing, version {number}.")
    return things


CHANGES = (
    _of_one(_add), _of_one(_add), _of_one(_drop), _of_one(_retype), _of_one(_require), _of_one(_describe),
    _of_one(_unique), _of_one(_rename), _add_thing, _drop_thing, _rename_thing, _rule, _operation, _text,
)  # fmt: skip
