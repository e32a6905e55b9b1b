from pathlib import Path

import pytest

from scaffolder.verify.origins import origins
from scaffolder.verify.policy import Surroundings, refused
from scaffolder.verify.shape import Body, read

RULES = '''"""Rules."""

from app.core.rules import Change
from app.pets import models
'''


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    (tmp_path / "app/pets").mkdir(parents=True)
    (tmp_path / "app/pets/models.py").write_text("import os\n\n\nclass Pet:\n    name: str\n")
    return Surroundings(frozenset(["change"]), origins(RULES, tmp_path), test=False)


def said(body: str, around: Surroundings) -> tuple[str, ...]:
    parsed = read(body)
    assert isinstance(parsed, Body), parsed
    return refused(parsed, around)


def test_a_rule_reads_rows_and_refuses(around: Surroundings) -> None:
    body = """from sqlalchemy import func, select
from app.core.errors import Refused
pet = change.after
if pet is None:
    return
names = await change.session.scalar(select(func.count()).where(models.Pet.name == pet.name))
if names and names > 1:
    raise Refused(409, f"{pet.name} is taken")"""
    assert said(body, around) == ()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("models.os.system('ls')", "line 1: from app.pets.models import os: it is not defined there"),
        ("open('x')", "line 1: open is not among the names that a body may use"),
        ("change.session.__class__", "line 1: .__class__ is private"),
        ("getattr(change, change.now)", "line 1: getattr takes a literal name"),
        ("getattr(change, '__class__')", "line 1: getattr of '__class__' is not allowed"),
        ("f = getattr", "line 1: getattr is only called, with a literal name"),
        ("x = models", "line 1: models: a module is not a value"),
        ("await change.session.commit()", "line 1: .commit() is not allowed: the request's transaction ends by itself"),
        ("f = ''.format", "line 1: .format is not allowed: texts are put together by f-strings"),
        ("iter(list, None)", "line 1: iter takes one argument here: a sentinel may never come"),
        ("models.Pet.name = 'x'", "line 1: models.Pet.name belongs to others: a body changes only rows and values of"),
        ("match change:\n    case Change(__class__=x):\n        pass", "line 2: .__class__ is not allowed"),
        ("try:\n    pass\nexcept Exception:\n    pass", "line 3: catch the exceptions that are meant, not all of"),
        ("while 1:\n    pass", "line 1: the loop never ends"),
        ("x = 2 ** change.now", "line 1: powers and shifts take literals up to 64"),
        ("x = 'a' * 1000000", "line 1: texts and lists are repeated 10000 times at most, by a literal"),
    ],
)
def test_what_leads_out_is_refused(body: str, sentence: str, around: Surroundings) -> None:
    assert [text for text in said(body, around) if text.startswith(sentence)]


def test_a_column_may_have_the_name_of_a_method(around: Surroundings) -> None:
    assert said("if change.after.format == 'A5':\n    return", around) == ()


def test_a_test_may_take_valid_bodies_and_nothing_else_of_other_tests(tmp_path: Path) -> None:
    (tmp_path / "tests/pets").mkdir(parents=True)
    text = "CREATE_PET = {}\n\n\nasync def create_pet_body(s): ...\n\n\nasync def test_pets(): ...\n"
    (tmp_path / "tests/pets/test_crud.py").write_text(text)

    def told(names: str, *, test: bool = True) -> tuple[str, ...]:
        body = read(f"from tests.pets.test_crud import {names}\nassert True")
        assert isinstance(body, Body)
        return refused(body, Surroundings(frozenset(), origins("", tmp_path), test=test))

    assert told("CREATE_PET, create_pet_body") == ()
    assert told("test_pets") == (
        "line 1: from tests.pets.test_crud import test_pets: the module is not among those that a body may use",
    )
    assert told("other_body") == ("line 1: from tests.pets.test_crud import other_body: it is not defined there",)
    assert told("CREATE_PET", test=False) != ()
