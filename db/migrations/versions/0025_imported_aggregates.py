"""aggregates that were imported from another tool"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "imported_source",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("waves", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_imported_source")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "imported_mean",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("sd", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "answers IS NULL OR answers >= 5", name=op.f("ck_imported_mean_answers")
        ),
        sa.CheckConstraint(
            "measure IN ('mean', 'favourable')", name=op.f("ck_imported_mean_measure")
        ),
        sa.ForeignKeyConstraint(
            ["source"],
            ["imported_source.source"],
            name=op.f("fk_imported_mean_source_imported_source"),
        ),
        sa.PrimaryKeyConstraint(
            "unit_id", "source", "question_id", "measured_on", name=op.f("pk_imported_mean")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_imported_mean_source"), "imported_mean", ["source"])


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("imported_mean")
    op.drop_table("imported_source")
