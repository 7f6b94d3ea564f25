"""roles know whether a list gave them; unattended runs that stopped; an address of the calendar"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the origin of roles, the calendar's token and the table of stopped runs."""
    by_list = sa.Column("by_list", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("access", by_list)
    op.add_column("organisation", sa.Column("calendar_token", sa.String(), nullable=True))
    op.create_table(
        "stopped_sync",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("allowed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "source IN ('folder', 'directory')", name=op.f("ck_stopped_sync_source")
        ),
        sa.PrimaryKeyConstraint("source"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("stopped_sync")
    op.drop_column("organisation", "calendar_token")
    op.drop_column("access", "by_list")
