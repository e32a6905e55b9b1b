"""Bodies between their markers: read, replaced, and their imports lifted to the head of the file."""

from __future__ import annotations

import pytest

from scaffolder.bodies import Misplaced, body_of, formatted, placed, regions, with_body
from scaffolder.fills import Fill

FILE = '''"""Rules."""

from app.core.errors import NotImplementedYet
from app.core.rules import Call, Change
from app.huts import models


async def open_(change: Change[models.Hut]) -> None:
    """It opens."""
    # scaffold: begin hut-opens
    # scaffold: end hut-opens


async def close(call: Call) -> None:
    """It closes."""
    # scaffold: begin close
    raise NotImplementedYet("close")
    # scaffold: end close
'''


def _fill(body: str, id_: str = "hut-opens") -> Fill:
    return Fill(id_, "app/huts/rules.py", body)


def test_reads_bodies():
    assert [r.id for r in regions(FILE)] == ["hut-opens", "close"]
    assert body_of(FILE, "hut-opens") == ""
    assert body_of(FILE, "close") == 'raise NotImplementedYet("close")'


def test_reads_bodies_of_a_checkout_with_windows_newlines():
    text = with_body(FILE, _fill("if change.after:\n\n    return")).replace("\n", "\r\n")
    assert body_of(text, "hut-opens") == "if change.after:\n\n    return"


def test_an_unknown_placeholder_is_misplaced():
    with pytest.raises(Misplaced, match="no placeholder nothing"):
        body_of(FILE, "nothing")


def test_a_placeholder_without_its_end_is_none():
    assert [r.id for r in regions(FILE.replace("# scaffold: end hut-opens", ""))] == ["close"]


@pytest.mark.parametrize(
    "body", ["pass\n# scaffold: end hut-opens", "x = '# scaffold: begin y'", "#scaffold : end hut-opens"]
)
def test_a_body_brings_no_markers(body):
    with pytest.raises(Misplaced, match="marker"):
        placed(FILE, _fill(body))


def test_imports_go_to_the_head_sorted_and_unused_ones_leave():
    body = "from sqlalchemy import select\nfrom app.core.errors import Refused\n\nraise Refused(409, str(select(1)))"
    text = placed(placed(FILE, _fill(body)), _fill("return", "close"))
    assert text.splitlines()[2:7] == [
        "from sqlalchemy import select",
        "",
        "from app.core.errors import Refused",
        "from app.core.rules import Call, Change",
        "from app.huts import models",
    ]
    assert body_of(text, "hut-opens") == "raise Refused(409, str(select(1)))"
    assert body_of(text, "close") == "return"


def test_an_import_that_would_take_a_name_stays_inside():
    text = placed(FILE, _fill("from app.rooms import models\n\nprint(models.Room)"))
    assert "from app.huts import models" in text
    assert body_of(text, "hut-opens") == "from app.rooms import models\n\nprint(models.Room)"


def test_an_import_of_a_name_defined_below_stays_inside():
    text = placed(FILE, _fill("from math import ceil as close\n\nprint(close(1.5))"))
    assert "from math" in body_of(text, "hut-opens")


def test_placing_twice_changes_nothing():
    fill = _fill("from sqlalchemy import select\n\nprint(select(1))")
    assert placed(placed(FILE, fill), fill) == placed(FILE, fill)


def test_a_body_that_does_not_parse_is_put_in_as_it_is():
    assert body_of(placed(FILE, _fill("if x\n  y")), "hut-opens") == "if x\n  y"


def test_newlines_stay_as_the_file_has_them():
    text = placed(FILE.replace("\n", "\r\n"), _fill("return"))
    assert text.count("\r\n") == text.count("\n")


def test_formats_a_body_as_inside_a_function():
    body = "import b\nimport a\nx=  {  'a':1 }\nif  x :\n        print( a, b )"
    assert formatted(body, "app/x/rules.py") == 'import a\nimport b\n\nx = {"a": 1}\nif x:\n    print(a, b)'
    assert formatted("if x", "app/x/rules.py") == "if x"


def test_a_long_line_is_broken_where_the_file_would_break_it():
    body = f"valued = [{', '.join(['1000000'] * 12)}]"  # 117 columns, 121 when indented
    assert "\n" in formatted(body, "app/x/rules.py")
