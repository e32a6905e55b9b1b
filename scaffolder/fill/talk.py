"""What is said to a model and what it says: requests, replies, and why a call failed.

Messages are dicts in the form of the OpenAI chat API, which is what litellm takes for every provider.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from scaffolder.filling import Usage

Message = dict[str, Any]


class Form(StrEnum):
    """How a model is asked to answer."""

    TEXT = "text"
    """A block of code."""
    JSON = "json"
    """An object after a schema (structured answers)."""
    TOOLS = "tools"
    """By calling `answer`, after looking around with other tools."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a model."""

    id: str
    """Of the placeholder that it is about."""
    number: int
    """Which call about this placeholder, from 1."""
    messages: tuple[Message, ...]
    form: Form
    tools: tuple[Message, ...] = ()
    longest: int = 2000
    """Tokens that the answer may take."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model wants to be run."""

    id: str
    name: str
    arguments: str
    """JSON, as the model wrote it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    text: str
    calls: tuple[ToolCall, ...] = ()
    cut_off: bool = False
    """It ended because it was too long."""
    usage: Usage = field(default_factory=Usage)
    model: str = ""


class Trouble(StrEnum):
    """Why a call failed; each has words for the user in `troubles.py`."""

    NO_KEY = "no key"
    KEY_REFUSED = "key refused"
    UNKNOWN_MODEL = "unknown model"
    NO_PROVIDER = "no provider"
    UNREACHABLE = "unreachable"
    NOT_JSON = "not json"
    EMPTY = "empty"
    RATE_LIMIT = "rate limit"
    SERVER = "server"
    TIMEOUT = "timeout"
    TOO_LONG = "too long"
    REFUSED = "refused"
    """The server does not accept the request (400, 422)."""
    OTHER = "other"


RETRIED = {Trouble.RATE_LIMIT, Trouble.SERVER, Trouble.TIMEOUT, Trouble.UNREACHABLE, Trouble.NOT_JSON, Trouble.EMPTY}
"""Another try may go better."""
HOPELESS = {
    Trouble.NO_KEY,
    Trouble.KEY_REFUSED,
    Trouble.UNKNOWN_MODEL,
    Trouble.NO_PROVIDER,
    Trouble.UNREACHABLE,
    Trouble.NOT_JSON,
}
"""No other placeholder would fare better."""


class CallFailed(Exception):
    """A call came to nothing; the message is for the user and holds no secrets."""

    def __init__(self, trouble: Trouble, message: str, *, after: float | None = None) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.after = after
        """Seconds that the server asks to wait."""


class LimitReached(Exception):
    """The user's limit on cost or tokens leaves no room for another call."""


class Provider(Protocol):
    """Answers requests; several at once."""

    async def ask(self, request: Request) -> Reply:
        """The reply. Raises CallFailed, LimitReached."""
        ...
