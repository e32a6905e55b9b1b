"""Generated tests of properties that are sent and shown in different spellings."""

from __future__ import annotations

import re

from scaffolder.render import render
from tests.inference.test_conventions import TEXT, model, op, ref

MOMENT = {"type": "string", "format": "date-time"}


def test_what_is_shown_under_another_spelling_is_not_looked_for_under_the_sent_one() -> None:
    found = model(
        {"/views": {"post": op(ref("view"), ref("new"))}, "/views/{id}": {"get": op(ref("view"))}},
        view={"id": TEXT, "end_time": MOMENT, "text": TEXT},
        new={"endTime": MOMENT, "text": TEXT},
    )
    written = str(render(found)["tests/views/test_crud.py"].content)
    assert re.findall(r"for name in (\[.*?\])", written) == ['["text"]']
