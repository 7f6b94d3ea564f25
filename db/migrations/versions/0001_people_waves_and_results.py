"""people, waves and results"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("counsellor_name", sa.String(), nullable=True),
        sa.Column("counsellor_phone", sa.String(), nullable=True),
        sa.Column("company_doctor", sa.String(), nullable=True),
        sa.Column("own_questions", sa.String(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_organisation_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "wave",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("k_distribution", sa.Integer(), nullable=False),
        sa.Column("k_comment", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_wave_state")),
        sa.CheckConstraint(
            "k >= 5 AND k_distribution >= 10 AND k_comment >= 10", name=op.f("ck_wave_thresholds")
        ),
        sa.CheckConstraint(
            "k_distribution >= k AND k_comment >= k", name=op.f("ck_wave_order_of_thresholds")
        ),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_wave_dates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("number", name=op.f("uq_wave_number")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.create_index(
            "ix_wave_one_open",
            ["state"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "result",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_result_wave_id_wave")),
        sa.PrimaryKeyConstraint("unit_id", "wave_id", "question_id", name=op.f("pk_result")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wave_unit",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=True),
        sa.Column("ballots", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_unit_wave_id_wave")),
        sa.PrimaryKeyConstraint("unit_id", "wave_id", name=op.f("pk_wave_unit")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(role = 'manager') = (unit_id IS NOT NULL)", name=op.f("ck_access_unit")
        ),
        sa.CheckConstraint(
            "role IN ('manager', 'hr', 'administrator')", name=op.f("ck_access_role")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_access_person_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_access_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access")),
    )
    with op.batch_alter_table("access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_unit_id"), ["unit_id"], unique=False)

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
    op.create_table(
        "sign_in",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reusable", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('link', 'session')", name=op.f("ck_sign_in_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sign_in")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("sign_in")
    op.drop_table("invitation")
    with op.batch_alter_table("access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_unit_id"))
        batch_op.drop_index(batch_op.f("ix_access_person_id"))

    op.drop_table("access")
    op.drop_table("wave_unit")
    op.drop_table("result")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_unit_id"))

    op.drop_table("person")
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_wave_one_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.drop_table("wave")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_parent_id"))

    op.drop_table("unit")
    op.drop_table("organisation")
