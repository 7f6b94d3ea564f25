"""the answering role exchanges the tokens of all who answer at the same moment"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# As the function before it: no search_path, so the schema of everything is named. Tokens go in the
# order given, ballots come in that of their random ids: where one lies tells nothing of its token.
SEVERAL = r"""
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
ONE = """
    CREATE FUNCTION box.exchange(secret_hash bytea, ballot_id bytea, sealed bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        DELETE FROM box.token WHERE hash OPERATOR(pg_catalog.=) secret_hash;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        INSERT INTO box.ballot (id, body) VALUES (ballot_id, sealed);
        RETURN true;
    END $$
"""


def upgrade() -> None:
    """Change the schema; on SQLite there is nothing to change."""
    _replace("bytea, bytea, bytea", SEVERAL)


def downgrade() -> None:
    """Undo the change."""
    _replace("bytea[], bytea[], bytea[]", ONE)


def _replace(arguments: str, function: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION box.exchange({arguments})")
        op.execute(function)
        op.execute("REVOKE ALL ON FUNCTION box.exchange FROM PUBLIC")
