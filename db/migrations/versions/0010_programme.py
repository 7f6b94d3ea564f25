"""what a programme needs: rhythm, messages, roles by unit, talks, changes of people"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROLES = ("manager", "hr", "administrator")
MORE_ROLES = (*ROLES, "council")
ANY_UNIT = "role <> 'manager' OR unit_id IS NOT NULL"
WITH_PERSON = ("invitation", "message", "sign_in")
OF_MANAGERS = "(role = 'manager') = (unit_id IS NOT NULL)"


def upgrade() -> None:
    """Change the schema."""
    op.add_column(
        "organisation",
        sa.Column("time_zone", sa.String(), server_default="Europe/Amsterdam", nullable=False),
    )
    op.add_column(
        "organisation", sa.Column("language", sa.String(), server_default="en", nullable=False)
    )
    op.add_column("organisation", sa.Column("country", sa.String(), nullable=True))
    op.add_column("unit", sa.Column("key", sa.String(), nullable=True))
    op.create_index(op.f("ix_unit_key"), "unit", ["key"], unique=True)
    op.add_column("person", sa.Column("key", sa.String(), nullable=True))
    op.add_column("person", sa.Column("channel", sa.String(), nullable=True))
    op.add_column("person", sa.Column("channel_address", sa.String(), nullable=True))
    op.add_column("person", sa.Column("send_at", sa.Time(), nullable=True))
    op.create_index(op.f("ix_person_key"), "person", ["key"], unique=True)
    op.add_column("sign_in", sa.Column("browser", sa.LargeBinary(), nullable=True))
    _access(MORE_ROLES, ANY_UNIT)
    op.drop_table("invitation")
    op.create_table(
        "invitation",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_invitation_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wave_id", "person_id", name=op.f("pk_invitation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "message",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('invitation', 'results') OR kind LIKE 'reminder-%'",
            name=op.f("ck_message_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed')", name=op.f("ck_message_state")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_message_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wave_id", "person_id", "kind", name=op.f("pk_message")),
        sqlite_with_rowid=False,
    )
    # Whoever leaves takes these along: without an index every row would be looked at.
    for table in WITH_PERSON:
        op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])
    op.create_table(
        "message_text",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "language", name=op.f("pk_message_text")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reminders", sa.JSON(), nullable=False),
        sa.Column("brought_forward", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_programme_one")),
        sa.CheckConstraint("open_days BETWEEN 1 AND 60", name=op.f("ck_programme_open_days")),
        sa.CheckConstraint(
            "state IN ('running', 'paused', 'ended')", name=op.f("ck_programme_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_table(
        "closed_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_closed_period_dates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_period")),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_table(
        "roster_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("noted_on", sa.Date(), server_default=sa.func.current_date(), nullable=False),
        sa.Column("open_wave", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_unit", sa.String(), nullable=True),
        sa.Column("to_unit", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('joined', 'moved', 'left')", name=op.f("ck_roster_change_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_change")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "talk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_talk_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_talk_unit_id"), "talk", ["unit_id"])


def downgrade() -> None:
    """Undo the change; invitations of an open wave, and roles that did not exist before, are lost."""
    op.drop_index(op.f("ix_talk_unit_id"), "talk")
    for table in WITH_PERSON:
        op.drop_index(op.f(f"ix_{table}_person_id"), table)
    for table in (
        "talk",
        "roster_change",
        "clock",
        "closed_period",
        "programme",
        "message_text",
        "message",
        "invitation",
    ):
        op.drop_table(table)
    op.create_table(
        "invitation",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mail_state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "mail_state IN ('waiting', 'sent', 'failed')", name=op.f("ck_invitation_mail_state")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("wave_id", "person_id", name=op.f("pk_invitation")),
        sqlite_with_rowid=False,
    )
    op.execute(
        sa.text(
            "DELETE FROM access WHERE role <> 'manager' AND unit_id IS NOT NULL OR role = 'council'"
        )
    )
    _access(ROLES, OF_MANAGERS)
    op.drop_column("sign_in", "browser")
    op.drop_index(op.f("ix_person_key"), "person")
    for column in ("send_at", "channel_address", "channel", "key"):
        op.drop_column("person", column)
    op.drop_index(op.f("ix_unit_key"), "unit")
    op.drop_column("unit", "key")
    for column in ("country", "language", "time_zone"):
        op.drop_column("organisation", column)


def _access(roles: tuple[str, ...], unit: str) -> None:
    """Make the table anew with other checks; SQLite cannot change those of a table."""
    op.rename_table("access", "access_before")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("pk_access", "fk_access_person_id_person", "fk_access_unit_id_unit"):
            op.drop_constraint(name, "access_before")
    for column in ("person_id", "unit_id"):
        op.drop_index(op.f(f"ix_access_{column}"), "access_before")
    op.create_table(
        "access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(f"role IN {roles}", name=op.f("ck_access_role")),
        sa.CheckConstraint(unit, name=op.f("ck_access_unit")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_access_person_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_access_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access")),
    )
    op.execute(sa.text("INSERT INTO access SELECT id, person_id, role, unit_id FROM access_before"))
    op.drop_table("access_before")
    for column in ("person_id", "unit_id"):
        op.create_index(op.f(f"ix_access_{column}"), "access", [column])
