"""Outcome → the one JSON object on standard output. Its members are stable; new ones may be added.

format       1
scaffolder   version of the tool
command      the command's name
exit_code    what the process returns
error        null, or the sentence that ended the run
diagnostics  [{code, severity, message, file, line, column, pointer, hint}]
plan         null, or {title, version, entities, relationships, operations, rules, decisions}
sentences    [{id, text, subject, taken, file, line, column, pointer}]: what reads like a rule in descriptions
changes      null, or {root, dry_run, first, recovered, files: [{path, action, note}],
             differences: [{path, diff}]}, the last one for `diff` and `check`
condition    null, or {root, files, conflicts: [{path, line}], placeholders: [{path, line, id, body}],
             edited: [path], deleted: [path], moved: [[generated, now]], parked: [column],
             pending: [column]}
placeholders [{id, path, line}]
verdict      null, or {ok, steps: [{name, status, seconds, detail, command, output,
             findings: [{file, line, column, code, message, reproduce}],
             conformance: null, or {database, seed, operations, cases, failures, answers: [[status, count]],
             excluded, conventions, undriven}, coverage: null, or percent}]}
page         null, or the path of the page, or of the copy, that was written
filling      null, or {standings: [{id, path, line, part, text, state, model, attempts, usage, mutants, killed, why}],
             accepted, failed, left: [id], disagreements, estimates: [{id, path, part, usage}], usage: {calls, prompt,
             answer, cached, cost}, stopped, unset, protection, prompt}
adoption     null, or {seen: [[subject, used, where]], includes: [[path, line]]}
templates    [{name, path, context, macros, overridden}]
review       null, or {remarks: [{file, line, column, code, severity, message, reason, patch}], files, skipped: [text],
             applied}
contract     null, or {counts: {relation: operations}, operations: [{method, path, operation_id, relation,
             differences: [{subject, inner, relation, breaking, message, file, line, column, pointer}]}]}
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from scaffolder import __version__
from scaffolder.changes import Changes
from scaffolder.contract import Contract, Difference
from scaffolder.diagnostics import Diagnostic
from scaffolder.layout import Adoption
from scaffolder.model import ApiModel, Column, Entity, Operation
from scaffolder.outcome import Outcome
from scaffolder.prose import Listed
from scaffolder.report.differing import unified
from scaffolder.report.plan import kind_of, rules
from scaffolder.verdict import Verdict

FORMAT = 1

_Json = dict[str, object]


def as_json(command: str, outcome: Outcome, *, exit_code: int | None = None, error: str = "") -> str:
    """The object, indented; ASCII only, so that any terminal and any pipe takes it."""
    code = outcome.exit_code if exit_code is None else exit_code
    return json.dumps(_whole(command, outcome, code, error), indent=2, ensure_ascii=True)


def _whole(command: str, outcome: Outcome, exit_code: int, error: str) -> _Json:
    return {
        "format": FORMAT,
        "scaffolder": __version__,
        "command": command,
        "exit_code": int(exit_code),
        "error": error or None,
        "diagnostics": [_diagnostic(d) for d in outcome.diagnostics],
        "plan": outcome.model and plan_data(outcome.model),
        "sentences": [_sentence(s) for s in outcome.sentences],
        "changes": outcome.changes and _changes(outcome.changes),
        "condition": outcome.condition and asdict(outcome.condition),
        "placeholders": [asdict(p) for p in outcome.placeholders],
        "verdict": outcome.verdict and verdict_data(outcome.verdict),
        "page": outcome.page or None,
        "filling": outcome.filling and asdict(outcome.filling),
        "adoption": outcome.adoption and _adoption(outcome.adoption),
        "templates": [asdict(t) for t in outcome.templates],
        "review": outcome.review and asdict(outcome.review),
        "contract": outcome.contract and _contract(outcome.contract),
    }


def _sentence(found: Listed) -> _Json:
    s, place = found.sentence, found.place
    where = {"file": place.file, "line": place.line, "column": place.column, "pointer": s.pointer}
    return {"id": s.id, "text": s.text, "subject": s.subject, "taken": found.taken, **where}


def _diagnostic(d: Diagnostic) -> _Json:
    place = {"file": d.place.file, "line": d.place.line, "column": d.place.column, "pointer": d.place.pointer}
    return {"code": d.code, "severity": d.severity, "message": d.message, **place, "hint": d.hint}


def plan_data(model: ApiModel) -> _Json:
    """The member `plan`."""
    return {
        "title": model.title,
        "version": model.version,
        "entities": [_entity(e) for e in model.entities],
        "relationships": [
            {"entity": e.name, "name": k.name, "target": k.target, "kind": kind_of(k), "reason": k.reason}
            for e in model.entities
            for k in e.links
        ],
        "operations": [_operation(o) for o in model.operations],
        "rules": [{"id": r.id, "on": r.on, "status": r.status, "text": r.text} for r in rules(model)],
        "decisions": [asdict(d) for d in model.decisions],
    }


def _entity(entity: Entity) -> _Json:
    return {
        "name": entity.name,
        "table": entity.table,
        "module": entity.module,
        "keys": [key.parameter for key in entity.keys],
        "reason": entity.reason,
        "pointer": entity.origin,
        "columns": [_column(c) for c in entity.columns],
    }


def _column(column: Column) -> _Json:
    foreign = column.foreign_key
    return {
        "name": column.column_name,
        "property": column.json_name or None,
        "kind": column.kind,
        "length": column.length,
        "nullable": column.nullable,
        "primary_key": column.primary_key,
        "unique": column.unique,
        "index": column.index,
        "references": foreign and {"table": foreign.table, "column": foreign.column, "on_delete": foreign.on_delete},
        "role": column.role,
        "generator": column.generator,
    }


def _operation(operation: Operation) -> _Json:
    return {
        "operation_id": operation.operation_id,
        "method": operation.method,
        "path": operation.path,
        "kind": operation.kind,
        "entity": operation.entity,
        "module": operation.module,
        "status": operation.status,
        "reason": operation.reason,
        "pointer": operation.origin,
    }


def _adoption(adoption: Adoption) -> _Json:
    lines = [[i.path, line] for i in adoption.includes for line in i.lines]
    return {"seen": [list(seen) for seen in adoption.seen], "includes": lines}


def _changes(changes: Changes) -> _Json:
    told = replace(changes, differences=())
    return {**asdict(told), "differences": [{"path": d.path, "diff": unified(d)} for d in changes.differences]}


def _contract(contract: Contract) -> _Json:
    operations = [
        {
            "method": o.method,
            "path": o.path,
            "operation_id": o.operation_id,
            "relation": o.relation,
            "differences": [_difference(d) for d in o.differences],
        }
        for o in contract.operations
    ]
    return {"counts": contract.counts(), "operations": operations}


def _difference(difference: Difference) -> _Json:
    told = asdict(difference)
    return {**told, **told.pop("place")}


def verdict_data(verdict: Verdict) -> _Json:
    """The member `verdict`."""
    return {"ok": verdict.ok, **asdict(verdict)}
