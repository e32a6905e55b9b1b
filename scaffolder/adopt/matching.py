"""API model and project → models of theirs that store entities, and operations that they serve already.

In: the model and the adoption. Out: the model of what is left to generate, the adoption with what is reused, findings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from scaffolder.adopt import finding
from scaffolder.adopt.sources import sources
from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.layout import Adoption, Reused, Served
from scaffolder.model import ApiModel, Entity, Operation


def matched(
    root: Path, adoption: Adoption, model: ApiModel, ours: Collection[str]
) -> tuple[ApiModel, Adoption, tuple[Diagnostic, ...]]:
    """What is left, what is reused, and where a model of theirs does not fit."""
    theirs = [s for s in sources(root) if s.path not in ours]
    tables = {t.table: t for t in finding.table_classes(theirs)}
    found = [(e, tables[e.table]) for e in model.entities if e.table in tables]
    reused = tuple(Reused(e.name, t.symbol, t.spot) for e, t in found)
    kept, left = _without(model, adoption.layout.served)
    seen = [("model", f"{r.entity} = {r.symbol}", str(r.spot)) for r in reused]
    seen += [("left to yours", f"{s.method} {s.path}", str(s.spot)) for s in left]
    layout = replace(adoption.layout, reused=reused)
    findings = tuple(f for e, t in found for f in _misfits(root, e, t))
    return kept, replace(adoption, layout=layout, seen=(*adoption.seen, *seen)), findings


def _misfits(root: Path, entity: Entity, table: finding.TableClass) -> Iterator[Diagnostic]:
    """What generated code would ask of the class and not find."""
    wanted = [c.name for c in entity.columns] + [link.name for link in entity.links]
    missing = [name for name in wanted if name not in table.attributes]
    if missing:
        message = f"{table.symbol} stores {entity.name}, but has no {', '.join(missing)}"
        place = Place(str(root / table.spot.path), table.spot.line, 1)
        hint = "Add them, with a migration; or give the entity a table of its own: x-tablename."
        yield Diagnostic("A002", Severity.ERROR, message, place, hint)


def _without(model: ApiModel, served: tuple[Served, ...]) -> tuple[ApiModel, list[Served]]:
    """The model without the operations that the project serves."""
    by_place = {(s.method, _shape(s.path)): s for s in served}
    gone = {o.identifier: by_place[key] for o in model.operations if (key := _key(o, model)) in by_place}
    modules = (replace(m, operations=tuple(o for o in m.operations if o not in gone)) for m in model.modules)
    operations = tuple(o for o in model.operations if o.identifier not in gone)
    return replace(model, modules=tuple(modules), operations=operations), list(gone.values())


def _key(operation: Operation, model: ApiModel) -> tuple[str, str]:
    return operation.method.upper(), _shape(f"{model.base_path}{operation.path}")


def _shape(path: str) -> str:
    """A path without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/")
