"""The model that reviews: asked through the fill room's client, with what the document says of each file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scaffolder.remarks import Remark, Review

if TYPE_CHECKING:
    from scaffolder.review.opinion import Ask
    from scaffolder.review.sources import Source
    from scaffolder.source import Document, Operation

MODEL_VARIABLE = "SCAFFOLD_MODEL"
URL_VARIABLE = "SCAFFOLD_BASE_URL"
_SECONDS = 120.0


def model_of(wish: str) -> str:
    """The model that the user names, or the environment's; "" for none."""
    return wish or os.environ.get(MODEL_VARIABLE, "")


def heard(
    folder: Path, review: Review, model: str, document: Document | None, changed: Mapping[str, frozenset[int]] | None
) -> Review:
    """The review with what the model says beyond it; where the model fails, with the reason why it says nothing."""
    from scaffolder.fill.talk import CallFailed, LimitReached
    from scaffolder.review import opinion
    from scaffolder.review.sources import load, python_files

    sources = [s for path in python_files(folder) if (s := load(folder, path)) is not None and not s.is_migration]
    if changed is None:
        sources = [s for s in sources if s.path.endswith("/rules.py") and not s.is_test]
    asked = opinion.questions(sources, changed, _contracts(sources, document))
    try:
        more = opinion.remarks(asked, _asker(model), review.remarks)
    except (CallFailed, LimitReached) as error:
        return Review(review.remarks, review.files, (*review.skipped, f"the model: {error}"), review.applied)
    both = sorted((*review.remarks, *more), key=_order)
    return Review(tuple(both), review.files, review.skipped, review.applied)


def _order(remark: Remark) -> tuple[str, int, int, str]:
    return remark.file, remark.line, remark.column, remark.code


def _asker(model: str) -> Ask:
    from scaffolder.fill import Caller, Connection, Ledger
    from scaffolder.fill.secrets import hidden
    from scaffolder.fill.talk import Form, Request

    ledger = Ledger()

    def ask(instructions: str, question: str) -> str:
        caller = Caller(Connection((model,), os.environ.get(URL_VARIABLE), timeout=_SECONDS), ledger)
        messages = ({"role": "system", "content": instructions}, {"role": "user", "content": hidden(question)})
        return asyncio.run(caller.ask(Request("review", 1, messages, Form.TEXT))).text

    return ask


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
