"""Names of entities: class, module and table, by the path's noun, by what stands before it, or by the schema.

In: resources, the names that are taken. Out: names that no other entity has.
"""

from __future__ import annotations

from scaffolder import names
from scaffolder.inference import paths
from scaffolder.inference.resources import Resource
from scaffolder.inference.types import TypeBuilder
from scaffolder.names import ClassName, ModuleName, TableName

MODULES_RESERVED = frozenset(
    {"core", "main", "settings", "shared", "app", "tests", "migrations", "conftest", "factories", "tables", "checks"}
)


class Scopes:
    """What is taken."""

    def __init__(self) -> None:
        self.classes = names.model_scope()
        self.modules = names.Scope(MODULES_RESERVED, fold=True)
        self.tables = names.Scope(names.SQL_RESERVED, fold=True)


def naming(resource: Resource, scopes: Scopes, types: TypeBuilder) -> tuple[ClassName, ModuleName, TableName]:
    """Class, module and table of an entity."""
    noun = paths.noun(resource.item) or resource.schema.title or resource.schema.name
    plural = _plural(resource) or noun
    called = noun if resource.single else _one(noun, resource)
    spoken = [(f"{above} {called}", f"{above} {plural}") for above in map(" ".join, paths.qualifiers(resource.item))]
    spoken += _by_schema(resource, called, plural)
    spelled = [names.pascal(one) for one, _ in spoken]
    rows = [f"{spelled[0]}Row"] if spelled[0] in names.MODEL_RESERVED else []
    name = scopes.classes.take(*(ClassName(n) for n in (spelled[0], *rows, *spelled[1:])))
    modules = [names.snake(many) for _, many in spoken]
    module = scopes.modules.take(*(ModuleName(m) for m in modules))
    extension = types.extensions(resource.schema.origin).get("x-tablename")
    wanted = [names.snake(extension)] if isinstance(extension, str) and extension else [*modules, f"{modules[-1]}_"]
    return name, module, scopes.tables.take(*(TableName(t) for t in wanted))


def _one(noun: str, resource: Resource) -> str:
    """The noun in singular: as the schema spells it in the document's language, else by English rules."""
    said = names.words(resource.schema.title)
    said = said[:-1] if said and said[-1] in _VEILS else said
    spelled = "_".join(said)
    plural = bool(said) and names.snake(noun).startswith(spelled)
    return spelled if plural and names.snake(noun).removeprefix(spelled) in _PLURALS else names.singular_of(noun)


_PLURALS = frozenset({"s", "es", "en", "er", "e", "n"})
"""What nouns end in where there are many, in languages that schemas are named in."""
_VEILS = frozenset({"response", "result", "request", "object", "model", "dto"})
"""Last words of schema names that say nothing of the thing itself."""


def _by_schema(resource: Resource, called: str, plural: str) -> list[tuple[str, str]]:
    """What its schema calls a thing, and many of it, where its path's word is taken: `FeatureFlag` for a `Flag`."""
    said, noun = names.words(resource.schema.title), names.words(called)
    if not resource.schema.title or said == noun or said[-1] in _VEILS:
        return []
    if said[-len(noun) :] == noun:
        before = " ".join(said[: -len(noun)])
        return [(f"{before} {called}", f"{before} {plural}")]
    thing = " ".join(said)
    return [(names.singular_of(thing), thing)]


def _plural(resource: Resource) -> str:
    """The collection's last word as written (`/people/{id}` → people)."""
    return paths.noun(resource.collection or resource.item)
