"""The model that reviews: asked through the fill room's client, with what the document says of each file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scaffolder.remarks import Remark, Review

if TYPE_CHECKING:
    from scaffolder.review.sources import Source
    from scaffolder.source import Document, Operation

MODEL_VARIABLE = "SCAFFOLD_MODEL"
URL_VARIABLE = "SCAFFOLD_BASE_URL"
_SECONDS = 120.0


_SHOWN = {"shown": True, "refuted": False, "untried": None}


def model_of(wish: str) -> str:
    """The model that the user names, or the environment's; "" for none."""
    return wish or os.environ.get(MODEL_VARIABLE, "")


def heard(
    folder: Path, review: Review, model: str, document: Document | None, changed: Mapping[str, frozenset[int]] | None
) -> Review:
    """The review with what the model says beyond it; where the model fails, with the reason why it says nothing."""
    from scaffolder.fill import Connection, replies
    from scaffolder.review import opinion
    from scaffolder.review.sources import load, python_files
    from scaffolder.verify import claims

    every = [s for path in python_files(folder) if (s := load(folder, path)) is not None and not s.is_migration]
    tests = {s.path: s.text for s in every if s.is_test}
    sources = every if changed is not None else [s for s in every if s.path.endswith("/rules.py") and not s.is_test]
    asked = opinion.questions(sources, changed, _contracts(sources, document), tests)
    connection = Connection((model,), os.environ.get(URL_VARIABLE), timeout=_SECONDS)
    said, trouble = replies(connection, opinion.INSTRUCTIONS, [question.text for question in asked])
    found = opinion.opinions(zip(asked, said, strict=True), review.remarks)
    with claims.trying(folder) as try_:
        more = tuple(opinion.tried(found, lambda file, test: _SHOWN[try_(file, test)]))
    skipped = (*review.skipped, f"the model: {trouble}") if trouble else review.skipped
    return replace(review, remarks=tuple(sorted((*review.remarks, *more), key=_order)), skipped=skipped)


def _order(remark: Remark) -> tuple[str, int, int, str]:
    return remark.file, remark.line, remark.column, remark.code


def _contracts(sources: list[Source], document: Document | None) -> Mapping[str, str]:
    """What the document says of the operations of each file, by the file's path."""
    operations = document.operations if document is not None else ()
    found = {}
    for source in sources:
        told = [_told(o) for o in operations if o.operation_id and o.operation_id in source.text]
        if told:
            found[source.path] = "\n".join(told)
    return found


def _told(operation: Operation) -> str:
    statuses = ", ".join(f"{r.status} {' '.join(r.description.split())[:80]}" for r in operation.responses)
    text = " ".join(f"{operation.summary or ''} {operation.description or ''}".split())[:1000]
    return f"{operation.method.upper()} {operation.path} ({operation.operation_id}): {text} Answers {statuses}."
