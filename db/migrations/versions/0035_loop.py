"""more about agreements, the message to look back at them, events that can be corrected, replies"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BEFORE = (
    "kind IN ('invitation', 'results', 'talk') OR kind LIKE 'reminder-%' OR kind LIKE 'count-%'"
)
AFTER = (
    "kind IN ('invitation', 'results', 'talk', 'reply') OR kind LIKE 'reminder-%' "
    "OR kind LIKE 'count-%' OR kind LIKE 'review-%'"
)


def upgrade() -> None:
    """Change the schema."""
    text = sa.String()
    op.add_column("agreement", sa.Column("details", text, nullable=True))
    op.add_column("agreement", sa.Column("owner", text, server_default="team", nullable=False))
    op.add_column("agreement", sa.Column("template", text, nullable=True))
    op.add_column("agreement", sa.Column("learned", text, nullable=True))
    op.add_column("agreement", sa.Column("noted_on", sa.Date(), nullable=True))
    op.add_column("agreement", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.add_column("event", sa.Column("noted_on", sa.Date(), nullable=True))
    op.create_table(
        "reply",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("said", text, nullable=False),
        sa.Column("did", text, nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.CheckConstraint("length(said) BETWEEN 1 AND 280", name=op.f("ck_reply_said")),
        sa.CheckConstraint("length(did) BETWEEN 1 AND 280", name=op.f("ck_reply_did")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reply_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "wave_id", name=op.f("pk_reply")),
        sqlite_with_rowid=False,
    )
    _kinds(BEFORE, AFTER)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("reply")
    op.execute("DELETE FROM message WHERE kind LIKE 'review-%' OR kind = 'reply'")
    _kinds(AFTER, BEFORE)
    op.drop_column("event", "noted_on")
    for column in ("reminded_on", "noted_on", "learned", "template", "owner", "details"):
        op.drop_column("agreement", column)


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
