"""one person, one ballot: links are counted, used tokens are overwritten"""

import sqlalchemy as sa
from alembic import op

from db.migrate import SchemaChangeRefusedError

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
refuses_while_open = True

BOX = (
    """
    CREATE TABLE box.issued (
        hash bytea NOT NULL CONSTRAINT pk_issued PRIMARY KEY, unit_id uuid NOT NULL
    )
    """,
    """
    CREATE TABLE box.reissued (
        unit_id uuid NOT NULL CONSTRAINT pk_reissued PRIMARY KEY,
        number integer NOT NULL CONSTRAINT ck_reissued_number CHECK (number >= 0)
    )
    """,
    "DROP FUNCTION box.exchange(bytea[], bytea[], bytea[])",
    # No search_path, which takes time: so the schema of everything is named. Tokens go in the order
    # given, ballots come in that of their random ids: where one lies tells nothing of its token.
    r"""
    CREATE FUNCTION box.exchange(hashes bytea[], ids bytea[], bodies bytea[], receipts bytea[])
    RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
        done pg_catalog.bytea := ''::pg_catalog.bytea;
        was_unused pg_catalog.bool[];
    BEGIN
        FOR n IN 1 .. pg_catalog.cardinality(hashes) LOOP
            UPDATE box.token SET hash = receipts[n]
            WHERE hash OPERATOR(pg_catalog.=) hashes[n];
            was_unused[n] := FOUND;
            IF FOUND THEN
                done := done OPERATOR(pg_catalog.||) '\x01'::pg_catalog.bytea;
            ELSE
                done := done OPERATOR(pg_catalog.||) '\x00'::pg_catalog.bytea;
            END IF;
        END LOOP;
        INSERT INTO box.ballot (id, body)
        SELECT ids[n], bodies[n]
        FROM pg_catalog.generate_series(1, pg_catalog.cardinality(hashes)) AS n
        WHERE was_unused[n] ORDER BY ids[n];
        RETURN done;
    END $$
    """,
    # Says whether there is more in the box than was issued; never how much there is.
    """
    CREATE FUNCTION box.as_issued() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RETURN (SELECT count(*) FROM box.ballot)
            <= (SELECT count(*) FROM box.token) + (SELECT count(*) FROM box.issued)
        AND NOT EXISTS (
            SELECT FROM (
                SELECT unit_id, count(*) AS tokens
                FROM (SELECT unit_id FROM box.token UNION ALL SELECT unit_id FROM box.issued) t
                GROUP BY unit_id
            ) held
            LEFT JOIN results.wave w ON w.state = 'open'
            LEFT JOIN results.wave_unit u ON u.wave_id = w.id AND u.unit_id = held.unit_id
            LEFT JOIN box.reissued r ON r.unit_id = held.unit_id
            WHERE held.tokens > coalesce(r.number, 0) + coalesce(u.invited, 0) - (
                SELECT coalesce(sum(below.invited), 0) FROM results.wave_unit below
                WHERE below.wave_id = w.id AND below.parent_id = held.unit_id
            )
        );
    END $$
    """,
    "REVOKE ALL ON FUNCTION box.exchange, box.as_issued FROM PUBLIC",
)
EXCHANGE_BEFORE = r"""
    CREATE FUNCTION box.exchange(hashes bytea[], ids bytea[], bodies bytea[]) RETURNS bytea
    LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
        done pg_catalog.bytea := ''::pg_catalog.bytea;
        was_there pg_catalog.bool[];
    BEGIN
        FOR n IN 1 .. pg_catalog.cardinality(hashes) LOOP
            DELETE FROM box.token WHERE hash OPERATOR(pg_catalog.=) hashes[n];
            was_there[n] := FOUND;
            IF FOUND THEN
                done := done OPERATOR(pg_catalog.||) '\x01'::pg_catalog.bytea;
            ELSE
                done := done OPERATOR(pg_catalog.||) '\x00'::pg_catalog.bytea;
            END IF;
        END LOOP;
        INSERT INTO box.ballot (id, body)
        SELECT ids[n], bodies[n]
        FROM pg_catalog.generate_series(1, pg_catalog.cardinality(hashes)) AS n
        WHERE was_there[n] ORDER BY ids[n];
        RETURN done;
    END $$
"""


def upgrade() -> None:
    """Change the schema; refuse it while a wave is open, whose box has the form of before."""
    _refuse_while_open()
    op.add_column(
        "invitation", sa.Column("links", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("wave_unit", sa.Column("reissued", sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for statement in BOX:
            op.execute(statement)


def downgrade() -> None:
    """Undo the change; refuse it while a wave is open."""
    _refuse_while_open()
    op.drop_column("wave_unit", "reissued")
    op.drop_column("invitation", "links")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION box.as_issued, box.exchange")
        op.execute("DROP TABLE box.issued, box.reissued")
        op.execute(EXCHANGE_BEFORE)
        op.execute("REVOKE ALL ON FUNCTION box.exchange FROM PUBLIC")


def _refuse_while_open() -> None:
    wave = op.get_bind().exec_driver_sql("SELECT number, closes_on FROM wave WHERE state = 'open'")
    if (row := wave.first()) is not None:
        raise SchemaChangeRefusedError(*row)
