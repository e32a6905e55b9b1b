"""Many clients at once, and a database that goes away: every answer is one that the document knows."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import httpx

from .conftest import KEY, Served

OTHERS = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
HUT = {
    "name": "Hut",
    "elevation": 1000,
    "position": {"latitude": 47.0, "longitude": 11.0},
    "address": {"line1": "Way 1", "postalCode": "6020", "town": "Below", "country": "AT"},
}
Send = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


def together(served: Served, *sends: Send) -> list[httpx.Response]:
    """Send all at once."""

    async def run() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=len(sends))
        async with httpx.AsyncClient(base_url=served.url, headers=KEY, timeout=60, limits=limits) as client:
            return list(await asyncio.gather(*(send(client) for send in sends)))

    return asyncio.run(run())


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def executed(served: Served, statement: str) -> Any:
    async def run() -> Any:
        connection = await asyncpg.connect(served.database.replace("+asyncpg", ""))
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(run())


def region(http: httpx.Client, name: str) -> int:
    return int(http.post("/regions", json={"name": name}).raise_for_status().json()["id"])


def hut(http: httpx.Client, slug: str) -> dict[str, Any]:
    body = HUT | {"slug": slug, "regionId": region(http, f"region of {slug}")}
    return dict(http.post("/huts", json=body).raise_for_status().json())


def test_of_creates_with_the_same_unique_value_one_wins(huts: Served) -> None:
    answers = together(huts, *(lambda c: c.post("/amenities", json={"name": "Sauna"}) for _ in range(20)))

    assert statuses(answers) == {201: 1, 409: 19}


def test_of_deletes_of_the_same_row_one_finds_it(huts: Served, http: httpx.Client) -> None:
    key = http.post("/amenities", json={"name": "Stove"}).json()["id"]

    answers = together(huts, *(lambda c: c.delete(f"/amenities/{key}") for _ in range(20)))

    assert statuses(answers) == {204: 1, 404: 19}


def test_an_answer_without_a_body_names_no_media_type(http: httpx.Client) -> None:
    key = http.post("/amenities", json={"name": "Ski rack"}).json()["id"]

    answer = http.delete(f"/amenities/{key}")

    assert (answer.status_code, answer.content, "content-type" in answer.headers) == (204, b"", False)


def test_of_changes_of_the_same_version_one_wins(huts: Served, http: httpx.Client) -> None:
    made = hut(http, "contended")
    merge = {"Content-Type": "application/merge-patch+json"}

    def change(elevation: int) -> Send:
        body = {"version": made["version"], "elevation": elevation}
        return lambda c: c.patch(f"/huts/{made['id']}", json=body, headers=merge)

    answers = together(huts, *(change(number) for number in range(20)))

    assert statuses(answers) == {200: 1, 409: 19}
    (won,) = (answer.json() for answer in answers if answer.status_code == 200)
    assert won["version"] == made["version"] + 1
    assert http.get(f"/huts/{made['id']}").json()["elevation"] == won["elevation"]


def test_rows_that_others_refer_to(huts: Served, http: httpx.Client) -> None:
    made = hut(http, "referred")
    room = {"name": "Attic", "kind": "private", "beds": 2}
    sends: list[Send] = [lambda c: c.post(f"/huts/{made['id']}/rooms", json=room) for _ in range(10)]
    sends[5:5] = [lambda c: c.delete(f"/huts/{made['id']}") for _ in range(3)]

    answers = together(huts, *sends)

    assert set(statuses(answers)) <= {201, 204, 404, 409, 422}
    assert http.post("/huts", json=HUT | {"slug": "nowhere", "regionId": 2**40}).status_code == 409


def test_pools_are_bounded(huts: Served, http: httpx.Client) -> None:
    sends: list[Send] = [lambda c: c.get("/huts") for _ in range(40)]
    sends += [lambda c, n=number: c.post("/regions", json={"name": f"pool {n}"}) for number in range(40)]

    answers = together(huts, *sends)

    assert statuses(answers) == {200: 40, 201: 40}
    assert 0 < executed(huts, f"SELECT count(*) {OTHERS}") <= 5


def test_connections_that_are_cut_are_replaced(huts: Served, http: httpx.Client) -> None:
    together(huts, *(lambda c: c.get("/huts") for _ in range(10)))
    assert executed(huts, f"SELECT count(pg_terminate_backend(pid)) {OTHERS}") > 0

    answers = [http.get("/huts") for _ in range(6)] + [
        http.post("/regions", json={"name": f"cut {n}"}) for n in range(6)
    ]

    assert {answer.status_code for answer in answers} <= {200, 201, 503}
    for answer in answers:
        assert answer.status_code != 503 or answer.headers["content-type"] == "application/problem+json"
    assert (answers[5].status_code, answers[11].status_code) == (200, 201)


def test_a_database_that_is_gone_is_unavailable_until_it_is_back(huts: Served, http: httpx.Client) -> None:
    executed(huts, "CREATE DATABASE other")
    elsewhere = huts.database.replace("+asyncpg", "").replace("/postgres?", "/other?")

    async def while_gone() -> list[httpx.Response]:
        connection = await asyncpg.connect(elsewhere)
        try:
            await connection.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS false")
            await connection.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}")
            reads = [await asyncio.to_thread(http.get, "/huts") for _ in range(4)]
            write = await asyncio.to_thread(lambda: http.post("/regions", json={"name": "gone"}))
            return [*reads, write]
        finally:
            await connection.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS true")
            await connection.close()

    gone = asyncio.run(while_gone())
    back = [http.get("/huts").status_code for _ in range(3)]

    assert statuses(gone) == {503: 5}
    for answer in gone:
        assert (answer.headers["content-type"], answer.json()["status"]) == ("application/problem+json", 503)
    assert back == [200, 200, 200]
    assert http.post("/regions", json={"name": "gone"}).status_code == 201
