"""box and guards on PostgreSQL"""

import unicodedata

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BOX = (
    "CREATE TABLE box.token (hash bytea NOT NULL CONSTRAINT pk_token PRIMARY KEY, unit_id uuid NOT NULL)",
    "CREATE TABLE box.ballot (id bytea NOT NULL CONSTRAINT pk_ballot PRIMARY KEY, body bytea NOT NULL)",
    # The two functions of the hot path set no search_path, which takes time: instead they name the
    # schema of everything they use, operators too, so nobody can put another one in its place.
    # Else long ballots would be cut in pieces, which PostgreSQL numbers in the order of arrival.
    "ALTER TABLE box.ballot ALTER COLUMN body SET STORAGE PLAIN",
    "CREATE TABLE box.label (wave integer NOT NULL)",
    """
    CREATE FUNCTION box.unit_of(secret_hash bytea) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
    BEGIN
        RETURN (SELECT unit_id FROM box.token WHERE hash OPERATOR(pg_catalog.=) secret_hash);
    END $$
    """,
    """
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
    """,
    """
    CREATE FUNCTION box.one_length() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RETURN (SELECT count(DISTINCT length(body)) <= 1 FROM box.ballot);
    END $$
    """,
)

HELPERS = (
    """
    CREATE FUNCTION results.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE FUNCTION results.state_of(wave_id uuid) RETURNS text LANGUAGE plpgsql STABLE AS $$
    BEGIN
        RETURN (SELECT state FROM results.wave WHERE id = wave_id);
    END $$
    """,
    """
    CREATE FUNCTION results.has_counsellor() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
    BEGIN
        RETURN EXISTS (
            SELECT FROM results.organisation
            WHERE trim(coalesce(counsellor_name, '')) <> ''
            AND trim(coalesce(counsellor_phone, '')) <> ''
        );
    END $$
    """,
)

_LETTERS = [chr(code) for code in range(0xC0, 0x180) if chr(code).isalpha()]
_PLAIN = {c: unicodedata.normalize("NFD", c)[0] for c in _LETTERS}
_PLAIN = {c: plain for c, plain in _PLAIN.items() if plain != c}

# Says which words are part of a name; whoever may call it cannot list the names.
NAMES = """
    CREATE FUNCTION results.names_among(words text[]) RETURNS TABLE (word text, is_first boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RETURN QUERY
        SELECT part, bool_or(place = 1)
        FROM people.person
        CROSS JOIN LATERAL regexp_split_to_table(
            lower(translate(name, '<accented>', '<plain>')), '\\s+'
        ) WITH ORDINALITY AS parts (piece, place)
        CROSS JOIN LATERAL regexp_split_to_table(piece, '-') AS part
        WHERE part = ANY(words)
        GROUP BY part;
    END $$
"""

# Table, event, condition and message of each guard: the same as on SQLite.
GUARDS = {
    "wave_starts_as_draft": (
        "wave",
        "INSERT",
        "NEW.state <> 'draft'",
        "a wave starts as a draft",
    ),
    "wave_goes_one_way": (
        "wave",
        "UPDATE",
        """NOT (
            (OLD.state = 'draft' AND NEW.state = 'draft')
            OR (OLD.state = 'draft' AND NEW.state = 'open')
            OR OLD.state = 'open' AND NEW.state IN ('open', 'closed')
            OR (OLD.state = 'draft' AND NEW.state = 'closed' AND NEW.number IS NULL)
        )""",
        "a wave goes from draft to open to closed, and never changes after",
    ),
    "wave_is_frozen_once_open": (
        "wave",
        "UPDATE",
        """OLD.state = 'open' AND (
            NEW.state = 'open' OR (NEW.id, NEW.number, NEW.title, NEW.opens_on, NEW.closes_on, NEW.period,
             NEW.questions::text, NEW.k, NEW.k_distribution, NEW.k_comment, NEW.public_key)
            IS DISTINCT FROM (OLD.id, OLD.number, OLD.title, OLD.opens_on, OLD.closes_on, OLD.period,
             OLD.questions::text, OLD.k, OLD.k_distribution, OLD.k_comment, OLD.public_key)
        )""",
        "nothing of an open wave changes but that it closes",
    ),
    "wave_opens_with_a_counsellor": (
        "wave",
        "UPDATE",
        """OLD.state = 'draft' AND NEW.state = 'open' AND (
            NEW.public_key IS NULL OR NEW.number IS NULL OR NOT results.has_counsellor()
        )""",
        "no wave opens without a key and a confidential counsellor",
    ),
    "wave_closes_in_time": (
        "wave",
        "UPDATE",
        "NEW.state = 'closed' AND OLD.state = 'open' AND current_date < OLD.closes_on",
        "a wave does not close before its closing date",
    ),
    "wave_unit_is_frozen": (
        "wave_unit",
        "UPDATE",
        """results.state_of(OLD.wave_id) = 'closed'
            OR (NEW.unit_id, NEW.wave_id, NEW.parent_id, NEW.name, NEW.invited)
            IS DISTINCT FROM (OLD.unit_id, OLD.wave_id, OLD.parent_id, OLD.name, OLD.invited)""",
        "the units of a wave stay as they were when it opened",
    ),
    "wave_unit_is_complete": (
        "wave_unit",
        "INSERT",
        "results.state_of(NEW.wave_id) = 'closed'",
        "the units of a wave stay as they were when it opened",
    ),
    "result_is_written_once": (
        "result",
        "INSERT",
        "results.state_of(NEW.wave_id) = 'closed'",
        "results are written once, by the count",
    ),
    "result_never_changes": ("result", "UPDATE", "true", "results never change"),
    "comment_is_written_once": (
        "comment",
        "INSERT",
        "results.state_of(NEW.wave_id) = 'closed'",
        "comments are written once, by the count",
    ),
    "comment_never_changes": ("comment", "UPDATE", "true", "comments never change"),
    "audit_entry_never_changes": (
        "audit_entry",
        "UPDATE",
        "true",
        "the audit trail never changes",
    ),
    "audit_entry_stays_a_year": (
        "audit_entry",
        "DELETE",
        "OLD.noted_on > current_date - interval '1 year'",
        "the audit trail keeps everything for a year",
    ),
}


def upgrade() -> None:
    """Change the schema."""
    if op.get_bind().dialect.name != "postgresql":
        return
    names = NAMES.replace("<accented>", "".join(_PLAIN))
    names = names.replace("<plain>", "".join(_PLAIN.values()))
    for statement in (*BOX, *HELPERS, names):
        op.execute(statement)
    for name, (table, event, condition, message) in GUARDS.items():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition}) "
            f"EXECUTE FUNCTION results.refuse('{message}')"
        )


def downgrade() -> None:
    """Undo the change."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, (table, *_) in GUARDS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute("DROP FUNCTION results.refuse, results.state_of, results.has_counsellor")
    op.execute("DROP FUNCTION results.names_among")
    op.execute("DROP FUNCTION box.unit_of, box.exchange, box.one_length")
    op.execute("DROP TABLE box.token, box.ballot, box.label")
