"""A jukebox in one file."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///./jukebox.db"))
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Genre(Base):
    __tablename__ = "genres"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)


class GenreIn(BaseModel):
    name: str


async def get_session() -> AsyncIterator[AsyncSession]:
    async with SessionLocal() as session:
        yield session


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield


app = FastAPI(title="Jukebox", lifespan=lifespan)


@app.get("/genres")
async def list_genres(session: AsyncSession = Depends(get_session)) -> list[dict[str, object]]:
    found = await session.scalars(select(Genre).order_by(Genre.id))
    return [{"id": g.id, "name": g.name} for g in found]


@app.post("/genres", status_code=201)
async def add_genre(genre: GenreIn, session: AsyncSession = Depends(get_session)) -> dict[str, object]:
    if await session.scalar(select(Genre).where(Genre.name == genre.name)):
        raise HTTPException(409, "taken")
    row = Genre(name=genre.name)
    session.add(row)
    await session.commit()
    return {"id": row.id, "name": row.name}


if __name__ == "__main__":
    import uvicorn

    uvicorn.run("main:app", reload=True)
