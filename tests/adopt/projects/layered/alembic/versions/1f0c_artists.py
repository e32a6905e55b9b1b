"""artists"""

import sqlalchemy as sa
from alembic import op

revision = "1f0c"
down_revision = None


def upgrade():
    op.create_table(
        "artists",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
    )


def downgrade():
    op.drop_table("artists")
