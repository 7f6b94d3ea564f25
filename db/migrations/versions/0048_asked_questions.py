"""which of the organisation's own questions are asked, and in which waves"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "asked_question",
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("asking", sa.String(), nullable=False),
        sa.Column("follows", sa.String(), nullable=True),
        sa.CheckConstraint(
            "asking IN ('rhythm', 'once', 'never')", name=op.f("ck_asked_question_asking")
        ),
        sa.PrimaryKeyConstraint("question", name=op.f("pk_asked_question")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("asked_question")
