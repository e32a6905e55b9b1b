from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from shop.db import Base


class Artist(Base):
    __tablename__ = "artists"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
