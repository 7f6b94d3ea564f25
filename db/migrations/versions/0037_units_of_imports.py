"""a unit knows which import of earlier results made it, so that both are taken back together"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the name of the import; units that an earlier import made stay."""
    op.add_column("unit", sa.Column("imported_with", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("unit", "imported_with")
