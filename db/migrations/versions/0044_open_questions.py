"""the open questions of a wave, and the one that each comment answers"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

REFUSAL = "nothing of an open wave changes but that it closes"
GUARD = {
    "sqlite": f"""
        CREATE TRIGGER wave_keeps_its_open_questions BEFORE UPDATE ON wave
        WHEN OLD.state = 'open' AND NEW.open_questions IS NOT OLD.open_questions
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
    "postgresql": f"""
        CREATE TRIGGER wave_keeps_its_open_questions BEFORE UPDATE ON wave FOR EACH ROW
        WHEN (OLD.state = 'open' AND NEW.open_questions::text IS DISTINCT FROM OLD.open_questions::text)
        EXECUTE FUNCTION results.refuse('{REFUSAL}')
    """,
}
DROP = {
    "sqlite": "DROP TRIGGER wave_keeps_its_open_questions",
    "postgresql": "DROP TRIGGER wave_keeps_its_open_questions ON wave",
}
WITH_DEFAULT = {
    "wave": ("open_questions", sa.JSON(), '["comment"]'),
    "programme": ("open_questions", sa.JSON(), "{}"),
    "comment": ("question", sa.String(), "comment"),
}


def upgrade() -> None:
    """Change the schema; every wave until now asked for a comment."""
    for table, (name, kind, default) in WITH_DEFAULT.items():
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))
    op.execute(GUARD[op.get_bind().dialect.name])


def downgrade() -> None:
    """Undo the change; what was written to other open questions becomes comments."""
    op.execute(DROP[op.get_bind().dialect.name])
    for table, (name, *_) in WITH_DEFAULT.items():
        op.drop_column(table, name)
