"""whether waves ask who leads, and how many leaders were invited where"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

REFUSAL = "the units of a wave stay as they were when it opened"
COLUMNS = ("unit_id", "wave_id", "parent_id", "name", "invited")


def upgrade() -> None:
    """Change the schema."""
    switch = sa.Column("asks_who_leads", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("organisation", switch)
    op.add_column("wave_unit", sa.Column("leaders", sa.Integer(), nullable=True))
    # The number decides what may be published, so it stays as it was when the wave opened.
    _freeze((*COLUMNS, "leaders"))


def downgrade() -> None:
    """Undo the change."""
    _freeze(COLUMNS)
    op.drop_column("wave_unit", "leaders")
    op.drop_column("organisation", "asks_who_leads")


def _freeze(columns: tuple[str, ...]) -> None:
    """Make the guard anew that refuses changes of these columns."""
    if op.get_bind().dialect.name == "sqlite":
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns)
        closed = "(SELECT state FROM wave WHERE id = OLD.wave_id) = 'closed'"
        op.execute("DROP TRIGGER wave_unit_is_frozen")
        op.execute(
            "CREATE TRIGGER wave_unit_is_frozen BEFORE UPDATE ON wave_unit "
            f"WHEN {closed} OR {changed} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("NEW", "OLD"))
    op.execute("DROP TRIGGER wave_unit_is_frozen ON wave_unit")
    op.execute(
        "CREATE TRIGGER wave_unit_is_frozen BEFORE UPDATE ON wave_unit FOR EACH ROW "
        f"WHEN (results.state_of(OLD.wave_id) = 'closed' OR ({new}) IS DISTINCT FROM ({old})) "
        f"EXECUTE FUNCTION results.refuse('{REFUSAL}')"
    )
