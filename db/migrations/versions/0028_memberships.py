"""what a directory says: names as sent, members of several groups, and what is not followed"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; people who were synchronised are members of the unit they work in."""
    op.add_column("person", sa.Column("sent_user_name", sa.String(), nullable=True))
    op.create_table(
        "group_member",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_group_member_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_group_member_unit_id_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "unit_id", name=op.f("pk_group_member")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_group_member_unit_id"), "group_member", ["unit_id"])
    op.create_table(
        "directory_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("noted_on", sa.Date(), server_default=sa.func.current_date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("group_name", sa.String(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_directory_note_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_note")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_directory_note_person_id"), "directory_note", ["person_id"])
    op.execute(
        "INSERT INTO group_member (person_id, unit_id, number) "
        "SELECT person.id, unit.id, 1 FROM person JOIN unit ON unit.id = person.unit_id "
        "WHERE person.user_name IS NOT NULL AND unit.parent_id IS NOT NULL"
    )


def downgrade() -> None:
    """Undo the change; everybody stays in the unit they work in."""
    op.drop_table("directory_note")
    op.drop_table("group_member")
    op.drop_column("person", "sent_user_name")
