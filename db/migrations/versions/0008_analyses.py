"""analyses"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ON_SQLITE = {
    "analysis_is_written_once": """
        BEFORE INSERT ON analysis
        WHEN (SELECT state FROM wave WHERE id = NEW.wave_id) = 'closed'
        BEGIN SELECT RAISE(ABORT, 'analyses are written once, by the count'); END
    """,
    "analysis_never_changes": """
        BEFORE UPDATE ON analysis
        BEGIN SELECT RAISE(ABORT, 'analyses never change'); END
    """,
    "analysis_is_never_replaced": """
        BEFORE INSERT ON analysis
        WHEN EXISTS (SELECT 1 FROM analysis WHERE unit_id = NEW.unit_id AND wave_id = NEW.wave_id
            AND kind = NEW.kind AND subject = NEW.subject)
        BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: analysis is never replaced'); END
    """,
}

ON_POSTGRESQL = {
    "analysis_is_written_once": """
        BEFORE INSERT ON analysis FOR EACH ROW
        WHEN (results.state_of(NEW.wave_id) = 'closed')
        EXECUTE FUNCTION results.refuse('analyses are written once, by the count')
    """,
    "analysis_never_changes": """
        BEFORE UPDATE ON analysis FOR EACH ROW WHEN (true)
        EXECUTE FUNCTION results.refuse('analyses never change')
    """,
}


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "analysis",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_analysis_wave_id_wave")),
        sa.PrimaryKeyConstraint("unit_id", "wave_id", "kind", "subject", name=op.f("pk_analysis")),
        sqlite_with_rowid=False,
    )
    # Who compares units reads a whole wave: its units, and their results by key.
    op.create_index(op.f("ix_wave_unit_wave_id"), "wave_unit", ["wave_id"])
    here = op.get_bind().dialect.name
    for name, guard in (ON_SQLITE if here == "sqlite" else ON_POSTGRESQL).items():
        op.execute(f"CREATE TRIGGER {name} {guard}")


def downgrade() -> None:
    """Undo the change."""
    op.drop_index(op.f("ix_wave_unit_wave_id"), "wave_unit")
    op.drop_table("analysis")
