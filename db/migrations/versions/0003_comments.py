"""comments"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GUARDS = {
    "comment_is_written_once": """
        BEFORE INSERT ON comment
        WHEN (SELECT state FROM wave WHERE id = NEW.wave_id) = 'closed'
        BEGIN SELECT RAISE(ABORT, 'comments are written once, by the count'); END
    """,
    "comment_never_changes": """
        BEFORE UPDATE ON comment
        BEGIN SELECT RAISE(ABORT, 'comments never change'); END
    """,
}


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "comment",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_comment_wave_id_wave")),
        sa.PrimaryKeyConstraint("unit_id", "wave_id", "id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        for name, guard in GUARDS.items():
            op.execute(f"CREATE TRIGGER {name} {guard}")


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("comment")
