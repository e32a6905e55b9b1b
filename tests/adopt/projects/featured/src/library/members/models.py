from sqlalchemy import Column, Integer, String

from library.database import Base


class MemberRow(Base):
    __tablename__ = "members"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
