"""A few lines of code in, exact remarks out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from scaffolder.contract import Contract, Difference, OperationContract, Relation
from scaffolder.diagnostics import Place
from scaffolder.remarks import Remark
from scaffolder.review import drift, former
from scaffolder.review.checks import behaviour, conditions, endpoints, migrations, placeholders, security, testing
from scaffolder.review.sources import Source, parse

Check = Callable[[Source], Iterable[Remark]]
APP, TEST, REVISION = "app/pets/rules.py", "tests/pets/test_rules.py", "migrations/versions/0002_x.py"


def said(check: Check, text: str, path: str = APP) -> list[tuple[int, str]]:
    return [(r.line, r.code) for r in check(parse(path, text))]


def in_async(*lines: str) -> str:
    return "async def act(session):\n" + "".join(f"    {line}\n" for line in lines)


def upgrade(*lines: str, down: str = "op.drop_column('pets', 'x')") -> str:
    return "def upgrade():\n" + "".join(f"    {line}\n" for line in lines) + f"\n\ndef downgrade():\n    {down}\n"


FOUND: dict[str, tuple[Check, str, str, list[tuple[int, str]]]] = {
    "f-string": (security.check, APP, 'session.execute(text(f"SELECT {x}"))', [(1, "R102")]),
    "format": (security.check, APP, 'text("SELECT {}".format(x))', [(1, "R102")]),
    "percent": (security.check, APP, 'db.execute("SELECT %s" % x)', [(1, "R102")]),
    "variable": (security.check, APP, in_async('q = f"SELECT {session}"', "await session.execute(q)"), [(3, "R102")]),
    "bound": (security.check, APP, 'session.execute(text("SELECT :x"), {"x": x})', []),
    "pragma": (security.check, APP, 'for p in ("a", "b"):\n    cursor.execute(f"PRAGMA {p}")', []),
    "secret": (security.check, APP, 'API_KEY = "k3yf0rth3w0rld"', [(1, "R103")]),
    "secret argument": (security.check, APP, 'connect(password="hunter2hunter2")', [(1, "R103")]),
    "secret of the environment": (security.check, APP, 'API_KEY = os.environ["API_KEY"]', []),
    "name of a header": (security.check, APP, 'API_KEY = "X-Api-Key"', []),
    "secret in a test": (security.check, TEST, 'API_KEY = "k3yf0rth3w0rld"', []),
    "address": (security.check, APP, 'URL = "postgresql://app:hunter2@db/x"', [(1, "R103")]),
    "address of a variable": (security.check, APP, 'URL = "postgresql://app:${PASSWORD}@db/x"', []),
    "debug": (security.check, APP, "app = FastAPI(debug=True)", [(1, "R104")]),
    "no debug": (security.check, APP, "app = FastAPI(debug=False)", []),
    "compared": (security.check, APP, "ok = token == given", [(1, "R105")]),
    "compared with none": (security.check, APP, "ok = token == None", []),
    "column": (security.check, APP, "select(M).where(M.token == given)", []),
    "origins": (security.check, APP, 'f(allow_origins=["*"], allow_credentials=True)', [(1, "R106")]),
    "logged": (security.check, APP, 'logger.info("%s", password)', [(1, "R107")]),
    "told": (
        security.check,
        APP,
        "try:\n    f()\nexcept ValueError as error:\n    raise Refused(409, str(error))",
        [(4, "R108")],
    ),
    "set all": (
        security.check,
        APP,
        "for n, v in body.model_dump().items():\n    setattr(row, n, v)",
        [(2, "R109")],
    ),
    "sleep": (behaviour.check, APP, in_async("time.sleep(1)"), [(2, "R201")]),
    "sleep outside": (behaviour.check, APP, "def act():\n    time.sleep(1)", []),
    "request": (behaviour.check, APP, in_async("requests.get(url)"), [(2, "R201")]),
    "swallowed": (behaviour.check, APP, "try:\n    f()\nexcept Exception:\n    pass", [(3, "R202")]),
    "swallowed all": (behaviour.check, APP, "try:\n    f()\nexcept:\n    return None", [(3, "R202")]),
    "one kind": (behaviour.check, APP, "try:\n    f()\nexcept KeyError:\n    pass", []),
    "raised again": (behaviour.check, APP, "try:\n    f()\nexcept Exception:\n    raise Refused(409)", []),
    "not awaited": (behaviour.check, APP, in_async("session.flush()"), [(2, "R203")]),
    "awaited": (behaviour.check, APP, in_async("await session.flush()"), []),
    "for each row": (
        behaviour.check,
        APP,
        in_async("for row in rows:", "    await session.execute(f(row))"),
        [(3, "R205")],
    ),
    "in batches": (
        behaviour.check,
        APP,
        in_async("for start in range(0, n, 100):", "    await session.scalars(f(start))"),
        [],
    ),
    "commit": (behaviour.check, APP, in_async("await session.commit()"), [(2, "R206")]),
    "is none": (behaviour.check, APP, "select(M).where(M.x is None)", [(1, "R207")]),
    "and": (behaviour.check, APP, "select(M).where(M.x == 1 and M.y == 2)", [(1, "R207")]),
    "page": (behaviour.check, APP, "by_offset(offset=0, maximum=10_000_000)", [(1, "R209")]),
    "unused key": (
        conditions.check,
        APP,
        "async def get(db, hut_id, room_id):\n    return await db.one(_GET, room_id)",
        [(1, "R204")],
    ),
    "placeholder": (conditions.check, APP, 'async def get(db, hut_id):\n    """Do."""\n    raise NotYet("x")', []),
    "header": (
        conditions.check,
        APP,
        "async def get(db, shop_id: Annotated[str, Header()], room_id):\n    return await db.one(_GET, room_id)",
        [],
    ),
    "unbound key": (
        conditions.check,
        APP,
        'G = select(M).where(M.id == bindparam("by_id"))\nasync def f(db, a):\n'
        '    await db.one(G, {"by_a": a, "by_id": 1})',
        [(3, "R204")],
    ),
    "every row": (conditions.check, APP, "session.execute(delete(models.Pet))", [(1, "R210")]),
    "some rows": (conditions.check, APP, "session.execute(delete(models.Pet).where(models.Pet.id == 1))", []),
    "dropped": (migrations.check, REVISION, upgrade('op.drop_table("pets")', down="f()"), [(2, "R501")]),
    "no value": (
        migrations.check,
        REVISION,
        upgrade('op.add_column("pets", sa.Column("x", sa.Text(), nullable=False))'),
        [(2, "R502")],
    ),
    "a value": (
        migrations.check,
        REVISION,
        upgrade('op.add_column("pets", sa.Column("x", sa.Text(), nullable=False, server_default=""))'),
        [],
    ),
    "index": (migrations.check, REVISION, upgrade('op.create_index("i", "pets", ["x"])'), [(2, "R503")]),
    "index of a new table": (
        migrations.check,
        REVISION,
        upgrade('op.create_table("pets")', 'op.create_index("i", "pets", ["x"])'),
        [],
    ),
    "type": (migrations.check, REVISION, upgrade('op.alter_column("pets", "x", type_=sa.Text())'), [(2, "R504")]),
    "all rows": (migrations.check, REVISION, upgrade('op.execute("UPDATE pets SET x = 1")'), [(2, "R505")]),
    "no way back": (migrations.check, REVISION, upgrade('op.create_table("pets")', down="pass"), [(5, "R506")]),
    "renamed": (migrations.check, REVISION, upgrade('op.rename_table("a", "b")'), [(2, "R507")]),
    "skipped": (
        testing.check,
        TEST,
        "@pytest.mark.skip\ndef test_a():\n    assert f()",
        [(1, "R401")],
    ),
    "ends early": (testing.check, TEST, "def test_a():\n    return\n    assert f()", [(2, "R401")]),
    "no claim": (testing.check, TEST, "def test_a():\n    f()", [(1, "R402")]),
    "claim of another": (testing.check, TEST, "def test_a():\n    check_all(f())", []),
    "raises": (testing.check, TEST, "def test_a():\n    with pytest.raises(KeyError):\n        f()", []),
    "always": (testing.check, TEST, "def test_a():\n    assert f() or True", [(2, "R403")]),
    "itself": (testing.check, TEST, "def test_a():\n    assert x == x", [(2, "R403")]),
    "asked twice": (testing.check, TEST, "def test_a():\n    assert f() != f()", []),
    "placeholder of a test": (
        testing.check,
        TEST,
        "def test_a():\n    # scaffold: begin a\n    pytest.skip('no')\n    # scaffold: end a",
        [],
    ),
    "unfilled": (
        placeholders.check,
        APP,
        "def a():\n    # scaffold: begin a\n    raise NotImplementedYet('a')\n    # scaffold: end a",
        [(2, "R301")],
    ),
    "filled": (placeholders.check, APP, "def a():\n    # scaffold: begin a\n    f()\n    # scaffold: end a", []),
    "no end": (placeholders.check, APP, "def a():\n    # scaffold: begin a\n    f()", [(2, "R302")]),
    "later": (placeholders.check, APP, "f()  # TODO more", [(1, "R304")]),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_a_check_says(name: str) -> None:
    check, path, text, expected = FOUND[name]
    assert said(check, text, path) == expected


ROUTER = """\
SECURED = requires({"Key": []})
OPEN = requires({"Key": []}, {})


@router.get(
    "/pets",
    operation_id="listPets",
    dependencies=[Depends(SECURED)],
    openapi_extra=SECURED.documented,
)
async def list_pets() -> schemas.Pets:
    pass
"""


def at_endpoint(text: str, *, wanted: bool = True) -> list[Remark]:
    return list(endpoints.check(parse("app/pets/router.py", text), {"listPets": wanted}))


def test_credentials() -> None:
    removed = ROUTER.replace("    dependencies=[Depends(SECURED)],\n", "")
    assert at_endpoint(ROUTER) == []
    assert at_endpoint(removed, wanted=False) == []
    assert [(r.line, r.code) for r in at_endpoint(removed)] == [(5, "R101")]
    assert [r.code for r in at_endpoint(ROUTER.replace("Depends(SECURED)", "Depends(OPEN)"))] == ["R101"]
    assert at_endpoint(removed.replace("list_pets()", "list_pets(caller: Annotated[Caller, Depends(SECURED)])")) == []
    assert at_endpoint("router = APIRouter(dependencies=[Depends(SECURED)])\n" + removed) == []


def test_credentials_come_back_by_the_patch() -> None:
    (remark,) = at_endpoint(ROUTER.replace("    dependencies=[Depends(SECURED)],\n", ""))
    assert "+    dependencies=[Depends(SECURED)],\n" in remark.patch


def test_answers_without_a_schema() -> None:
    assert [r.code for r in at_endpoint(ROUTER.replace("-> schemas.Pets", "-> Any"))] == ["R208"]
    assert [r.code for r in at_endpoint(ROUTER.replace(" -> schemas.Pets", ""))] == ["R208"]
    assert at_endpoint(ROUTER.replace("schemas.Pets", "list[schemas.Pet]")) == []


def test_two_revisions_after_the_same_one() -> None:
    ones = [parse(f"migrations/versions/{n}.py", 'down_revision: str | None = "0001"\n') for n in ("0002", "0003")]
    assert [(r.file, r.line, r.code) for r in migrations.check_all(ones)] == [
        ("migrations/versions/0003.py", 1, "R508")
    ]
    assert list(migrations.check_all(ones[:1])) == []


def marked(body: str, name: str = "a") -> str:
    return f"async def {name}():\n    # scaffold: begin {name}\n    {body}\n    # scaffold: end {name}\n"


@pytest.mark.parametrize("error", ["NotImplementedYet", "NotAcceptable", "UnsupportedMediaType"])
def test_a_safe_default_is_not_filled(error: str) -> None:
    source = parse(APP, marked(f'raise {error}("not yet")'))
    assert [r.code for r in placeholders.check(source)] == ["R301"]
    assert list(placeholders.check_all([source])) == []


def test_a_filled_rule_wants_a_filled_test() -> None:
    rules, left = parse(APP, marked("f()")), parse(TEST, marked("pytest.skip('no')", "test_a"))
    filled = parse(TEST, marked("assert f()", "test_a"))
    assert [r.code for r in placeholders.check_all([rules, left])] == ["R303"]
    assert [r.code for r in placeholders.check_all([rules])] == ["R303"]
    assert (
        list(placeholders.check_all([parse(APP, marked("f()", "a-b")), parse(TEST, "def test_a_b():\n    pass\n")]))
        == []
    )
    assert list(placeholders.check_all([rules, filled])) == []
    assert list(placeholders.check_all([parse(APP, marked("raise NotImplementedYet('a')")), left])) == []


def test_a_rule_wants_to_be_called() -> None:
    rules = parse(APP, marked("f()"))
    assert [r.code for r in placeholders.check_calls([rules])] == ["R305"]
    assert list(placeholders.check_calls([rules, parse("app/pets/repository.py", "rules.a(change)")])) == []


def test_what_is_gone_since_the_generation() -> None:
    old = "def test_a():\n    assert f()\n    assert g()\n\n\ndef test_b():\n    assert f()\n"
    new = parse(TEST, "def test_a():\n    assert f()\n")
    assert [(r.line, r.code, r.message) for r in former.remarks({TEST: new}, {TEST: old})] == [
        (1, "R402", "test_a claims less than it did."),
        (1, "R401", "test_b is gone."),
    ]
    path = "app/pets/repository.py"
    old = 'G = select(M).where(M.a == bindparam("by_a"), M.id == bindparam("by_id"))\n'
    new = parse(path, 'G = select(M).where(M.id == bindparam("by_id"))\n')
    assert [(r.code, r.message) for r in former.remarks({path: new}, {path: old})] == [
        ("R204", "G no longer asks for a.")
    ]


def test_drift_stands_at_the_endpoint() -> None:
    harm = Difference("response 200", "name", Relation.WIDER, True, "type: x", Place("openapi.yaml", 3))
    harmless = Difference("response 200", "", Relation.NARROWER, False, "y", Place("openapi.yaml", 3))
    contract = Contract((OperationContract("GET", "/pets", "listPets", (harm, harmless)),))
    (remark,) = drift.remarks(contract, [parse("app/pets/router.py", ROUTER)])
    assert (remark.file, remark.line, remark.code) == ("app/pets/router.py", 5, "R601")
    assert remark.message == "GET /pets is not as documented: response 200 name: type: x."
    assert list(drift.remarks(Contract((OperationContract("GET", "/pets", "listPets", (harmless,)),)), [])) == []


def test_what_no_client_knows_of_is_told_where_nothing_breaks_one() -> None:
    more = Difference("response 200", "owner", Relation.WIDER, False, "property: none", Place("openapi.yaml", 3))
    same = Difference("response 200", "", Relation.EQUIVALENT, False, "y", Place("openapi.yaml", 3))
    source = parse("app/pets/router.py", ROUTER)
    contract = Contract((OperationContract("GET", "/pets", "listPets", (same, more)),))
    assert [(r.line, r.code, r.message) for r in drift.remarks(contract, [source])] == [
        (5, "R602", "GET /pets is not as documented: response 200 owner: property: none.")
    ]
    kept = Contract((OperationContract("GET", "/pets", "listPets", (same,)),))
    assert list(drift.remarks(kept, [source])) == []
