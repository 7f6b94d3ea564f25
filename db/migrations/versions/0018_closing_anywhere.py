"""a wave closes once its closing date has come anywhere"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# The service knows the time zone of the organisation and closes on the minute. The guard knows it
# not, and must neither lean on the zone of a server nor refuse a count that is due: so it waits for
# the date to come where on Earth it comes first, fourteen hours before UTC.
ANYWHERE = {
    "sqlite": "date('now', '+14 hours')",
    "postgresql": "(now() AT TIME ZONE 'UTC' + interval '14 hours')::date",
}
HERE = {"sqlite": "date('now', 'localtime')", "postgresql": "current_date"}

CONDITION = "NEW.state = 'closed' AND OLD.state = 'open' AND {today} < OLD.closes_on"
REFUSAL = "a wave does not close before its closing date"
TRIGGER = {
    "sqlite": """
        CREATE TRIGGER wave_closes_in_time BEFORE UPDATE ON wave WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{refusal}'); END
    """,
    "postgresql": """
        CREATE TRIGGER wave_closes_in_time BEFORE UPDATE ON wave FOR EACH ROW
        WHEN ({condition}) EXECUTE FUNCTION results.refuse('{refusal}')
    """,
}
DROP = {
    "sqlite": "DROP TRIGGER wave_closes_in_time",
    "postgresql": "DROP TRIGGER wave_closes_in_time ON wave",
}


def upgrade() -> None:
    """Change the schema."""
    _replace(ANYWHERE)


def downgrade() -> None:
    """Undo the change."""
    _replace(HERE)


def _replace(today: dict[str, str]) -> None:
    name = op.get_bind().dialect.name
    condition = CONDITION.format(today=today[name])
    op.execute(DROP[name])
    op.execute(TRIGGER[name].format(condition=condition, refusal=REFUSAL))
