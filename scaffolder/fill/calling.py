"""Calls of models through litellm: parallel up to a bound, tried again with growing pauses, then by fallback models."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scaffolder.fill import library, troubles
from scaffolder.fill.context import tokens
from scaffolder.fill.ledger import Ledger, Price
from scaffolder.fill.talk import RETRIED, CallFailed, Form, LimitReached, Reply, Request, ToolCall, Trouble
from scaffolder.filling import Usage
from scaffolder.settings import FillSettings

_LONGEST_PAUSE = 60.0
_SCHEMA = {
    "type": "json_schema",
    "json_schema": {
        "name": "body",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {"body": {"type": "string", "description": "The body of the function, unindented."}},
            "required": ["body"],
            "additionalProperties": False,
        },
    },
}


@dataclass(frozen=True, slots=True)
class Connection:
    """Which models are asked, and how."""

    models: tuple[str, ...]
    """The first is asked; the others where it fails."""
    base_url: str | None = None
    parallel: int = 8
    timeout: float = 120.0
    """Seconds for one call."""
    tries: int = 4
    """Of one model, for failures that may pass."""
    pause: float = 1.0
    """Seconds before the second try; doubled for each further one."""
    stream: bool = False
    prices: Mapping[str, Price] = field(default_factory=dict)
    """The user's own, by model; "" for all."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further members of the request's body, for local servers."""


def priced(connection: Connection) -> Price | None:
    """What the first model's tokens cost: as the user says, else as the library knows."""
    return _price(connection, connection.models[0])


def _price(connection: Connection, model: str) -> Price | None:
    return connection.prices.get(model) or connection.prices.get("") or library.price(model)


def form_of(connection: Connection, own: FillSettings) -> Form:
    """How the first model is asked to answer: as the user says, else as the library knows."""
    if not connection.models:
        return Form.TEXT
    model = connection.models[0]
    if own.tools if own.tools is not None else library.calls_tools(model):
        return Form.TOOLS
    if own.structured if own.structured is not None else library.answers_schemas(model):
        return Form.JSON
    return Form.TEXT


class Caller:
    """The `Provider` that asks real models."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger
        self._free = asyncio.Semaphore(connection.parallel)
        self._calm = 0.0
        """Time of the loop before which no call is made: a server asked for patience."""
        self._booked = asyncio.Event()
        """Set when a call has ended; then there is a new one."""

    async def ask(self, request: Request) -> Reply:
        """The reply of the first model that gives one. Raises CallFailed, LimitReached."""
        failed: CallFailed | None = None
        for model in self._connection.models:
            try:
                return await self._try(request, model)
            except CallFailed as error:
                failed = failed or error
        assert failed is not None
        raise failed

    async def _try(self, request: Request, model: str) -> Reply:
        for number in range(self._connection.tries):
            try:
                async with self._free:
                    await self._patience()
                    return await self._counted(request, model)
            except CallFailed as error:
                if error.trouble not in RETRIED or number + 1 == self._connection.tries:
                    raise
                await self._pause(error, number)
        raise AssertionError("unreachable")

    async def _patience(self) -> None:
        while (wait := self._calm - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(wait)

    async def _pause(self, error: CallFailed, number: int) -> None:
        wait = min(_LONGEST_PAUSE, max(self._connection.pause * 2**number, error.after or 0.0))
        if error.trouble is Trouble.RATE_LIMIT:
            self._calm = max(self._calm, asyncio.get_running_loop().time() + wait)
        await asyncio.sleep(wait)

    async def _counted(self, request: Request, model: str) -> Reply:
        price = _price(self._connection, model)
        expected = _costing(Usage(1, prompt_tokens(request), request.longest), price)
        await self._room(expected)
        taken = Usage()
        try:
            reply = await _bounded(self._call(request, model), model, self._connection)
            taken = _costing(reply.usage, price)
            return Reply(reply.text, reply.calls, reply.cut_off, taken, model)
        finally:
            self._ledger.book(expected, taken)
            self._booked.set()
            self._booked = asyncio.Event()

    async def _room(self, expected: Usage) -> None:
        """Set aside what a call may take; others that are under way mostly take less than they hold."""
        while True:
            try:
                return self._ledger.hold(expected)
            except LimitReached:
                if not self._ledger.open:
                    raise
                await self._booked.wait()

    async def _call(self, request: Request, model: str) -> Reply:
        complete: Callable[..., Awaitable[Any]] = library.litellm().acompletion
        answered = await complete(
            model=model, messages=list(request.messages), **self._options(request, model), **_form(request, model)
        )
        if self._connection.stream:
            chunks = [chunk async for chunk in answered]
            answered = library.litellm().stream_chunk_builder(chunks, messages=list(request.messages))
        return _reply(answered, request, model)

    def _options(self, request: Request, model: str) -> dict[str, Any]:
        c = self._connection
        options: dict[str, Any] = {
            "timeout": c.timeout,
            "max_tokens": min(request.longest, library.longest_answer(model) or request.longest),
            "temperature": 0,
            "max_retries": 0,
            "stream": c.stream,
        }
        if c.base_url:
            options["api_base"] = c.base_url
            if library.unset_variables(model):
                options["api_key"] = "none"  # local servers ask for none, but the client insists on one
        if c.stream:
            options["stream_options"] = {"include_usage": True}
        return options | ({"extra_body": dict(c.extra)} if c.extra else {})


def _form(request: Request, model: str) -> dict[str, Any]:
    if request.form is Form.TOOLS:
        return {"tools": list(request.tools), "tool_choice": "auto"}
    if request.form is Form.JSON:
        return {"response_format": _SCHEMA}
    return {}


async def _bounded(call: Awaitable[Reply], model: str, connection: Connection) -> Reply:
    """The call, ended in time even where the library would wait on; its exceptions as ours."""
    try:
        return await asyncio.wait_for(call, connection.timeout + 1)
    except CallFailed:
        raise
    except TimeoutError as error:
        raise troubles.plain(Trouble.TIMEOUT, model) from error
    except Exception as error:  # litellm raises some sixty classes, and those of the clients under it
        raise troubles.failure(error, model, connection.base_url) from error


def _reply(answered: object, request: Request, model: str) -> Reply:
    choices = getattr(answered, "choices", None) or []
    if not choices:
        raise troubles.plain(Trouble.EMPTY, model)
    message = choices[0].message
    calls = tuple(
        ToolCall(str(c.id), str(c.function.name or ""), str(c.function.arguments or ""))
        for c in message.tool_calls or ()
    )
    text = message.content or ""
    return Reply(text, calls, choices[0].finish_reason == "length", _usage(answered, request, text, calls), model)


def _usage(answered: object, request: Request, text: str, calls: tuple[ToolCall, ...]) -> Usage:
    """As the server counts; estimated where it does not."""
    counted = getattr(answered, "usage", None)
    prompt = getattr(counted, "prompt_tokens", 0) or prompt_tokens(request)
    answer = getattr(counted, "completion_tokens", 0) or tokens(text + "".join(c.arguments for c in calls))
    details = getattr(counted, "prompt_tokens_details", None)
    return Usage(1, prompt, answer, getattr(details, "cached_tokens", 0) or 0)


def prompt_tokens(request: Request) -> int:
    """About how many tokens a request sends."""
    return tokens(json.dumps([*request.messages, *request.tools]))


def _costing(usage: Usage, price: Price | None) -> Usage:
    cost = price.of(usage) if price else None
    return Usage(usage.calls, usage.prompt, usage.answer, usage.cached, cost)
