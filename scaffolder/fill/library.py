"""litellm, kept at arm's length: imported late (it takes seconds), quiet, without a network of its own."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from types import ModuleType

from scaffolder.fill.ledger import Price


@cache
def litellm() -> ModuleType:
    """The library, set up."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("LITELLM_LOG", "CRITICAL")
    with its_own_warnings():
        import litellm as library
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
    """What a model's tokens cost, as far as the library knows."""
    try:
        known = litellm().get_model_info(model)
    except Exception:  # the library raises plain exceptions for models that it does not know
        return None
    sent, received = known.get("input_cost_per_token"), known.get("output_cost_per_token")
    if sent is None or received is None:
        return None
    cached = known.get("cache_read_input_token_cost")
    return Price(float(sent), float(received), float(sent if cached is None else cached))


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
