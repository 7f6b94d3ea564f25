"""where a talk led, in one line"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the line."""
    op.add_column("talk", sa.Column("outcome", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("talk", "outcome")
