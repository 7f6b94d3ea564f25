"""roles know whether a list gave them; unattended runs that stopped"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the origin of roles and the table of stopped runs."""
    with op.batch_alter_table("access") as batch:
        batch.add_column(
            sa.Column("by_list", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "stopped_sync",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("allowed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("source IN ('folder', 'directory')", name=op.f("source")),
        sa.PrimaryKeyConstraint("source"),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("stopped_sync")
    with op.batch_alter_table("access") as batch:
        batch.drop_column("by_list")
