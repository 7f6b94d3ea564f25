"""agreements know the talk they were saved with, and what a later talk decided on them"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the wave of the talk, the outcome, and the day on which it was decided."""
    op.add_column("agreement", sa.Column("wave_id", sa.Uuid(), nullable=True))
    op.add_column("agreement", sa.Column("outcome", sa.String(), nullable=True))
    op.add_column("agreement", sa.Column("reviewed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop them again."""
    for column in ("reviewed_on", "outcome", "wave_id"):
        op.drop_column("agreement", column)
