from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from shop.db import Base, Stamped


class Song(Stamped, Base):
    __tablename__ = "songs"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    artist: Mapped[str | None] = mapped_column(String(200))
