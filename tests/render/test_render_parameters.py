"""Parameters in endpoints: the name that a client must send is the document's."""

from __future__ import annotations

import io
import json
import re

import pytest

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.render import render


@pytest.mark.parametrize(
    ("place", "name", "written"),
    [
        ("header", "api_key", "Header(convert_underscores=False)"),
        ("header", "X-Key", 'Header(alias="X-Key")'),
        ("header", "Api_Key", 'Header(alias="Api_Key")'),
        ("query", "api_key", "Query()"),
    ],
)
def test_the_name_on_the_wire(place: str, name: str, written: str) -> None:
    parameters = [{"name": name, "in": place, "schema": {"type": "string"}}]
    operation = {"operationId": "act", "parameters": parameters, "responses": {"204": {"description": "done"}}}
    whole = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/act": {"post": operation}}}
    document, _ = read("-", stdin=io.BytesIO(json.dumps(whole).encode()))
    assert document is not None
    routers = [str(f.content) for p, f in render(understand(document)[0]).items() if p.endswith("/router.py")]
    assert re.findall(r"(?:Header|Query)\(.*?\)", "".join(routers)) == [written]
