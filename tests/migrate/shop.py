"""Documents of a shop, written shortly; projects made of them; and what runs in those."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scaffolder import flow
from scaffolder.flow import Request

Json = dict[str, Any]
ID: Json = {"type": "integer", "format": "int64", "readOnly": True}
BIG: Json = {"type": "integer", "format": "int64"}
TEXT: Json = {"type": "string"}
LOCKING = re.compile(
    "adding-foreign-key-constraint|constraint-missing-not-valid|adding-not-nullable-field|adding-required-field|"
    "disallowed-unique-constraint|require-concurrent-index-(?:creation|deletion)|adding-field-with-default|"
    "adding-serial-primary-key-field|changing-column-type|ban-concurrent-index-creation-in-transaction|syntax-error"
)


def document(**schemas: Json) -> Json:
    """An API with CRUD of each schema; "x-path" is where."""
    paths: Json = {}
    for name, schema in schemas.items():
        ref = {"$ref": f"#/components/schemas/{name}"}
        shown = {"description": "It.", "content": {"application/json": {"schema": ref}}}
        body = {"required": True, "content": {"application/json": {"schema": ref}}}
        many = {"description": "All.", "content": {"application/json": {"schema": {"type": "array", "items": ref}}}}
        key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}}
        paths[f"/{schema['x-path']}"] = {
            "get": {"responses": {"200": many}},
            "post": {"requestBody": body, "responses": {"201": shown}},
        }
        paths[f"/{schema['x-path']}/{{id}}"] = {"parameters": [key], "get": {"responses": {"200": shown}}}
    info = {"title": "Shop", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": schemas}}


def entity(path: str, required: list[str], **properties: Json) -> Json:
    return {"type": "object", "x-path": path, "required": required, "properties": {"id": ID} | properties}


def generate(folder: Path, version: Json, **more: Any) -> Any:
    source = folder / "api.json"
    source.write_text(json.dumps(version))
    return flow.generate(Request(str(source), out=folder / "app", verify=False, **more))


def revisions(project: Path) -> list[str]:
    return sorted(p.name for p in (project / "migrations" / "versions").glob("*.py"))


def in_project(project: Path, *command: str, **variables: str) -> str:
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | variables
    ended = subprocess.run(
        [sys.executable, *command], cwd=project, capture_output=True, text=True, check=False, env=environment
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return ended.stdout


def locking_statements(project: Path, folder: Path) -> list[str]:
    """What the revisions do on PostgreSQL, up and down, that locks a table for long by squawk's word."""
    squawk = Path(sys.executable).with_name("squawk")
    if not squawk.exists():
        pytest.skip("no squawk: pip install squawk-cli")
    locking: list[str] = []
    for direction, wanted in (("upgrade", "0001:head"), ("downgrade", "head:0001")):
        script = folder / f"{direction}.sql"
        told = in_project(project, "-m", "alembic", direction, wanted, "--sql", DATABASE_URL="postgresql://any/any")
        script.write_text(told)
        command = [squawk, "--reporter", "Gcc", str(script)]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        lines = [line for line in found.splitlines() if LOCKING.search(line)]
        statements = told.splitlines()
        locking += [statements[int(line.split(":")[1])] for line in lines]
    return locking
