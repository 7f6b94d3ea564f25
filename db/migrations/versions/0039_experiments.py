"""experiments: a measure that some units try while others wait, with the draw by lot"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "experiment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("starting", sa.JSON(), nullable=False),
        sa.Column("first_wave", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=True),
        sa.Column("drawn_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_experiment_name")),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 200", name=op.f("ck_experiment_body")),
        sa.CheckConstraint(
            "drawn_on IS NULL OR nonce IS NOT NULL", name=op.f("ck_experiment_drawn_on")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "experiment_unit",
        sa.Column("experiment_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiment.id"],
            name=op.f("fk_experiment_unit_experiment_id_experiment"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_experiment_unit_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("experiment_id", "unit_id", name=op.f("pk_experiment_unit")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_experiment_unit_unit_id"), "experiment_unit", ["unit_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_experiment_unit_unit_id"), "experiment_unit")
    op.drop_table("experiment_unit")
    op.drop_table("experiment")
