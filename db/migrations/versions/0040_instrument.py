"""to how many people a question does not apply; what is decided about the next waves"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

THRESHOLDS = {"k": 5, "k_distribution": 10, "k_comment": 10}


def upgrade() -> None:
    """Change the schema."""
    op.add_column("result", sa.Column("not_applicable", sa.Integer(), nullable=True))
    for name, least in THRESHOLDS.items():
        added = sa.Column(name, sa.Integer(), nullable=False, server_default=str(least))
        op.add_column("organisation", added)
    switch = sa.Column("health_question", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("organisation", switch)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("organisation", "health_question")
    for name in reversed(THRESHOLDS):
        op.drop_column("organisation", name)
    op.drop_column("result", "not_applicable")
