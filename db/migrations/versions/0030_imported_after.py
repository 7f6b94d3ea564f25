"""an imported wave knows after which count it came, so that it can be taken back until the next"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the number of the last counted wave; waves imported before cannot be taken back."""
    op.add_column("wave", sa.Column("imported_after", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("wave", "imported_after")
