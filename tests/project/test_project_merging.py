"""Merging of Python by its syntax: what both sides did stands, and only what both changed clashes."""

import ast

import pytest

from scaffolder.project.merging import merge, sides, unresolved

BASE = '''\
"""Pets."""

from app.core import database
from sqlalchemy import String

LIMITS = {"small": 1, "large": 2}


class Pet(Base):
    """A pet."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))

    def label(self) -> str:
        """Say its name."""
        return self.name


async def feed(pet: Pet, food: str) -> None:
    """Feed it."""
    check(pet)
    pet.last = food
    await database.save(pet)


async def wash(pet: Pet) -> None:
    """Wash it."""
    check(pet)
    await database.save(pet)
'''


def merged(yours: str, generated: str, base: str = BASE) -> str:
    """The text of a merge that must not clash."""
    result = merge("app/pets/models.py", base=base.encode(), yours=yours.encode(), generated=generated.encode())
    assert result is not None
    text = result.data.decode()
    assert not result.clash, text
    ast.parse(text)
    return text


def clashing(yours: str, generated: str, base: str = BASE) -> str:
    result = merge("app/pets/models.py", base=base.encode(), yours=yours.encode(), generated=generated.encode())
    assert result is not None
    text = result.data.decode()
    assert result.clash, text
    assert unresolved(result.data)
    for side in sides(text):
        ast.parse(side)
    return text


def edit(*changes: tuple[str, str], text: str = BASE) -> str:
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def test_fields_added_at_the_same_place() -> None:
    last = "    name: Mapped[str] = mapped_column(String(40))\n"
    mine, theirs = f"{last}    mine: int\n", f"{last}    theirs: int\n"

    text = merged(edit((last, mine)), edit((last, theirs)))

    assert text == edit((last, f"{last}    theirs: int\n    mine: int\n"))


def test_functions_added_at_the_same_place() -> None:
    mine, theirs = f"{BASE}\n\ndef mine() -> int:\n    return 1\n", f"{BASE}\n\ndef theirs() -> int:\n    return 2\n"

    assert merged(mine, theirs) == f"{theirs}\n\ndef mine() -> int:\n    return 1\n"


def test_imports_of_one_module_from_both_sides() -> None:
    use = "\n\nuse({})\n"
    mine = edit(("import String", "import Integer, String")) + use.format("Integer")
    theirs = edit(("import String", "import String, Uuid")) + use.format("Uuid, 1")

    assert "from sqlalchemy import Integer, String, Uuid\n" in merged(mine, theirs)


def test_import_statements_from_both_sides() -> None:
    first = "from app.core import database\n"
    mine = edit((first, f"{first}from app.other import mine\n"), ("check(pet)", "mine.check(pet)"))
    theirs = edit(
        (first, f"{first}from app.core.errors import Refused\n"), ("    pet.last", "    use(Refused)\n    pet.last")
    )

    text = merged(mine, theirs)

    assert "from app.core import database\nfrom app.core.errors import Refused\nfrom app.other import mine\n" in text


def test_an_import_stays_while_the_users_code_needs_it() -> None:
    mine = edit(("    check(pet)\n", "    check(pet)\n    String(1)\n"))
    theirs = edit(("from sqlalchemy import String\n", ""), ("String(40)", ""))

    text = merged(mine, theirs)

    assert "from sqlalchemy import String\n" in text
    assert "mapped_column()" in text


def test_an_import_goes_with_the_generated_code_that_needed_it() -> None:
    mine = edit(("    check(pet)\n", "    check(pet, 1)\n"))
    theirs = edit(("from sqlalchemy import String\n", ""), ("String(40)", ""))

    assert "String" not in merged(mine, theirs)


def test_an_import_comes_back_where_generated_code_needs_it() -> None:
    wash = BASE[BASE.index("\n\nasync def wash") :]
    mine = edit(("from app.core import database\n", ""), (wash, "")).replace("    await database.save(pet)\n", "")
    theirs = f"{BASE}\n\ndef close() -> None:\n    database.close()\n"

    text = merged(mine, theirs)

    assert "from app.core import database\n" in text
    assert "async def wash" not in text


def test_a_reformatted_file_is_no_conflict() -> None:
    mine = edit(
        ('{"small": 1, "large": 2}', "{\n    'small': 1,\n    'large': 2,\n}"),
        ("mapped_column(String(40))", "mapped_column(\n        String(40)\n    )"),
        ("feed(pet: Pet, food: str)", "feed(\n    pet: Pet,\n    food: str,\n)"),
    )
    theirs = edit(("String(40)", "String(50)"), ("pet.last = food", "pet.last = food.lower()"))

    text = merged(mine, theirs)

    assert "'small': 1,\n" in text
    assert "String(50)" in text
    assert "    pet: Pet,\n    food: str,\n" in text
    assert "food.lower()" in text


def test_reordered_members_keep_the_users_order() -> None:
    name = "    name: Mapped[str] = mapped_column(String(40))\n"
    key = "    id: Mapped[int] = mapped_column(primary_key=True)\n"
    mine = edit((key, ""), (name, name + key))
    theirs = edit((name, name.replace("40", "60") + "    age: Mapped[int]\n"))

    text = merged(mine, theirs)

    assert text.index("String(60)") < text.index("age: Mapped[int]") < text.index("primary_key=True")


def test_a_reordered_function_gets_the_update() -> None:
    wash = BASE[BASE.index("async def wash") :]
    feed = BASE[BASE.index("async def feed") : BASE.index("async def wash")]
    mine = edit((wash, ""), (feed, f"{wash}\n\n{feed}")).rstrip("\n") + "\n"

    text = merged(mine, edit(("    check(pet)\n    await", "    check(pet, True)\n    await")))

    assert text == mine.replace("    check(pet)\n    await", "    check(pet, True)\n    await")


def test_arguments_of_one_call() -> None:
    mine = edit(("mapped_column(String(40))", "mapped_column(String(40), index=True)"))
    theirs = edit(("mapped_column(String(40))", "mapped_column(String(60), unique=True)"))

    assert "mapped_column(String(60), unique=True, index=True)" in merged(mine, theirs)


def test_the_same_argument_changed_by_both_clashes() -> None:
    text = clashing(edit(("String(40)", "String(50)")), edit(("String(40)", "String(60)")))

    assert text == edit(
        (
            "    name: Mapped[str] = mapped_column(String(40))\n",
            "<<<<<<< yours\n    name: Mapped[str] = mapped_column(String(50))\n=======\n"
            "    name: Mapped[str] = mapped_column(String(60))\n>>>>>>> generated\n",
        )
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ('{"small": 1, "mine": 3, "large": 2}', '{"small": 9, "large": 2}', '{"small": 9, "mine": 3, "large": 2}'),
        ('{"large": 2}', '{"small": 1, "large": 2, "new": 3}', '{"large": 2, "new": 3}'),
        ('{"small": 5, "large": 2}', '{"small": 1, "large": 6}', '{"small": 5, "large": 6}'),
        (
            '{\n    # sizes\n    "small": 1,  # tiny\n    "large": 2,\n}',
            '{"small": 1, "new": 3, "large": 2}',
            '{\n    # sizes\n    "small": 1,  # tiny\n    "new": 3,\n    "large": 2,\n}',
        ),
    ],
)
def test_entries_of_a_literal(mine: str, theirs: str, expected: str) -> None:
    literal = '{"small": 1, "large": 2}'

    assert merged(edit((literal, mine)), edit((literal, theirs))) == edit((literal, expected))


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("X = [a, b]\n", "X = [a, c, b]\n", "X = [a, b, d]\n", "X = [a, c, b, d]\n"),
        ("X = (a, b)\n", "X = (b,)\n", "X = (a, b, c)\n", "X = (b, c)\n"),
        ("X: dict[str, A]\n", "X: dict[str, B] = 1\n", "X: dict[int, A]\n", "X: dict[int, B] = 1\n"),
        ('X = Literal["a"]\n', 'X = Literal["a", "b"]\n', 'X = Literal["a", "c"]\n', 'X = Literal["a", "c", "b"]\n'),
    ],
)
def test_elements(base: str, mine: str, theirs: str, expected: str) -> None:
    assert merged(mine, theirs, base) == expected


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("f(a)\n", "f(a, b)\n", "f(a, c)\n"),
        ("X: dict[str, A]\n", "X: dict[str, B]\n", "X: dict[str, C]\n"),
        ("X = [x for x in a]\n", "X = [x for x in b]\n", "X = [x for x in c]\n"),
        ("X = 1\n", "X = 2\n", "X = 3\n"),
        ("def f():\n    a()\n", "def f():\n    a()\n    b()\n", "def f():\n    a()\n    c()\n"),
        ("def f():\n    a()\n", "def g():\n    a()\n", "def h():\n    a()\n"),
    ],
)
def test_true_conflicts(base: str, mine: str, theirs: str) -> None:
    text = clashing(mine, theirs, base)

    assert sides(text) == (mine, theirs)


def test_the_body_and_the_head_of_a_function() -> None:
    mine = edit(("    pet.last = food\n", "    pet.last = food.strip()\n"))
    theirs = edit(("food: str)", "food: str, *, warm: bool = False)"), ('"""Feed it."""', '"""Feed it well."""'))

    text = merged(mine, theirs)

    assert "async def feed(pet: Pet, food: str, *, warm: bool = False) -> None:" in text
    assert '"""Feed it well."""' in text
    assert "food.strip()" in text


def test_a_renamed_function_gets_the_update() -> None:
    mine = edit(("async def wash", "async def wash_carefully"))
    theirs = edit(("    check(pet)\n    await", "    check(pet, True)\n    await"))

    text = merged(mine, theirs)

    assert "async def wash_carefully(pet: Pet) -> None:" in text
    assert "check(pet, True)" in text
    assert "async def wash(" not in text


def test_edited_code_stays_when_it_is_no_longer_generated() -> None:
    wash = BASE[BASE.index("\n\nasync def wash") :]
    mine = edit(("    check(pet)\n    await", "    check(pet, True)\n    await"))
    theirs = edit((wash, ""), ("String(40)", "String(50)"))
    result = merge("x.py", base=BASE.encode(), yours=mine.encode(), generated=theirs.encode())

    assert result is not None
    assert (result.clash, result.kept) == (False, ("wash",))
    assert result.data.decode() == mine.replace("String(40)", "String(50)")


def test_unedited_code_goes_when_it_is_no_longer_generated() -> None:
    wash = BASE[BASE.index("\n\nasync def wash") :]
    mine = edit(("String(40)", "String(50)"))

    assert merged(mine, edit((wash, ""))) == edit((wash, ""), ("String(40)", "String(50)"))


def test_deleted_code_stays_deleted_and_is_told() -> None:
    wash = BASE[BASE.index("\n\nasync def wash") :]
    theirs = edit(("    check(pet)\n    await", "    check(pet, True)\n    await"))
    result = merge("x.py", base=BASE.encode(), yours=edit((wash, "")).encode(), generated=theirs.encode())

    assert result is not None
    assert (result.clash, result.gone) == (False, ("wash",))
    assert "wash" not in result.data.decode()


def test_comments_and_blank_lines_survive() -> None:
    mine = (
        "# mine\n\n"
        + edit(
            ("    check(pet)\n", "    # why\n\n    check(pet)  # first\n"),
            ("\n\nasync def wash", "\n# about washing\n\n\n# more\nasync def wash"),
        )
        + "\n# the end\n"
    )
    theirs = edit(("    pet.last = food\n", ""), ('"""Wash it."""', '"""Wash the pet."""'))

    text = merged(mine, theirs)

    assert text == mine.replace("    pet.last = food\n", "").replace('"""Wash it."""', '"""Wash the pet."""')


RULE = '''\
"""Rules."""


async def limit(change: Change) -> None:
    """At most 5 pets."""
    # scaffold: begin pet-limit
    # scaffold: end pet-limit
'''
FILLED = RULE.replace("begin pet-limit\n", "begin pet-limit\n    if count(change) > 5:\n        raise Refused(5)\n")


def test_a_fill_survives_a_changed_rule() -> None:
    text = merged(FILLED, RULE.replace("5 pets", "7 pets"), RULE)

    assert text == FILLED.replace("5 pets", "7 pets")


def test_a_fill_survives_a_changed_default() -> None:
    base = RULE.replace("begin pet-limit\n", "begin pet-limit\n    skip('At most 5 pets.')\n")
    mine = base.replace("    skip('At most 5 pets.')\n", "    assert 5\n")
    theirs = base.replace("5 pets", "7 pets")

    assert merged(mine, theirs, base) == mine.replace("5 pets", "7 pets")


def test_an_unfilled_default_is_updated() -> None:
    base = RULE.replace("begin pet-limit\n", "begin pet-limit\n    skip('At most 5 pets.')\n")

    assert merged(f"{base}\n\nX = 1\n", base.replace("5 pets", "7 pets"), base) == (
        base.replace("5 pets", "7 pets") + "\n\nX = 1\n"
    )


def test_a_fill_without_its_markers_survives() -> None:
    base = RULE.replace("begin pet-limit\n", "begin pet-limit\n    skip('At most 5 pets.')\n")
    mine = RULE.replace("    # scaffold: begin pet-limit\n    # scaffold: end pet-limit\n", "    refuse(5)\n")

    assert merged(mine, base.replace("5 pets", "7 pets"), base) == mine.replace("5 pets", "7 pets")


def test_a_fill_whose_rule_left_stays_and_is_told() -> None:
    theirs = '"""Rules."""\n'
    result = merge("x.py", base=RULE.encode(), yours=FILLED.encode(), generated=theirs.encode())

    assert result is not None
    assert (result.data.decode(), result.clash, result.kept) == (FILLED, False, ("limit",))


def test_what_is_no_python_is_merged_by_lines() -> None:
    mine = "this is\nno python (\nhere\nlast\n"

    assert merge(
        "x.py",
        base=b"this is\nno python (\nthere\nlast\n",
        yours=mine.encode(),
        generated=b"that is\nno python (\nthere\nlast\n",
    )
    result = merge("x.py", base=b"a\nb (\nc\n", yours=b"a1\nb (\nc\n", generated=b"a\nb (\nc1\n")

    assert result is not None
    assert (result.data, result.clash) == (b"a1\nb (\nc1\n", False)


def test_several_replaced_at_one_place() -> None:
    base = "def f():\n    a = 1\n    b = 2\n\n\nX = 1\nY = 2\n"
    mine = base.replace("X = 1\nY = 2\n", "def f():\n    a = 1\n    b = 3\n\n\nZ = 1\nW = 2\n")

    assert merge("x.py", base=base.encode(), yours=mine.encode(), generated=base.replace("Y = 2", "Y = 3").encode())


def test_items_of_a_gap_are_paired_though_one_was_taken_before() -> None:
    from scaffolder.project.merging.matching import aligned

    def alike(b: int, s: int, alone: bool) -> bool:
        return (b, s) in {(0, 1), (1, 1)} if alone else (b, s) == (0, 1)

    assert aligned(["a", "b"], ["c", "d"], alike) == ["c", "a"]
