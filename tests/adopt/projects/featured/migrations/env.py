from alembic import context
from sqlalchemy import create_engine

from library.database import Base
from library.loans import models as loans  # noqa: F401
from library.members import models as members  # noqa: F401
from library.settings import LibrarySettings

with create_engine(LibrarySettings().database_url).connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
