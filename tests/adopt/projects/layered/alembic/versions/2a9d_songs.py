"""songs"""

import sqlalchemy as sa
from alembic import op

revision = "2a9d"
down_revision = "1f0c"


def upgrade():
    op.create_table(
        "songs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("artist", sa.String(200)),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.now(), nullable=False),
    )


def downgrade():
    op.drop_table("songs")
