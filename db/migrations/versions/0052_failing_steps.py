"""which steps of the clock fail since when, and how long they took, rounded"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("clock", sa.Column("failing", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("clock", sa.Column("took", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("clock", "took")
    op.drop_column("clock", "failing")
