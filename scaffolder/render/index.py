"""The API model, indexed for rendering: look-ups by name, and facts that several files need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from scaffolder.model import (
    AliasSchema,
    ApiModel,
    ArrayType,
    Column,
    Construct,
    Entity,
    Field,
    Kind,
    Module,
    NullableType,
    ObjectSchema,
    Operation,
    Parameter,
    Place,
    RefType,
    Role,
    Rows,
    SchemaDefinition,
    Type,
)
from scaffolder.names import ClassName, Identifier, ModuleName


class Index:
    """Look-ups over one API model."""

    def __init__(self, model: ApiModel) -> None:
        self.model = model
        self.definitions: dict[ClassName, SchemaDefinition] = {d.name: d for d in model.schemas}
        self.entities: dict[ClassName, Entity] = {e.name: e for e in model.entities}
        self.tables: dict[str, Entity] = {e.table: e for e in model.entities}
        self._operations: dict[Identifier, Operation] = {o.identifier: o for o in model.operations}

    def operations(self, module: Module) -> tuple[Operation, ...]:
        """A module's operations in the order of their routes."""
        return tuple(self._operations[o] for o in module.operations)

    def entity(self, name: ClassName | None) -> Entity:
        """The entity of that name. Raises KeyError for None: a custom operation has none."""
        if name is None:
            raise KeyError("a custom operation has no entity")
        return self.entities[name]

    def schemas(self, module: ModuleName) -> tuple[SchemaDefinition, ...]:
        """The schemas that a module's `schemas.py` holds, in their order."""
        return tuple(self._schemas.get(module, ()))

    @cached_property
    def _schemas(self) -> Mapping[ModuleName, list[SchemaDefinition]]:
        found: dict[ModuleName, list[SchemaDefinition]] = defaultdict(list)
        for definition in self.model.schemas:
            found[definition.module].append(definition)
        return found

    @cached_property
    def reads(self) -> Mapping[ClassName, Operation]:
        """The first operation that answers a row of each entity by the row's own path."""
        reads = (o for o in reversed(self.model.operations) if o.kind is Kind.READ and not o.via)
        found = ((o.entity, o) for o in reads if all(p.place is Place.PATH for p in self.keys(o)))
        return {entity: operation for entity, operation in found if entity}

    @cached_property
    def ordered_entities(self) -> tuple[Entity, ...]:
        """Entities after those that their foreign keys name, as far as there are no cycles."""
        placed: dict[ClassName, Entity] = {}
        for entity in self.model.entities:
            self._place(entity, placed, set())
        return tuple(placed.values())

    def _place(self, entity: Entity, placed: dict[ClassName, Entity], above: set[ClassName]) -> None:
        if entity.name in placed or entity.name in above:
            return
        for target in self.targets(entity):
            self._place(target, placed, above | {entity.name})
        placed[entity.name] = entity

    def targets(self, entity: Entity) -> Iterator[Entity]:
        """Entities that the foreign keys of one name, itself left out."""
        for column in entity.columns:
            if column.foreign_key and column.foreign_key.table != entity.table:
                yield self.tables[column.foreign_key.table]

    def target(self, column: Column) -> Entity | None:
        """The entity that a foreign key names; None for other columns."""
        return self.tables[column.foreign_key.table] if column.foreign_key else None

    def rows_field(self, construct: Construct) -> Field | None:
        """The field of an answer's object that holds the rows, where it cannot hold none of them; None elsewhere."""
        schema = self.definitions[construct.schema]
        name = next((a.name for a in construct.arguments if isinstance(a.value, Rows)), None)
        fields = schema.fields if isinstance(schema, ObjectSchema) else ()
        found = next((f for f in fields if f.name == name), None)
        built = self.plain(found.type) if found else None
        return found if isinstance(built, ArrayType) and built.min_items else None

    def plain(self, built: Type) -> Type:
        """The type without null and without names."""
        while True:
            if isinstance(built, NullableType):
                built = built.inner
                continue
            definition = self.definitions[built.name] if isinstance(built, RefType) else None
            if not isinstance(definition, AliasSchema):
                return built
            built = definition.type

    @staticmethod
    def keys(operation: Operation) -> tuple[Parameter, ...]:
        """What selects rows: path parameters, in path order, then what stands in the query or in the body."""
        found = [p for p in operation.parameters if p.role is Role.KEY]
        path = [p for p in found if p.place is Place.PATH]
        told = [*(p for p in found if p.place is not Place.PATH), *filter(None, [operation.body_key])]
        return (*sorted(path, key=lambda p: operation.path.index("{" + p.name + "}")), *told)
