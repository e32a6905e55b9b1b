"""Small documents of component schemas, for the tests of types."""

from __future__ import annotations

import json
from pathlib import Path

from scaffolder.document import read
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import AliasSchema, Direction, NullableType, ObjectSchema, RefType

PATHS = {"/x": {"get": {"responses": {"200": {"description": "ok"}}}}}
TEXT = {"type": "string"}


class Built:
    """A document of component schemas, and its types."""

    def __init__(self, folder: Path, version: str, schemas: dict, paths: dict | None = None) -> None:
        file = folder / "api.json"
        components = {"schemas": schemas}
        content = {
            "openapi": version,
            "info": {"title": "t", "version": "1"},
            "paths": paths or PATHS,
            "components": components,
        }
        file.write_text(json.dumps(content))
        document, findings = read(file)
        assert document is not None, findings
        self.document = document
        self.types = TypeBuilder(document)

    def type(self, name: str, direction: Direction = Direction.RESPONSE):
        return self.types.build(self.document.schemas[name], direction, hint="Hint")

    def definition(self, name: str, direction: Direction = Direction.RESPONSE):
        built = self.type(name, direction)
        built = built.inner if isinstance(built, NullableType) else built
        assert isinstance(built, RefType)
        return self.types.definition(built.name)

    def alias(self, name: str):
        """The type behind a component that is no object."""
        schema = self.definition(name)
        assert isinstance(schema, AliasSchema)
        return schema.type

    def fields(self, name: str, direction: Direction = Direction.RESPONSE):
        schema = self.definition(name, direction)
        assert isinstance(schema, ObjectSchema)
        return {field.json_name: field for field in schema.fields}

    @property
    def codes(self) -> list[tuple[str, str]]:
        return [(d.code, d.place.pointer) for d in self.types.diagnostics]


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def obj(required: tuple = (), /, **properties) -> dict:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}
