"""An exception of litellm → why the call failed, in words for the user.

litellm gives a missing key, a refused connection and an answer that is not JSON all as the same server error, so they
are told apart by what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffolder.fill.secrets import hidden
from scaffolder.fill.talk import CallFailed, Trouble

_BY_WORDS = (
    (re.compile(r"api[_ ]key.{0,40}(must be set|missing|not (set|found|provided))|no api key|missing.*api key", re.I),
     Trouble.NO_KEY),
    (re.compile(r"connection (error|refused)|connect call failed|cannot connect|all connection attempts failed|"
                r"server disconnected|connection reset|remoteprotocolerror|name or service not known", re.I),
     Trouble.UNREACHABLE),
    (re.compile(r"expecting (value|property name|',' delimiter)|jsondecodeerror|unterminated string|invalid json|"
                r"extra data: line|'str' object has no attribute|unable to get json", re.I),
     Trouble.NOT_JSON),
)  # fmt: skip
_BY_CLASS = {
    "AuthenticationError": Trouble.KEY_REFUSED,
    "PermissionDeniedError": Trouble.KEY_REFUSED,
    "NotFoundError": Trouble.UNKNOWN_MODEL,
    "RateLimitError": Trouble.RATE_LIMIT,
    "Timeout": Trouble.TIMEOUT,
    "ContextWindowExceededError": Trouble.TOO_LONG,
    "BadRequestError": Trouble.REFUSED,
    "UnprocessableEntityError": Trouble.REFUSED,
    "InternalServerError": Trouble.SERVER,
    "ServiceUnavailableError": Trouble.SERVER,
    "BadGatewayError": Trouble.SERVER,
    "APIConnectionError": Trouble.UNREACHABLE,
}
_BY_STATUS = {401: Trouble.KEY_REFUSED, 403: Trouble.KEY_REFUSED, 404: Trouble.UNKNOWN_MODEL, 429: Trouble.RATE_LIMIT}
_WORDS = {
    Trouble.NO_KEY: "no key is set for {model}",
    Trouble.KEY_REFUSED: "the provider of {model} does not accept the key",
    Trouble.UNKNOWN_MODEL: "the provider does not know the model {model}",
    Trouble.NO_PROVIDER: "{model} names no provider that litellm knows: write PROVIDER/MODEL, as openai/gpt-4o-mini",
    Trouble.UNREACHABLE: "no server for {model}{at} can be reached",
    Trouble.NOT_JSON: "what answers for {model}{at} is no model server: its answer is not JSON",
    Trouble.EMPTY: "{model} gave an answer without a choice",
    Trouble.RATE_LIMIT: "the provider of {model} wants fewer calls",
    Trouble.SERVER: "the server of {model} failed",
    Trouble.TIMEOUT: "{model} did not answer in time",
    Trouble.TOO_LONG: "the prompt is too long for {model}: lower `context` under [fill] in scaffold.toml",
    Trouble.REFUSED: "the server of {model} does not accept the request",
    Trouble.OTHER: "the call of {model} failed",
}
_CAUSE = 200
"""Characters of the provider's own words."""


def failure(error: BaseException, model: str, url: str | None = None) -> CallFailed:
    """What to tell of an exception; `url` is the server's, where the user has named one."""
    trouble = _trouble(error)
    cause = " ".join(hidden(str(error)).split())
    cause = re.sub(r"^(litellm\.\w+: )?(\w+Error: )*(\w+Exception - )?", "", cause)[:_CAUSE]
    at = f" at {re.sub(r'//[^/@]*@', '//', hidden(url))}" if url else ""
    said = _WORDS[trouble].format(model=model, at=at)
    return CallFailed(trouble, said if trouble is Trouble.NO_PROVIDER else f"{said} ({cause})", after=_after(error))


def plain(trouble: Trouble, model: str) -> CallFailed:
    """What to tell where nothing was raised."""
    return CallFailed(trouble, _WORDS[trouble].format(model=model, at=""))


def _trouble(error: BaseException) -> Trouble:
    named = _BY_CLASS.get(type(error).__name__)
    if "LLM Provider NOT provided" in str(error):
        return Trouble.NO_PROVIDER
    if named in {None, Trouble.SERVER, Trouble.UNREACHABLE, Trouble.KEY_REFUSED}:
        told = " ".join(str(e) for e in _chain(error))
        for words, trouble in _BY_WORDS:
            if words.search(told):
                return trouble
    status = getattr(error, "status_code", None)
    return named or _BY_STATUS.get(status or 0) or (Trouble.SERVER if (status or 0) >= 500 else Trouble.OTHER)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(6):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def _after(error: BaseException) -> float | None:
    """Seconds of `Retry-After` (RFC 9110, section 10.2.3), where it is a number; litellm keeps it in several places."""
    for each in _chain(error):
        responses = (getattr(each, "response", None), each)
        holders = [getattr(r, name, None) for r in responses for name in ("headers", "litellm_response_headers")]
        for headers in holders:
            try:
                return max(0.0, float(headers.get("retry-after", "")))  # type: ignore[union-attr]
            except (ValueError, AttributeError, TypeError):
                continue
    return None
