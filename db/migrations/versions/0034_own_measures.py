"""measures that an organisation wrote, changed or hides, in all their versions"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "own_measure",
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("version >= 1", name=op.f("ck_own_measure_version")),
        sa.PrimaryKeyConstraint("measure", "version", name=op.f("pk_own_measure")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("own_measure")
