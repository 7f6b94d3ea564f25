"""whether the first wave is a start measurement"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    switch = sa.Column("start_measurement", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("organisation", switch)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("organisation", "start_measurement")
