"""when messages that were not taken are tried again, and how fast channels take them"""

import sqlalchemy as sa
from alembic import op

from db.base import UTCDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("message", sa.Column("try_after", UTCDateTime(), nullable=True))
    paces = sa.Column("paces", sa.JSON(), nullable=False, server_default="{}")
    op.add_column("clock", paces)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("clock", "paces")
    op.drop_column("message", "try_after")
