"""keepers of the key, and the message that asks them to count"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WITH_COUNT = "kind IN ('invitation', 'results') OR kind LIKE 'reminder-%' OR kind LIKE 'count-%'"
WITHOUT = "kind IN ('invitation', 'results') OR kind LIKE 'reminder-%'"


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "keeping",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("keepers", sa.JSON(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=True),
        sa.Column("sealed_for", sa.JSON(), nullable=False),
        sa.Column("waits_for", sa.JSON(), nullable=False),
        sa.Column("desk_key", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_keeping_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeping")),
    )
    op.create_table(
        "handed_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("for_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_handed_in_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_in")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_handed_in_person_id"), "handed_in", ["person_id"])
    _kinds(WITHOUT, WITH_COUNT)


def downgrade() -> None:
    """Undo the change."""
    op.execute("DELETE FROM message WHERE kind LIKE 'count-%'")
    _kinds(WITH_COUNT, WITHOUT)
    op.drop_table("handed_in")
    op.drop_table("keeping")


def _kinds(before: str, after: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_message_kind"), "message", type_="check")
        op.create_check_constraint(op.f("ck_message_kind"), "message", after)
        return
    # SQLite cannot change a condition: the table is made anew, as it is but for this one.
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = 'message' AND sql IS NOT NULL"
    table, *indexes = connection.exec_driver_sql(f"{made} ORDER BY type = 'index'").scalars()
    head, _, rest = table.partition("(")
    if "message" not in head or f"({before})" not in rest:
        msg = "the table message is not as the migrations before this one make it"
        raise RuntimeError(msg)
    op.execute(f"CREATE TABLE message_anew ({rest.replace(f'({before})', f'({after})')}")
    op.execute("INSERT INTO message_anew SELECT * FROM message")
    op.execute("DROP TABLE message")
    op.execute("ALTER TABLE message_anew RENAME TO message")
    for index in indexes:
        op.execute(index)
