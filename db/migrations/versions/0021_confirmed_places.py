"""where people's ballots count is confirmed by a second person"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = ("confirmed_place", "place_change")

OWN = "whoever changed a place does not confirm it"
NEVER = "what was confirmed or changed never changes"
STAYS = "what was confirmed or changed stays as long as the person"

IS_OWN = """EXISTS (
    SELECT 1 FROM place_change
    WHERE person_id = NEW.person_id AND number = NEW.number - 1 AND changed_by = NEW.confirmed_by
)"""
# Whoever leaves takes the rows along: these go after the row of the person itself.
IS_HERE = "EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id)"

# Table, event, condition and message of each guard.
GUARDS = {
    "confirmed_by_another": ("confirmed_place", "INSERT", IS_OWN, OWN),
    "confirmed_place_never_changes": ("confirmed_place", "UPDATE", "1 = 1", NEVER),
    "confirmed_place_stays": ("confirmed_place", "DELETE", IS_HERE, STAYS),
    "place_change_never_changes": ("place_change", "UPDATE", "1 = 1", NEVER),
    "place_change_stays": ("place_change", "DELETE", IS_HERE, STAYS),
}

# INSERT OR REPLACE would delete past the guards; only SQLite knows it.
NOT_REPLACED = """
    CREATE TRIGGER confirmed_place_is_never_replaced BEFORE INSERT ON confirmed_place
    WHEN EXISTS (
        SELECT 1 FROM confirmed_place WHERE person_id = NEW.person_id AND number = NEW.number
    )
    BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: confirmed_place is never replaced'); END
"""
FUNCTION = """
    CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
    SET search_path = people, pg_catalog, pg_temp AS $$
    BEGIN
        IF {condition} THEN
            RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$
"""


def upgrade() -> None:
    """Change the schema."""
    op.add_column("organisation", sa.Column("confirmed_from", sa.Integer(), nullable=True))
    op.create_table(
        "confirmed_place",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("before_wave", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_confirmed_place_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "number", name=op.f("pk_confirmed_place")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "place_change",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_place_change_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "number", "changed_by", name=op.f("pk_place_change")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for name, (table, event, condition, message) in GUARDS.items():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
    op.execute(NOT_REPLACED)


def _guard_postgresql() -> None:
    # Here a condition must not query, so each guard that does has a function of its own. It runs
    # with the rights of whoever writes, and reads only what the dashboard may read.
    for name, (table, event, condition, message) in GUARDS.items():
        function = "results.refuse"
        if "EXISTS" in condition:
            function = f"people.refuse_{name}"
            op.execute(FUNCTION.format(function=function, condition=condition))
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}('{message}')"
        )


def downgrade() -> None:
    """Undo the change; nobody's place counts as confirmed any more."""
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name, (_, _, condition, _) in GUARDS.items():
            if "EXISTS" in condition:
                op.execute(f"DROP FUNCTION people.refuse_{name}")
    op.drop_column("organisation", "confirmed_from")
