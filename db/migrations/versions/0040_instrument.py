"""to how many people a question does not apply"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("result", sa.Column("not_applicable", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("result", "not_applicable")
