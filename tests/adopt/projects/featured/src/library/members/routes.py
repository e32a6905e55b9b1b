from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy.orm import Session

from library.database import get_db
from library.members.models import MemberRow

router = APIRouter()


class Member(BaseModel):
    name: str


@router.get("/members")
def list_members(db: Session = Depends(get_db)):
    return [{"id": m.id, "name": m.name} for m in db.query(MemberRow).order_by(MemberRow.id)]


@router.post("/members", status_code=201)
def add_member(member: Member, db: Session = Depends(get_db)):
    row = MemberRow(name=member.name)
    db.add(row)
    db.flush()
    return {"id": row.id, "name": row.name}
