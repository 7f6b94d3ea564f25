"""audit trail"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

GUARDS = {
    "audit_entry_never_changes": """
        BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit trail never changes'); END
    """,
    "audit_entry_stays_a_year": """
        BEFORE DELETE ON audit_entry WHEN OLD.noted_on > date('now', '-1 year')
        BEGIN SELECT RAISE(ABORT, 'the audit trail keeps everything for a year'); END
    """,
}


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("noted_on", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        for name, guard in GUARDS.items():
            op.execute(f"CREATE TRIGGER {name} {guard}")


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("audit_entry")
