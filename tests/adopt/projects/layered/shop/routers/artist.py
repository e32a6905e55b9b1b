from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.db import get_db
from shop.models import Artist
from shop.schemas.artist import ArtistCreate, ArtistRead

router = APIRouter(prefix="/artists", tags=["artists"])
Db = Annotated[AsyncSession, Depends(get_db)]


@router.get("", response_model=list[ArtistRead])
async def list_artists(db: Db):
    return list(await db.scalars(select(Artist).order_by(Artist.id)))


@router.post("", response_model=ArtistRead, status_code=201)
async def add_artist(artist: ArtistCreate, db: Db):
    row = Artist(name=artist.name)
    db.add(row)
    await db.commit()
    return row
