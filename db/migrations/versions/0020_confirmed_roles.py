"""roles that wait for a confirmation, and codes for set-up"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; roles that were given before this hold as they did."""
    confirmed = sa.Column("confirmed", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("access", confirmed)
    op.add_column("access", sa.Column("given_by", sa.Uuid(), nullable=True))
    op.execute("UPDATE access SET confirmed = true")
    op.create_table(
        "set_up_code",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_set_up_code")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo the change; a role that waits is gone, because nothing else keeps it from holding."""
    op.drop_table("set_up_code")
    op.execute("DELETE FROM access WHERE NOT confirmed")
    op.drop_column("access", "given_by")
    op.drop_column("access", "confirmed")
