"""verdicts, the register of told changes, and how often a badge may be without cause"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "verdict_edition",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("judged_through", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_verdict_edition")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "verdict",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("line", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "question_id", name=op.f("pk_verdict")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "told_change",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("confirmed_wave_id", sa.Uuid(), nullable=False),
        sa.Column("onset_wave_id", sa.Uuid(), nullable=False),
        sa.Column("better", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_wave_id"], ["wave.id"], name=op.f("fk_told_change_confirmed_wave_id_wave")
        ),
        sa.ForeignKeyConstraint(
            ["onset_wave_id"], ["wave.id"], name=op.f("fk_told_change_onset_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint(
            "unit_id", "question_id", "confirmed_wave_id", name=op.f("pk_told_change")
        ),
        sqlite_with_rowid=False,
    )
    op.add_column(
        "organisation",
        sa.Column("badges_by_chance", sa.Integer(), server_default="10", nullable=False),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("organisation", "badges_by_chance")
    op.drop_table("told_change")
    op.drop_table("verdict")
    op.drop_table("verdict_edition")
