"""Defects to plant in the application of `specs/api.yaml`: what people and models really get wrong.

Each replaces the first occurrence of a text in a file (or adds to its end, or makes a file) and names the codes by
which a review may find it. Some are found only by comparing with the document, some only with what was generated.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plant:
    """One defect."""

    name: str
    path: str
    before: str
    """"": `after` is added to the end of the file, which is made where there is none."""
    after: str
    codes: tuple[str, ...]


_BOOKINGS = "app/bookings/router.py"
_ROOMS = "app/rooms/repository.py"
_RULES = "app/bookings/rules.py"
_TESTS = "tests/bookings/test_crud.py"
_REVISION = "migrations/versions/0002_change.py"
_MAIN = "app/main.py"


def _rule(*lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f"    # scaffold: begin booking-hut-open\n{body}\n    # scaffold: end booking-hut-open"


_EMPTY_RULE = "    # scaffold: begin booking-hut-open\n    # scaffold: end booking-hut-open"


def _revision(*lines: str, down: str = 'op.drop_index("ix_change")') -> str:
    body = "\n".join(f"    {line}" for line in lines)
    head = 'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "0002"\ndown_revision = "0001"\n'
    return f'"""A change."""\n\n{head}\n\ndef upgrade() -> None:\n{body}\n\n\ndef downgrade() -> None:\n    {down}\n'


def _endpoint(*lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f'\n\nasync def extra(session: Session, name: str) -> object:\n    """Do more."""\n{body}\n'


def _in_rule(name: str, *lines: str, codes: tuple[str, ...]) -> Plant:
    return Plant(name, _RULES, _EMPTY_RULE, _rule(*lines), codes)


def _in_revision(name: str, *lines: str, codes: tuple[str, ...], down: str = 'op.drop_index("ix_change")') -> Plant:
    return Plant(name, _REVISION, "", _revision(*lines, down=down), codes)


SECURITY = (
    Plant("credentials removed", _BOOKINGS, "    dependencies=[Depends(SECURED)],\n", "", ("R101",)),
    Plant("credentials made optional", _BOOKINGS, 'requires({"ApiKey": []}, ', "requires({}, ", ("R101", "R601")),
    Plant(
        "credentials and their documentation removed",
        _BOOKINGS,
        "    dependencies=[Depends(SECURED)],\n    openapi_extra=SECURED.documented,\n",
        "",
        ("R101", "R601"),
    ),
    Plant(
        "everybody let in", _BOOKINGS, 'requires({"ApiKey": []}, {"OAuth": ["bookings:read"]})', "requires()", ("R101",)
    ),
    Plant(
        "statement from an f-string",
        _BOOKINGS,
        "",
        _endpoint("return await session.execute(text(f\"SELECT * FROM bookings WHERE note = '{name}'\"))"),
        ("R102",),
    ),
    Plant(
        "statement from a variable",
        _BOOKINGS,
        "",
        _endpoint(
            "statement = \"SELECT * FROM bookings WHERE note = '%s'\" % name", "return await session.execute(statement)"
        ),
        ("R102",),
    ),
    Plant(
        "statement by format",
        _BOOKINGS,
        "",
        _endpoint('return await session.execute(text("DELETE FROM bookings WHERE note = {}".format(name)))'),
        ("R102",),
    ),
    Plant("secret in the code", "app/settings.py", "", '\n\nAPI_KEY = "k3yf0rth3w0rld"\n', ("R103", "S105")),
    Plant(
        "database password in the code",
        "app/settings.py",
        "",
        '\nURL = "postgresql://app:hunter2x@db/shop"\n',
        ("R103",),
    ),
    Plant("token of a service", _RULES, "", '\n\nSERVICE = "ghp_abcdefghijklmnopqrstuvwxyz0123"\n', ("R103",)),
    Plant(
        "debug",
        _MAIN,
        "        redirect_slashes=False,\n",
        "        redirect_slashes=False,\n        debug=True,\n",
        ("R104",),
    ),
    Plant(
        "secrets compared",
        "app/core/security.py",
        'return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()) and bool(expected)',
        "secret = expected\n    return given == secret",
        ("R105",),
    ),
    Plant(
        "every origin with credentials",
        _MAIN,
        "    app.state.settings = settings\n",
        '    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)\n'
        "    app.state.settings = settings\n",
        ("R106",),
    ),
    Plant(
        "secret in the log",
        "app/core/security.py",
        "",
        '\n\ndef told(token: str) -> None:\n    _LOG.info("who: %s", token)\n',
        ("R107",),
    ),
    _in_rule(
        "error text answered",
        "try:",
        "    await change.session.flush()",
        "except ValueError as error:",
        "    raise Refused(409, str(error)) from error",
        codes=("R108",),
    ),
    Plant(
        "all fields of the body set",
        _ROOMS,
        '    assign(row, replaced(models.Room, body, "name", "kind", "beds", "heated"))\n',
        "    for name, value in body.model_dump().items():\n        setattr(row, name, value)\n",
        ("R109",),
    ),
    _in_rule("code evaluated", "eval(change.after.note)", codes=("S307",)),
    Plant(
        "certificates not checked",
        _RULES,
        "",
        "\n\nimport httpx\n\nCLIENT = httpx.AsyncClient(verify=False)\n",
        ("S501",),
    ),
)

BEHAVIOUR = (
    _in_rule("sleep", "time.sleep(1)", codes=("R201", "ASYNC251")),
    _in_rule("blocking request", 'requests.get("https://example.com/huts", timeout=5)', codes=("R201", "ASYNC210")),
    _in_rule("blocking process", 'subprocess.run(["true"], check=True)', codes=("R201", "ASYNC221")),
    _in_rule("swallowed", "try:", "    await change.session.flush()", "except Exception:", "    pass", codes=("R202",)),
    _in_rule("swallowed all", "try:", "    await change.session.flush()", "except:", "    return", codes=("R202",)),
    _in_rule("not awaited", "change.session.flush()", codes=("R203",)),
    Plant(
        "repository not awaited",
        _BOOKINGS,
        "row = await repository.create_booking(",
        "repository.create_booking(",
        ("R203",),
    ),
    Plant(
        "parent not looked at",
        _ROOMS,
        '_BY_ROOM_ID = (models.Room.hut_id == bindparam("by_hut_id"), models.Room.id == bindparam("by_room_id"))',
        '_BY_ROOM_ID = (models.Room.id == bindparam("by_room_id"),)',
        ("R204",),
    ),
    Plant(
        "parent of a list not looked at",
        _ROOMS,
        'statement = select(models.Room).where(models.Room.hut_id == bindparam("by_hut_id"))',
        "statement = select(models.Room)",
        ("R204",),
    ),
    Plant(
        "key not looked at",
        _ROOMS,
        'return await db.one(_GET_ROOM, {"by_hut_id": hut_id, "by_room_id": room_id})',
        'return await db.one(_GET_ROOM, {"by_room_id": room_id})',
        ("R204",),
    ),
    _in_rule(
        "statement for each row",
        "for guest in change.after.guests:",
        "    await change.session.execute(select(models.Booking).where(models.Booking.note == guest))",
        codes=("R205",),
    ),
    _in_rule("commit in a rule", "await change.session.commit()", codes=("R206",)),
    Plant(
        "condition decided by Python",
        _ROOMS,
        "_GET_ROOM = select(models.Room).where(",
        "_NO_HEAT = select(models.Room).where(models.Room.heated is None)\n_GET_ROOM = select(models.Room).where(",
        ("R207",),
    ),
    Plant("endless page", _BOOKINGS, "default=20, maximum=100)", "default=20, maximum=10000000)", ("R209", "R601")),
    _in_rule("every row deleted", "await change.session.execute(delete(models.Booking))", codes=("R210",)),
    Plant("rule not called", _ROOMS, "    await rules.room_keeps_its_guests(change)\n", "", ("R305",)),
    _in_rule(
        "time without zone",
        "from datetime import datetime",
        "if change.after.created_at < datetime.utcnow():",
        "    return",
        codes=("DTZ003",),
    ),
    _in_rule("name that is not there", "chnage.session.expire_all()", codes=("F821",)),
)

CONTRACT = (
    Plant("status changed", _BOOKINGS, "    status_code=201,\n", "", ("R601",)),
    Plant(
        "answer without schema",
        _BOOKINGS,
        'booking_id: Annotated[Uuid, Path(alias="bookingId")]) -> schemas.Booking:',
        'booking_id: Annotated[Uuid, Path(alias="bookingId")]) -> Any:',
        ("R208", "R601"),
    ),
    Plant("parameter renamed", _BOOKINGS, 'Query(alias="roomId")', 'Query(alias="room")', ("R601",)),
    Plant("parameter required", _BOOKINGS, 'Query(alias="roomId")] = None', 'Query(alias="roomId")]', ("R601",)),
    Plant(
        "path changed",
        _BOOKINGS,
        '    "/bookings/{bookingId}/cancel",',
        '    "/bookings/{bookingId}/cancellation",',
        ("R601",),
    ),
    Plant(
        "field left out",
        "app/bookings/schemas.py",
        "    nights: Annotated[Int32, Field(ge=1, le=14)]\n    guests",
        "    guests",
        ("R601", "R602"),
    ),
    Plant(
        "field that the document does not know",
        "app/bookings/schemas.py",
        "class Booking(Schema):",
        "class Booking(Schema):\n    surprise: Text\n",
        ("R602",),
    ),
)

TESTS = (
    Plant(
        "test switched off",
        _TESTS,
        "async def test_list_bookings_shows_all(",
        '@pytest.mark.skip(reason="flaky")\nasync def test_list_bookings_shows_all(',
        ("R401",),
    ),
    Plant(
        "test renamed",
        _TESTS,
        "async def test_list_bookings_shows_all(",
        "async def list_bookings_shows_all(",
        ("R401",),
    ),
    Plant(
        "claim removed", _TESTS, "    assert answer.status_code == 200\n    assert {item", "    assert {item", ("R402",)
    ),
    Plant(
        "claim that always holds",
        _TESTS,
        "    assert answer.status_code == 200\n",
        "    assert answer.status_code == 200 or True\n",
        ("R403",),
    ),
    Plant(
        "test without a claim",
        _TESTS,
        "",
        '\n\nasync def test_more(client: httpx.AsyncClient) -> None:\n    await client.get("/bookings")\n',
        ("R402",),
    ),
    _in_rule("rule without a test", "if change.after is None:", "    return", codes=("R303",)),
    Plant("marker removed", _RULES, "    # scaffold: end booking-hut-open\n", "", ("R302",)),
)

MIGRATIONS = (
    _in_revision("table dropped", 'op.drop_table("bookings")', codes=("R501",)),
    _in_revision("column dropped", 'op.drop_column("bookings", "note")', codes=("R501",)),
    _in_revision(
        "column without a value",
        'op.add_column("bookings", sa.Column("paid", sa.Boolean(), nullable=False))',
        codes=("R502",),
    ),
    _in_revision("column must have a value", 'op.alter_column("bookings", "note", nullable=False)', codes=("R502",)),
    _in_revision("index while writers wait", 'op.create_index("ix_change", "bookings", ["note"])', codes=("R503",)),
    _in_revision("type changed", 'op.alter_column("bookings", "nights", type_=sa.String(2))', codes=("R504",)),
    _in_revision("every row changed", "op.execute(\"UPDATE bookings SET note = ''\")", codes=("R505",)),
    _in_revision(
        "no way back",
        'op.create_index("ix_change", "bookings", ["note"], postgresql_concurrently=True)',
        codes=("R506",),
        down="pass",
    ),
    _in_revision("table renamed", 'op.rename_table("bookings", "stays")', codes=("R507",)),
)

PLANTS = (*SECURITY, *BEHAVIOUR, *CONTRACT, *TESTS, *MIGRATIONS)
