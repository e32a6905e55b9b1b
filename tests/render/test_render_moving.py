"""Rendered code in an existing project: imports find each other there, and sync code waits for nothing."""

import pytest

from scaffolder.render.moving import synchronous, with_imports

MODULES = {
    "app.songs.models": "shop.models.song",
    "app.songs.schemas": "shop.schemas.song",
    "app.songs.repository": "shop.api.repository",
    "app.core.database": "shop.api_core.database",
    "tests.factories": "api_factories",
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("from app.songs.models import Song", "from shop.models.song import Song"),
        (
            "from app.songs import models as songs_models  # noqa: F401",
            "from shop.models import song as songs_models  # noqa: F401",
        ),
        (
            "from app.songs import models, repository",
            "from shop.models import song as models\nfrom shop.api import repository",
        ),
        ("from app.core.database import (\n    Base,\n    Json,\n)", "from shop.api_core.database import Base, Json"),
        ("from tests.factories import make_song", "from api_factories import make_song"),
        ("from app.songs.rules import let", "from app.songs.rules import let"),
        ("    from app.songs.models import Song", None),
        ('set("app.songs.models.Song")', 'set("shop.models.song.Song")'),
        ("import app", "import app"),
    ],
)
def test_imports(text: str, wanted: str | None) -> None:
    if wanted is None:
        text, wanted = f"if x:\n{text}", "if x:\n    from shop.models.song import Song"
    assert with_imports(f"{text}\n", MODULES) == f"{wanted}\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("async def f() -> None:\n    return await g(await h())\n", "def f() -> None:\n    return g(h())\n"),
        ("make: Callable[[A], Awaitable[list[B]]]\n", "make: Callable[[A], list[B]]\n"),
        ("from sqlalchemy.ext.asyncio import AsyncSession\n", "from sqlalchemy.orm import Session\n"),
        ("client: httpx.AsyncClient\n", "client: httpx.Client\n"),
        ('text = "async await AsyncClient"  # await\n', 'text = "async await AsyncClient"  # await\n'),
    ],
)
def test_without_waiting(text: str, wanted: str) -> None:
    assert synchronous(text) == wanted


def test_functions_inside_stay_for_an_application_that_waits() -> None:
    text = "async def f():\n    async def g():\n        return\n"

    assert synchronous(text, whole=False) == "def f():\n    async def g():\n        return\n"
