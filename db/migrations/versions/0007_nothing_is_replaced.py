"""nothing is replaced"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# INSERT OR REPLACE deletes and inserts past the guards on both; only SQLite knows it.
SAME = {
    "wave": "id = NEW.id OR number = NEW.number",
    "wave_unit": "unit_id = NEW.unit_id AND wave_id = NEW.wave_id",
    "result": "unit_id = NEW.unit_id AND wave_id = NEW.wave_id AND question_id = NEW.question_id",
    "comment": "unit_id = NEW.unit_id AND wave_id = NEW.wave_id AND id = NEW.id",
    "audit_entry": "id = NEW.id",
}


GUARD = """
    CREATE TRIGGER {table}_is_never_replaced BEFORE INSERT ON {table}
    WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
    BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table} is never replaced'); END
"""


def upgrade() -> None:
    """Change the schema."""
    if op.get_bind().dialect.name == "sqlite":
        for table, same in SAME.items():
            op.execute(GUARD.format(table=table, same=same))


def downgrade() -> None:
    """Undo the change."""
    if op.get_bind().dialect.name == "sqlite":
        for table in SAME:
            op.execute(f"DROP TRIGGER {table}_is_never_replaced")
