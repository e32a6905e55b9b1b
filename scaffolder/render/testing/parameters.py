"""Tests of parameters: what each of them must refuse.

In: the writes of an operation. Out: `ParameterTests`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scaffolder.model import Parameter, Place
from scaffolder.render.testing.requests import Requests
from scaffolder.render.testing.values import expression
from scaffolder.render.testing.writes import Writes

_MOST = 25
"""Wrong values of parameters in one place that an operation is tested with."""


@dataclass(frozen=True, slots=True)
class WrongParameter:
    """A value that a parameter does not take; for path parameters, the whole address."""

    label: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ParameterTests:
    """Wrong values of the parameters in one place."""

    place: str
    cases: tuple[WrongParameter, ...]
    call: str


def parameter_tests(writes: Writes) -> Iterator[ParameterTests]:
    """What is refused in the path, the query, the headers and the cookies."""
    requests = writes.requests
    unread = writes.body is not None and writes.body_tests is None
    if unread or not requests.sendable:
        return
    calls = _calls(requests, writes.body_tests.sent if writes.body_tests else "")
    for place, call in calls.items():
        mine = [p for p in requests.operation.parameters if p.place is place]
        cases = _chosen([(p, str(v.value)) for p in mine for v in p.broken])
        if cases:
            yield ParameterTests(place.value, tuple(_wrong(requests, p, text) for p, text in cases), call)


def _calls(requests: Requests, sent: str) -> dict[Place, str]:
    url = requests.address()
    return {
        Place.PATH: requests.call("url", body=sent),
        Place.QUERY: requests.call(url, body=sent, params="{name: value}"),
        Place.HEADER: requests.call(url, body=sent, headers="{name: value}"),
        Place.COOKIE: requests.call(url, body=sent, headers='{"Cookie": f"{name}={value}"}'),
    }


def _chosen(cases: list[tuple[Parameter, str]]) -> list[tuple[Parameter, str]]:
    """A bounded choice with as many parameters as possible, in their order."""
    rounds: Counter[str] = Counter()
    ranked = []
    for position, (parameter, text) in enumerate(cases):
        rounds[parameter.name] += 1
        ranked.append((rounds[parameter.name], position, (parameter, text)))
    return [case for _, _, case in sorted(sorted(ranked, key=lambda r: r[:2])[:_MOST], key=lambda r: r[1])]


def _wrong(requests: Requests, parameter: Parameter, text: str) -> WrongParameter:
    label = f"{parameter.name}={text[:20]}"
    if parameter.place is Place.PATH:
        return WrongParameter(label, parameter.name, requests.address(**{parameter.identifier: text}))
    return WrongParameter(label, parameter.name, expression(text))
