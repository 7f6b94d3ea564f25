"""who saved a form last, and what the columns of files mean"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "last_change",
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("left_as", sa.LargeBinary(length=32), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("thing", name=op.f("pk_last_change")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "column_choice",
        sa.Column("headings", sa.LargeBinary(length=32), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("headings", name=op.f("pk_column_choice")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("column_choice")
    op.drop_table("last_change")
