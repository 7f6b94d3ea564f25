"""themes of comments: codebook, coders, codes, counts, quotes and replies to themes"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "own_theme",
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("version >= 1", name=op.f("ck_own_theme_version")),
        sa.PrimaryKeyConstraint("theme", "version", name=op.f("pk_own_theme")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment_coder",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("coder IN ('first', 'second')", name=op.f("ck_comment_coder_coder")),
        sa.PrimaryKeyConstraint("wave_id", "coder", name=op.f("pk_comment_coder")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment_code",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("comment_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.CheckConstraint("coder IN ('first', 'second')", name=op.f("ck_comment_code_coder")),
        sa.PrimaryKeyConstraint("wave_id", "coder", "comment_id", name=op.f("pk_comment_code")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "theme_count",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_theme_count_number")),
        sa.PrimaryKeyConstraint(
            "unit_id", "wave_id", "question", "theme", name=op.f("pk_theme_count")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quote",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 280", name=op.f("ck_quote_body")),
        sa.PrimaryKeyConstraint("wave_id", "id", name=op.f("pk_quote")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "theme_reply",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 280", name=op.f("ck_theme_reply_body")),
        sa.PrimaryKeyConstraint("unit_id", "wave_id", "theme", name=op.f("pk_theme_reply")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    for table in (
        "theme_reply",
        "quote",
        "theme_count",
        "comment_code",
        "comment_coder",
        "own_theme",
    ):
        op.drop_table(table)
