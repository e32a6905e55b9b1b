"""Hostile strings where the document's own words stand: types, formats, references, locations, statuses, keywords.

A document is refused with findings or generated; there is no third way.
"""

from __future__ import annotations

import pytest

from hostile import output_checks
from hostile.filling import DOCUMENTS, Recorder, understood, unformatted
from hostile.strings import CANARY, HOSTILE, spell
from hostile.structure import replaced, strings

STEP = 97
"""One of so many positions, another one for each string."""
SHORT = [name for name in HOSTILE if not name.startswith("long")]
BROKEN = ("http://[", "http://[::1")
SERVERS = ("//", "http://a:b:c/x", "{x}", "\x00", "/..//../", "https://h/%zz", "file:///etc/passwd")


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("number", range(0, len(SHORT), 3))
def test_any_string_of_the_document(number: int, document: str) -> None:
    usual = DOCUMENTS[document](Recorder())
    text = spell(HOSTILE[SHORT[number]], 0)
    for path, is_key in list(strings(usual))[number::STEP]:
        model = understood(replaced(usual, path, text, is_key=is_key)).model
        if model is not None and number % 2:
            for name, source in output_checks.sources(unformatted(model)).items():
                assert not [n for n in source.names if CANARY in n], name


@pytest.mark.parametrize("url", [*SERVERS, *BROKEN])
def test_server_urls(url: str) -> None:
    usual = DOCUMENTS["openapi"](Recorder())
    model = understood(replaced(usual, ("servers", 0, "url"), url, is_key=False)).model
    if model is not None:
        output_checks.sources(unformatted(model))
