"""the name by which an identity provider knows somebody"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("person", sa.Column("user_name", sa.String(), nullable=True))
    op.create_index(op.f("ix_person_user_name"), "person", ["user_name"], unique=True)


def downgrade() -> None:
    """Undo the change; who synchronises people finds them by mail address again."""
    op.drop_index(op.f("ix_person_user_name"), "person")
    op.drop_column("person", "user_name")
