import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from library.app import app
from library.database import Base, get_db


@pytest.fixture
def client():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    Base.metadata.create_all(engine)
    make = sessionmaker(engine)

    def session():
        with make.begin() as db:
            yield db

    app.dependency_overrides[get_db] = session
    yield TestClient(app)
    app.dependency_overrides.clear()
    engine.dispose()


def test_members(client):
    assert client.post("/v1/members", json={"name": "Ada"}).json() == {"id": 1, "name": "Ada"}
    assert client.get("/v1/members").json() == [{"id": 1, "name": "Ada"}]


def test_loans(client):
    assert client.get("/v1/loans/count").json() == {"loans": 0}


def test_a_member_has_a_name(client):
    assert client.post("/v1/members", json={}).json()["detail"][0]["type"] == "missing"
