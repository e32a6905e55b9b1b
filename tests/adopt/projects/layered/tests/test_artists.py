async def test_artists(client):
    assert (await client.post("/artists", json={"name": "Nina"})).status_code == 201
    assert (await client.get("/artists")).json() == [{"id": 1, "name": "Nina"}]


async def test_health(client):
    assert (await client.get("/health")).json() == {"ok": True}


async def test_what_is_not_there(client):
    assert (await client.get("/nothing")).json() == {"detail": "Not Found"}
