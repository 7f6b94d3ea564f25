"""the message that asks leaders for a talk, and the participation of the open wave so far"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

WITHOUT = "kind IN ('invitation', 'results') OR kind LIKE 'reminder-%' OR kind LIKE 'count-%'"
WITH_TALK = (
    "kind IN ('invitation', 'results', 'talk') OR kind LIKE 'reminder-%' OR kind LIKE 'count-%'"
)


def upgrade() -> None:
    """Change the schema."""
    op.add_column("clock", sa.Column("so_far", sa.JSON(none_as_null=True), nullable=True))
    _kinds(WITHOUT, WITH_TALK)


def downgrade() -> None:
    """Undo the change."""
    op.execute("DELETE FROM message WHERE kind = 'talk'")
    _kinds(WITH_TALK, WITHOUT)
    op.drop_column("clock", "so_far")


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
