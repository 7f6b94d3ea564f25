"""mappings of every kind of file in one table, with a name; those of people move there"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move what columns of people mean into the new table."""
    op.create_table(
        "kept_mapping",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("headings", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('people', 'answers', 'aggregates')", name=op.f("ck_kept_mapping_kind")
        ),
        sa.PrimaryKeyConstraint("kind", "headings", name=op.f("pk_kept_mapping")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO kept_mapping (kind, headings, name, fields) "
        "SELECT 'people', headings, '', columns FROM column_choice"
    )
    op.drop_table("column_choice")


def downgrade() -> None:
    """Keep what columns of people mean, and nothing else."""
    op.create_table(
        "column_choice",
        sa.Column("headings", sa.LargeBinary(length=32), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("headings", name=op.f("pk_column_choice")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO column_choice (headings, columns) "
        "SELECT headings, fields FROM kept_mapping WHERE kind = 'people'"
    )
    op.drop_table("kept_mapping")
