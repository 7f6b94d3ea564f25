"""whom people of a unit can talk to, where that is somebody else than in the units above it"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "unit_contacts",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("counsellor_name", sa.String(), nullable=False),
        sa.Column("counsellor_phone", sa.String(), nullable=False),
        sa.Column("company_doctor", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_contacts_unit_id_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_contacts")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("unit_contacts")
