from fastapi import FastAPI

from library.loans.routes import router as loans
from library.members.routes import router as members

app = FastAPI(title="Library")
app.include_router(members, prefix="/v1")
app.include_router(loans, prefix="/v1")
