"""roles that a directory would have ended wait for an administrator"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    today = sa.text("CURRENT_DATE")
    op.create_table(
        "held_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("user_name", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("by_list", sa.Boolean(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), server_default=today, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.CheckConstraint("request IN ('inactive', 'deleted')", name=op.f("ck_held_role_request")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_held_role_unit_id_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_role")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_held_role_unit_id"), "held_role", ["unit_id"])
    op.create_table(
        "held_unit",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), server_default=today, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_held_unit_unit_id_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_held_unit")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("held_unit")
    op.drop_table("held_role")
