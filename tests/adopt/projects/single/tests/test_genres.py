from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

import main


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/test.db")

    async def session():
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield session

    monkeypatch.setattr(main, "engine", engine)
    monkeypatch.setitem(main.app.dependency_overrides, main.get_session, session)
    with TestClient(main.app) as client:
        yield client
        client.portal.call(engine.dispose)


def test_genres_are_listed(client: TestClient) -> None:
    assert client.post("/genres", json={"name": "Jazz"}).status_code == 201
    assert client.get("/genres").json() == [{"id": 1, "name": "Jazz"}]


def test_a_name_is_taken_once(client: TestClient) -> None:
    client.post("/genres", json={"name": "Jazz"})
    assert client.post("/genres", json={"name": "Jazz"}).json() == {"detail": "taken"}


def test_a_wrong_body_is_told_as_fastapi_does(client: TestClient) -> None:
    answer = client.post("/genres", json={})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "name"]
