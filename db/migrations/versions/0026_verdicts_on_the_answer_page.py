"""the answer page may read verdicts and the programme: granted on PostgreSQL after migrations"""

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table: rights are granted anew after every migration."""


def downgrade() -> None:
    """Change no table."""
