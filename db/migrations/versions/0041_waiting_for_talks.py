"""whether the next wave waits for talks, and why a unit has none"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    switch = sa.Column("waits_for_talks", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("programme", switch)
    op.create_table(
        "talk_reason",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 200", name=op.f("ck_talk_reason_body")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_talk_reason_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "wave_id", name=op.f("pk_talk_reason")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("talk_reason")
    op.drop_column("programme", "waits_for_talks")
