"""Each folder of `tests/cases` is a test: a document, and what is understood of it or why it is refused.

`document.yaml` stands beside `expected.json` (what the API model says, see `_model`) or `diagnostics.txt` (every
finding). `UPDATE_SNAPSHOTS=1 pytest tests/test_cases.py` rewrites both; read the difference before it is kept.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from scaffolder.diagnostics import Diagnostic
from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.model import (
    ApiModel,
    Body,
    Column,
    ColumnRole,
    Construct,
    Entity,
    Expression,
    Fact,
    Generator,
    KeyOf,
    Link,
    Literal,
    OneRow,
    Operation,
    Parameter,
    Problem,
    Role,
    Rows,
    View,
)

CASES = Path(__file__).parent / "cases"
UPDATE = os.environ.get("UPDATE_SNAPSHOTS") == "1"


def _folders() -> list[Path]:
    return sorted(p for p in CASES.iterdir() if p.is_dir())


@pytest.mark.parametrize("folder", _folders(), ids=lambda p: p.name)
def test_case(folder: Path) -> None:
    found = _outcome(folder / "document.yaml")
    if UPDATE:
        _write(folder, found)
    kept = {p.name: p.read_text() for p in folder.iterdir() if p.name != "document.yaml"}
    assert found == kept


def test_every_case_has_a_document() -> None:
    assert [p.name for p in CASES.iterdir() if not (p / "document.yaml").is_file()] == []


def _outcome(document: Path) -> dict[str, str]:
    """File names and their contents."""
    source, findings = read(document)
    if source is None:
        return {"diagnostics.txt": _findings(findings)}
    model, more = understand(source)
    found = {"expected.json": json.dumps(_model(model), indent=1, ensure_ascii=False) + "\n"}
    return found | ({"diagnostics.txt": _findings(findings + more)} if findings + more else {})


def _write(folder: Path, found: dict[str, str]) -> None:
    for path in folder.iterdir():
        if path.name != "document.yaml":
            path.unlink()
    for name, text in found.items():
        (folder / name).write_text(text)


def _findings(findings: tuple[Diagnostic, ...]) -> str:
    lines = (
        f"{f.place.line}:{f.place.column} {f.place.pointer or '/'}: {f.severity} {f.code} {f.message}\n  hint: {f.hint}"
        for f in findings
    )
    return "\n".join(lines) + "\n"


# --- the projection -------------------------------------------------------------------------------------------------


def _model(model: ApiModel) -> dict[str, Any]:
    return {
        "entities": [_entity(e) for e in model.entities],
        "operations": {f"{o.method} {o.path}": _operation(o) for o in model.operations},
        "decisions": [f"{d.subject}: {d.decided} ({d.reason})" for d in model.decisions],
    }


def _entity(entity: Entity) -> dict[str, Any]:
    said = {
        "name": f"{entity.name} in {entity.module}, table {entity.table}",
        "keys": [f"{k.parameter} = {k.column}{f' of {k.parent}' if k.parent else ''}" for k in entity.keys],
        "columns": [_column(c) for c in entity.columns],
        "links": [_link(link) for link in entity.links],
        "uniques": [", ".join(u.columns) for u in entity.uniques],
        "was": entity.renamed_from,
        "rules": [f"{r.id} on {', '.join(r.on)}: {r.text} ({r.status})" for r in entity.rules],
    }
    return {key: value for key, value in said.items() if value}


def _column(column: Column) -> str:
    """`name kind(length) null`, then whatever is not usual."""
    kind = f"{column.kind}({column.length})" if column.length else str(column.kind)
    parts = [column.name, kind, "null" if column.nullable else ""]
    parts += ["" if column.role is ColumnRole.CLIENT else f"role={column.role}"]
    parts += ["" if column.generator is Generator.NONE else f"made={column.generator}"]
    parts += [f"default={column.default.text}" if column.default else ""]
    parts += [word for word in ("primary_key", "unique", "index") if getattr(column, word)]
    key = column.foreign_key
    parts += [f"-> {key.table}.{key.column} {key.on_delete}" if key else ""]
    parts += ["" if column.json_name == column.name else f"json={column.json_name or '-'}"]
    parts += [f"was={column.renamed_from}" if column.renamed_from else ""]
    return " ".join(p for p in parts if p)


def _link(link: Link) -> str:
    how = f"through {link.secondary.table}" if link.secondary else f"by {link.column}"
    return f"{link.json_name}: {'many ' if link.many else ''}{link.target} {how}, shown as {link.view}"


def _operation(operation: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "kind": f"{operation.kind}{f' {operation.entity}' if operation.entity else f' in {operation.module}'}",
        "reason": operation.reason if operation.custom else "",
        "parameters": [_parameter(p) for p in operation.parameters],
        "body": _body(operation.body) if operation.body else "",
        "answer": f"{operation.status} {_expression(operation.answer)}".strip(),
        "upsert": operation.upsert,
        "assumed": operation.assumed,
        "failures": {f.problem.value: f.status for f in operation.failures if f.problem in _SHOWN and f.documented},
        "rules": [r.id for r in operation.rules],
    }
    if operation.paging and not operation.custom:
        said["paging"] = f"{operation.paging.default_limit} of at most {operation.paging.max_limit}"
    return {key: value for key, value in said.items() if value}


_SHOWN = (Problem.INVALID, Problem.NOT_FOUND, Problem.UNAUTHORIZED, Problem.FORBIDDEN)


def _parameter(parameter: Parameter) -> str:
    what = f"{parameter.owner}.{parameter.column}" if parameter.owner else parameter.column or ""
    how = parameter.comparison if parameter.role is Role.FILTER else ""
    unless = f"unless {', '.join(v.text for v in parameter.everything)}" if parameter.everything else ""
    return " ".join(p for p in (f"{parameter.place} {parameter.name}:", parameter.role, how, what, unless) if p)


def _body(body: Body) -> str:
    how = "merged" if body.merges else f"operations on {_expression(body.patches)}" if body.patches else ""
    return " ".join(p for p in (" . ".join([body.media, *body.payload]), how) if p)


def _expression(expression: Expression | None) -> str:
    if isinstance(expression, Construct):
        inner = (f"{a.json_name}={_expression(a.value)}" for a in expression.arguments)
        return f"{expression.schema}({', '.join(inner)})"
    if isinstance(expression, View):
        fixed = "".join(f", {f.name} fixed to {f.value.text}" for f in expression.fixed)
        return f"{expression.schema}{fixed}"
    if isinstance(expression, Rows | OneRow):
        return f"[{_expression(expression.view)}]"
    if isinstance(expression, Literal):
        return expression.text
    if isinstance(expression, KeyOf):
        return "the key"
    return expression.value if isinstance(expression, Fact) else ""
