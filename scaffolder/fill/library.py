"""litellm, kept at arm's length: imported late (it takes seconds), quiet, without a network of its own."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from scaffolder.fill.ledger import Price

_TABLE = "model_prices_and_context_window_backup.json"
"""Prices of models, in the library's own folder."""


@cache
def litellm() -> ModuleType:
    """The library, set up."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("LITELLM_LOG", "CRITICAL")
    with its_own_warnings():
        import litellm as library
        import openai.resources.chat  # noqa: F401
    library.suppress_debug_info = True
    library.telemetry = False
    library.drop_params = True
    return library


@contextmanager
def its_own_warnings() -> Iterator[None]:
    """What the library and those it uses warn of is nothing that a user can change."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def price(model: str) -> Price | None:
    """What a model's tokens cost, as far as the library knows; the library itself is not loaded for it."""
    known = _known(model)
    sent, received = known.get("input_cost_per_token"), known.get("output_cost_per_token")
    if not isinstance(sent, int | float) or not isinstance(received, int | float):
        return None
    cached = known.get("cache_read_input_token_cost")
    return Price(float(sent), float(received), float(cached if isinstance(cached, int | float) else sent))


def longest_answer(model: str) -> int | None:
    """The tokens that a model answers at most, as far as the library knows."""
    most = _known(model).get("max_output_tokens")
    return most if isinstance(most, int) else None


def _known(model: str) -> Mapping[str, object]:
    """What the library's table says of a model, which may be listed with or without its provider's name."""
    provider, _, name = model.partition("/")
    plain = _table().get(name, {})
    listed_plain = plain.get("litellm_provider") == provider
    return _table().get(model) or (plain if listed_plain else {})


@cache
def _table() -> Mapping[str, Mapping[str, object]]:
    found = find_spec("litellm")
    if found is None or found.origin is None:
        return {}
    try:
        table = json.loads(Path(found.origin).with_name(_TABLE).read_bytes())
    except (OSError, ValueError):
        return {}
    return table if isinstance(table, dict) else {}


def unset_variables(model: str) -> tuple[str, ...]:
    """The variables without which the provider of a model cannot be asked."""
    with suppress(Exception):  # likewise for providers
        return tuple(litellm().validate_environment(model)["missing_keys"])
    return ()


def calls_tools(model: str) -> bool:
    """The model is known to call tools."""
    return _supports("supports_function_calling", model)


def answers_schemas(model: str) -> bool:
    """The model is known to give structured answers."""
    return _supports("supports_response_schema", model)


def _supports(what: str, model: str) -> bool:
    with suppress(Exception):  # likewise
        return bool(getattr(litellm(), what)(model=model))
    return False
