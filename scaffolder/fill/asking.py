"""Questions beyond placeholders, all at once → what a model answers each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from scaffolder.fill.calling import Caller, Connection
from scaffolder.fill.ledger import Ledger
from scaffolder.fill.library import its_own_warnings
from scaffolder.fill.secrets import hidden
from scaffolder.fill.talk import CallFailed, Form, LimitReached, Request


def replies(connection: Connection, instructions: str, questions: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Texts in the order of the questions, "" where a call failed; and why the first of those did, or ""."""
    if not questions:
        return (), ""
    with its_own_warnings():
        found = asyncio.run(_all(Caller(connection, Ledger()), instructions, questions))
    troubles = [text for text in found if isinstance(text, CallFailed | LimitReached)]
    return tuple(text if isinstance(text, str) else "" for text in found), str(troubles[0]) if troubles else ""


async def _all(caller: Caller, instructions: str, questions: Sequence[str]) -> list[str | CallFailed | LimitReached]:
    return list(await asyncio.gather(*(_one(caller, instructions, question) for question in questions)))


async def _one(caller: Caller, instructions: str, question: str) -> str | CallFailed | LimitReached:
    messages = ({"role": "system", "content": instructions}, {"role": "user", "content": hidden(question)})
    try:
        return (await caller.ask(Request("review", 1, messages, Form.TEXT))).text
    except (CallFailed, LimitReached) as error:
        return error
