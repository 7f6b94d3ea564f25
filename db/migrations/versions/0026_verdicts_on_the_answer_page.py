"""the answer page may read verdicts, which its roles are granted after this on PostgreSQL"""

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table: rights are granted anew after every migration."""


def downgrade() -> None:
    """Change no table."""
