"""guards on waves"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The application refuses all of this too; here it holds for whoever writes to the database.
GUARDS = {
    "wave_starts_as_draft": """
        BEFORE INSERT ON wave WHEN NEW.state <> 'draft'
        BEGIN SELECT RAISE(ABORT, 'a wave starts as a draft'); END
    """,
    "wave_goes_one_way": """
        BEFORE UPDATE ON wave
        WHEN NOT (
            (OLD.state = 'draft' AND NEW.state = 'draft')
            OR (OLD.state = 'draft' AND NEW.state = 'open')
            OR (OLD.state = 'open' AND NEW.state = 'closed')
            OR (OLD.state = 'draft' AND NEW.state = 'closed' AND NEW.number IS NULL)
        )
        BEGIN SELECT RAISE(ABORT, 'a wave goes from draft to open to closed, and never changes after'); END
    """,
    "wave_is_frozen_once_open": """
        BEFORE UPDATE ON wave
        WHEN OLD.state = 'open' AND (
            NEW.id IS NOT OLD.id OR NEW.number IS NOT OLD.number OR NEW.title IS NOT OLD.title
            OR NEW.opens_on IS NOT OLD.opens_on OR NEW.closes_on IS NOT OLD.closes_on
            OR NEW.period IS NOT OLD.period OR NEW.questions IS NOT OLD.questions
            OR NEW.k IS NOT OLD.k OR NEW.k_distribution IS NOT OLD.k_distribution
            OR NEW.k_comment IS NOT OLD.k_comment OR NEW.public_key IS NOT OLD.public_key
        )
        BEGIN SELECT RAISE(ABORT, 'nothing of an open wave changes but that it closes'); END
    """,
    "wave_opens_with_a_counsellor": """
        BEFORE UPDATE ON wave
        WHEN OLD.state = 'draft' AND NEW.state = 'open' AND (
            NEW.public_key IS NULL OR NEW.number IS NULL
            OR NOT EXISTS (
                SELECT 1 FROM organisation
                WHERE trim(coalesce(counsellor_name, '')) <> ''
                AND trim(coalesce(counsellor_phone, '')) <> ''
            )
        )
        BEGIN SELECT RAISE(ABORT, 'no wave opens without a key and a confidential counsellor'); END
    """,
    "wave_closes_in_time": """
        BEFORE UPDATE ON wave
        WHEN NEW.state = 'closed' AND OLD.state = 'open' AND date('now', 'localtime') < OLD.closes_on
        BEGIN SELECT RAISE(ABORT, 'a wave does not close before its closing date'); END
    """,
    "wave_unit_is_frozen": """
        BEFORE UPDATE ON wave_unit
        WHEN (SELECT state FROM wave WHERE id = OLD.wave_id) = 'closed'
            OR NEW.unit_id IS NOT OLD.unit_id OR NEW.wave_id IS NOT OLD.wave_id
            OR NEW.parent_id IS NOT OLD.parent_id OR NEW.name IS NOT OLD.name
            OR NEW.invited IS NOT OLD.invited
        BEGIN SELECT RAISE(ABORT, 'the units of a wave stay as they were when it opened'); END
    """,
    "wave_unit_is_complete": """
        BEFORE INSERT ON wave_unit
        WHEN (SELECT state FROM wave WHERE id = NEW.wave_id) = 'closed'
        BEGIN SELECT RAISE(ABORT, 'the units of a wave stay as they were when it opened'); END
    """,
    "result_is_written_once": """
        BEFORE INSERT ON result
        WHEN (SELECT state FROM wave WHERE id = NEW.wave_id) = 'closed'
        BEGIN SELECT RAISE(ABORT, 'results are written once, by the count'); END
    """,
    "result_never_changes": """
        BEFORE UPDATE ON result
        BEGIN SELECT RAISE(ABORT, 'results never change'); END
    """,
}


def upgrade() -> None:
    """Change the schema of SQLite; PostgreSQL gets the same guards in its own words later."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for name, guard in GUARDS.items():
        op.execute(f"CREATE TRIGGER {name} {guard}")


def downgrade() -> None:
    """Undo the change."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in GUARDS:
        op.execute(f"DROP TRIGGER {name}")
