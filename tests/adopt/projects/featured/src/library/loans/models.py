from sqlalchemy import Column, ForeignKey, Integer, String

from library.database import Base


class Loan(Base):
    __tablename__ = "loans"

    id = Column(Integer, primary_key=True)
    member_id = Column(ForeignKey("members.id"), nullable=False)
    title = Column(String(200), nullable=False)
