from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from library.database import get_db
from library.loans.models import Loan

router = APIRouter(prefix="/loans")


@router.get("/count")
def count_loans(db: Session = Depends(get_db)):
    return {"loans": db.query(Loan).count()}
