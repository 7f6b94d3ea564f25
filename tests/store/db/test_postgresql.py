"""On PostgreSQL: roles with least privilege, and no start with settings that break the promise."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Engine
from sqlalchemy.exc import (
    DatabaseError,
    IntegrityError,
    InternalError,
    OperationalError,
    ProgrammingError,
)

from db import people, waves
from db.base import BoxTable, MainTable, insert
from db.engine import engine, postgresql_url, read_connection, reading, writing
from db.inspection_postgresql import loose_rights, open_databases
from db.migrate import to_newest
from db.postgresql_checks import SCRIPT
from db.postgresql_engine import ballot_engine
from db.postgresql_rights import ANSWER, CALLS, CLOCK, DASHBOARD, RIGHTS, SCHEMA_OF, arrange
from db.pq_call import call_function
from surveys.access import OPERATOR, reader
from surveys.access.result_links import result_link
from surveys.answering.casting import CastingUnavailableError, answer_sheet, cast, traces_in
from surveys.api_clients import SCOPES, admitted, note_use, propose, release, remove
from surveys.audit.audit import can_audit, run_audit
from surveys.counting.counting import close_wave
from surveys.experiments import planning
from surveys.follow_up import (
    load_awaited_talks,
    note_reason,
    note_reason_for_all,
    withdraw_reason,
)
from surveys.follow_up.agreements import end_agreement, note_agreement
from surveys.follow_up.events import note_event
from surveys.follow_up.follow_up import read_follow_up
from surveys.follow_up.last_round import read_last_round
from surveys.installation.installation import Installation, InstallationError, open_installation
from surveys.organisation.confirmation_rule import waiting_now
from surveys.organisation.confirmations import confirm, read_waiting
from surveys.people.provisioning import people_sync
from surveys.people.provisioning.directory import Directory
from surveys.programme import Rhythm
from surveys.programme.changes import save_rhythm, wait_for_talks
from surveys.reading import renew_verdicts
from surveys.settings.settings import Half, Settings
from surveys.waves.slips import make_slips
from surveys.waves.waves import OpenedWave, open_wave
from surveys.webhooks import add_webhook, read_webhooks, remove_webhook
from tests.builders import CLOSES, OPENS, add_people, add_person, hold_wave, near
from tests.experiments import plan_of, planned, stored
from tests.past_waves import add_teams
from tests.postgresql import PASSWORD, Database, Server, prepared, server
from tests.reading import HR, opened_by, read
from tests.refusals import code
from tests.rosters import files, import_all, who_works_where
from tests.store.db.test_migrations import run
from tests.stored import main_rows


@pytest.fixture
def database(postgresql: Database) -> Database:
    """All tests of this module run on PostgreSQL."""
    return postgresql


@pytest.fixture
def invited() -> int:
    return 6


ROLES: dict[Half | None, str] = {"answer": ANSWER, "dashboard": DASHBOARD, None: CLOCK}
MOOD = {"mood_1": (3,)}


def opened(database: Database, folder: Path, half: Half | None) -> Installation:
    """Return the installation as a process of Peil opens it, with its own role."""
    url = database.url(ROLES[half])
    return open_installation(Settings(folder=folder, database_url=url, only=half))


@contextmanager
def signed_in(database: Database, role: str) -> Iterator[Engine]:
    """An engine by which a role signs in."""
    own = engine(postgresql_url(database.url(role)))
    yield own
    own.dispose()


@pytest.fixture
def answering(database: Database, wave: OpenedWave, tmp_path: Path) -> Installation:
    """A process that only takes answers, on another machine: it shares no folder."""
    del wave
    return opened(database, tmp_path / "elsewhere", "answer")


def test_a_process_that_only_takes_answers_takes_them_and_tells_names_but_lists_none(
    installation: Installation, answering: Installation, token: str, north: UUID
) -> None:
    assert answer_sheet(answering, token, OPENS).unit == "North"
    cast(answering, token, MOOD, OPENS)
    assert not answering.keeps_time
    assert not can_audit(answering)
    add_person(installation, north, "Zoë van den Berg-Groot")
    assert traces_in(answering, ["zoe, met Groot"]).names == ("zoe", "Groot")
    assert not traces_in(answering, ["het is groot"])
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        read_connection(answering.engine) as connection,
    ):
        connection.exec_driver_sql("SELECT name FROM people.person")


def test_it_tells_the_results_of_the_last_round_and_cannot_change_them(
    answering: Installation, installation: Installation, wave: OpenedWave
) -> None:
    for token in wave.tokens.values():
        cast(answering, token, MOOD, OPENS)
    close_wave(installation, CLOSES)
    second = open_wave(installation, opens_on=CLOSES, closes_on=CLOSES)
    sheet = answer_sheet(answering, next(iter(second.tokens.values())), CLOSES)

    def agree(at: Installation) -> UUID:
        dates = {"starts_on": CLOSES, "review_on": CLOSES}
        return note_agreement(at, HR, sheet.unit_id, "Less mail", indicator=None, **dates)

    agree(installation)
    last_round = read_last_round(answering, sheet.unit_id, sheet.wave, datetime.now(UTC))
    assert last_round is not None
    assert (last_round.told, last_round.agreed) == (None, ["Less mail"])
    renew_verdicts(installation)
    judged = read_last_round(answering, sheet.unit_id, sheet.wave + 1, datetime.now(UTC))
    assert judged is not None
    assert judged.told == []
    with pytest.raises(ProgrammingError):
        agree(answering)


@pytest.mark.usefixtures("wave")
def test_a_process_for_the_dashboard_can_note_agreements_and_events(
    database: Database, tmp_path: Path, north: UUID
) -> None:
    showing = opened(database, tmp_path / "elsewhere", "dashboard")
    made = note_agreement(
        showing, HR, north, "Less mail", indicator=None, starts_on=OPENS, review_on=CLOSES
    )
    note_event(showing, HR, north, "A move", OPENS)
    end_agreement(showing, HR, made, CLOSES)
    report = read(read_follow_up, showing, HR, north)
    assert [a.ended_on for a in report.agreements] == [CLOSES]
    assert [event.text for event in report.events] == ["A move"]
    assert opened_by(showing, result_link(showing, north)) == north


def test_a_process_for_the_dashboard_notes_why_there_is_no_talk_and_lets_waves_wait_for_talks(
    installation: Installation, database: Database, organisation: dict[str, UUID], tmp_path: Path
) -> None:
    north = organisation["North"]
    add_people(installation, organisation["Example"], 6)
    add_people(installation, north, 8)
    add_person(installation, north, "Nora", role="manager", role_for=north)
    for day in (OPENS, CLOSES + timedelta(days=7)):
        hold_wave(installation, day, near(2))
    with reading(installation.engine) as session:
        wave = waves.last_counted(session, 1)[0].id
    showing = opened(database, tmp_path / "elsewhere", "dashboard")
    save_rhythm(showing, OPERATOR, Rhythm("FREQ=WEEKLY;INTERVAL=4", OPENS), ())
    for on in (False, True):
        wait_for_talks(showing, OPERATOR, on=on)
    assert load_awaited_talks(showing) is not None
    note_reason(showing, HR, north, wave, "Moved", CLOSES)
    assert load_awaited_talks(showing) is None
    withdraw_reason(showing, HR, north, wave)
    note_reason_for_all(showing, HR, "Holiday", CLOSES)
    assert load_awaited_talks(installation) is None


def test_a_process_for_the_dashboard_can_plan_draw_end_and_delete_experiments(
    installation: Installation, database: Database, organisation: dict[str, UUID], tmp_path: Path
) -> None:
    teams = add_teams(installation, organisation["Example"], 3)
    showing = opened(database, tmp_path / "elsewhere", "dashboard")
    made = planned(showing, plan_of(teams, 1))
    planning.change_plan(showing, HR, made, plan_of(teams[:2], 1))
    planning.close_list(showing, HR, made)
    planning.draw_lot(showing, HR, made, OPENS)
    planning.end_experiment(showing, HR, made, "keep", OPENS)
    assert [one.outcome for one in stored(showing)] == ["keep"]
    planning.delete_experiment(showing, HR, made)
    assert stored(showing) == []


def test_a_process_for_the_dashboard_confirms_people_and_lets_them_leave(
    installation: Installation, database: Database, tmp_path: Path, north: UUID
) -> None:
    cora = add_person(installation, north, "Cora", role="council")
    import_all(installation, files("name,email,unit\nGhost,ghost@x.org,North"), only_add=True)
    showing = opened(database, tmp_path / "elsewhere", "dashboard")
    who = reader(showing, cora)
    assert who is not None
    [[ghost]] = [unit.people for unit in read_waiting(showing, who)]
    assert confirm(showing, who, [ghost.place]) == 1
    assert not waiting_now(showing)
    count = "SELECT count(*) FROM confirmed_place"
    assert main_rows(installation, count) == [(2,)]
    people_sync.remove(Directory(showing, "https://peil.example.org"), ghost.place.person)
    assert main_rows(installation, count) == [(1,)]


@pytest.mark.usefixtures("north")
def test_pages_enter_applications_and_webhooks_and_read_no_secret_of_these(
    database: Database, tmp_path: Path
) -> None:
    showing = opened(database, tmp_path / "elsewhere", "dashboard")
    known = propose(
        showing, OPERATOR, name="BI", scopes=SCOPES, unit=None, days=1, today=date(2026, 3, 2)
    )
    token = release(showing, None, known, date(2026, 3, 2))
    client = admitted(showing, token, date(2026, 3, 2))
    assert client is not None
    note_use(showing, client, known, date(2026, 3, 2))
    add_webhook(showing, OPERATOR, "https://example.org/hook", date(2026, 3, 2))
    (hook,) = read_webhooks(showing, OPERATOR)
    with (
        signed_in(database, DASHBOARD) as own,
        own.connect() as connection,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        connection.exec_driver_sql("SELECT secret FROM people.webhook")
    remove_webhook(showing, OPERATOR, hook.id)
    remove(showing, OPERATOR, known)
    assert read_webhooks(showing, OPERATOR) == []
    assert admitted(showing, token, date(2026, 3, 2)) is None


TABLES = sorted(SCHEMA_OF)
WAYS = {
    "SELECT": "SELECT * FROM {table}",
    "INSERT": "INSERT INTO {table} ({column}) SELECT NULL WHERE false",
    "UPDATE": "UPDATE {table} SET {column} = {column}",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table}",
}


def columns(table: str) -> list[str]:
    known = {**MainTable.metadata.tables, **BoxTable.metadata.tables}
    return list(known[table].columns.keys()) if table in known else ["wave"]


@pytest.mark.usefixtures("wave")
@pytest.mark.parametrize("role", [ANSWER, DASHBOARD])
def test_a_role_can_do_what_it_needs_and_nothing_else(database: Database, role: str) -> None:
    """Every way to touch every table is tried, one by one."""
    done, refusals = set(), []
    with signed_in(database, role) as own:
        for table, (right, statement) in product(TABLES, WAYS.items()):
            column = "version_num" if table == "alembic_version" else columns(table)[0]
            named = statement.format(table=f"{SCHEMA_OF[table]}.{table}", column=column)
            with own.connect() as connection:
                try:
                    connection.exec_driver_sql(named)
                except ProgrammingError as fault:
                    refusals.append(str(fault.orig))
                except IntegrityError:
                    # Allowed, and refused for another reason: these rows exist already.
                    done.add((table, right))
                else:
                    done.add((table, right))
                connection.rollback()
    needed = {(t, right) for t, rights in RIGHTS[role].items() for right in rights.split(", ")}
    # Rights on single columns have tests of their own.
    assert done == {(table, right) for table, right in needed if "(" not in right}
    assert all("permission denied" in refusal for refusal in refusals)


def test_neither_role_reads_tokens_or_ballots_and_the_answering_one_no_people_or_comments() -> None:
    hidden = {table for table, schema in SCHEMA_OF.items() if schema in {"people", "box"}}
    hidden |= {"comment", "analysis", "event", "secret"}
    assert not hidden & set(RIGHTS[ANSWER])
    assert set(RIGHTS[ANSWER].values()) == {"SELECT"}
    assert not {"token", "issued", "reissued", "ballot"} & set(RIGHTS[DASHBOARD])


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("role", [ANSWER, DASHBOARD])
def test_a_role_calls_only_its_functions_and_makes_no_tables(database: Database, role: str) -> None:
    calls = {
        "box.unit_of(bytea)": "SELECT box.unit_of('x')",
        "box.exchange(bytea[], bytea[], bytea[], bytea[])": (
            "SELECT box.exchange('{x}', '{x}', '{x}', '{x}')"
        ),
        "box.as_issued()": "SELECT box.as_issued()",
        "box.one_length()": "SELECT box.one_length()",
        "results.names_among(text[])": "SELECT results.names_among(ARRAY['ada'])",
    }
    assert set(calls) >= {function for functions in CALLS.values() for function in functions}
    makes = [
        f"CREATE TABLE {schema}.note (n int)" for schema in ("people", "results", "box", "public")
    ]
    allowed = [call for function, call in calls.items() if function in CALLS[role]]
    with signed_in(database, role) as own:
        for statement in (*calls.values(), *makes):
            with ExitStack() as stack:
                if statement not in allowed:
                    stack.enter_context(pytest.raises(ProgrammingError, match="permission denied"))
                stack.enter_context(own.connect()).exec_driver_sql(statement)


COLUMNS = """
    SELECT attname, NOT attnotnull FROM pg_attribute
    WHERE attnum > 0 AND NOT attisdropped AND attrelid =
"""


def test_every_table_has_its_schema_and_the_columns_of_its_model_and_arranging_changes_nothing(
    database: Database, installation: Installation
) -> None:
    tables = database.rows(
        "SELECT tablename, schemaname FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    models = {**MainTable.metadata.tables, **BoxTable.metadata.tables}
    assert dict(tables) == dict(SCHEMA_OF)
    assert set(SCHEMA_OF) == {*models, "label", "alembic_version"}
    for name, table in models.items():
        stored = database.rows(f"{COLUMNS} '{SCHEMA_OF[name]}.{name}'::regclass")
        assert dict(stored) == {c.name: c.nullable for c in table.columns}
    held = "SELECT relname, relnamespace, relacl::text FROM pg_class WHERE relkind = 'r' ORDER BY 1"
    before = database.rows(held)
    with installation.engine.begin() as connection:
        arrange(connection)
    assert database.rows(held) == before


def test_migrations_are_undone_and_redone_and_a_role_that_may_not_do_so_uses_no_older_version(
    database: Database, installation: Installation, tmp_path: Path
) -> None:
    facts = (
        "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema IN ('people', 'results', 'box') ORDER BY 1, 2, 3"
    )
    before = database.rows(facts)
    run(installation.engine, "down", "0001")
    with pytest.raises(InstallationError, match="peil_clock"):
        opened(database, tmp_path, "dashboard")
    run(installation.engine, "down", "base")
    assert {name for _, name, *_ in database.rows(facts)} == {"alembic_version"}
    to_newest(installation.engine)
    assert database.rows(facts) == before


HARMFUL = {
    "log_statement": "all",
    "log_duration": "on",
    "log_min_duration_statement": "0",
    "log_min_duration_sample": "5",
    "log_transaction_sample_rate": "0.5",
    "log_parameter_max_length_on_error": "-1",
}


@pytest.mark.parametrize("half", ROLES)
def test_no_process_starts_with_a_setting_that_breaks_the_promise(
    database: Database, tmp_path: Path, half: Half | None
) -> None:
    role = f"ALTER ROLE {ROLES[half]} IN DATABASE {database.name}"
    for setting, value in HARMFUL.items():
        database.rows(f"{role} SET {setting} = '{value}'")
        named = f"{setting} is {value}: .*Set {setting} = "
        with signed_in(database, ROLES[half]), pytest.raises(InstallationError, match=named):
            opened(database, tmp_path, half)
        database.rows(f"{role} RESET {setting}")


def test_no_process_starts_where_the_server_notes_the_time_of_commits(tmp_path: Path) -> None:
    with server("-c fsync=off -c track_commit_timestamp=on") as telling:
        if telling.log is None:
            pytest.skip("the server is not ours, so its start cannot be changed")
        with prepared(telling) as bare:
            bare.rows(f"ALTER ROLE {CLOCK} PASSWORD '{PASSWORD}'")
            with pytest.raises(InstallationError, match="track_commit_timestamp is on"):
                opened(bare, tmp_path, None)


def test_a_database_without_our_schemas_is_refused_and_says_how_to_prepare_it(
    postgresql_server: Server, tmp_path: Path, newest: Database
) -> None:
    del newest
    name = "peil_bare"
    postgresql_server.execute(f"CREATE DATABASE {name}")
    try:
        with pytest.raises(InstallationError, match=f"peil postgresql-script . psql {name}"):
            opened(Database(postgresql_server, name), tmp_path, None)
    finally:
        engine(postgresql_url(Database(postgresql_server, name).url())).dispose()
        postgresql_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(
    ("half", "role"),
    [("answer", DASHBOARD), ("answer", CLOCK), ("dashboard", CLOCK), (None, ANSWER), (None, None)],
)
def test_a_process_with_the_wrong_role_does_not_start(
    database: Database, tmp_path: Path, half: Half | None, role: str | None
) -> None:
    """Nor with that of the superuser, which stands for None."""
    name = role or database.server.url.username or ""
    settings = Settings(folder=tmp_path, database_url=database.url(name), only=half)
    with pytest.raises(InstallationError, match=f"role {name} signs in; .* needs the role"):
        open_installation(settings)


def test_a_server_that_is_away_or_an_invalid_address_is_told_without_it(tmp_path: Path) -> None:
    nowhere = f"postgresql://peil_clock:{PASSWORD}@/peil?host={tmp_path}"
    with pytest.raises(InstallationError, match="cannot be reached") as caught:
        open_installation(Settings(folder=tmp_path, database_url=nowhere))
    assert PASSWORD not in str(caught.value)
    for address in ("nonsense", "mysql://a:secret@b/c", "postgresql//b"):
        with pytest.raises(InstallationError, check=code("address")) as caught:
            open_installation(Settings(folder=tmp_path, database_url=address))
        assert address not in str(caught.value)
    assert PASSWORD not in repr(Settings(database_url=f"postgresql://a:{PASSWORD}@b/c"))


def test_writing_locks_out_writers_and_reading_sees_one_moment(installation: Installation) -> None:
    """What a transaction has read stays true until it writes, as on SQLite."""
    with writing(installation.engine) as session:
        session.execute(sa.text("SELECT 1"))
        others = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        assert session.execute(sa.text(others)).scalar_one() == 1
    with read_connection(installation.engine) as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM unit").scalar_one()
        with writing(installation.engine) as session:
            insert(session, people.Unit(name="New"))
        assert connection.exec_driver_sql("SELECT count(*) FROM unit").scalar_one() == before
        with pytest.raises(InternalError, match="read-only"):
            connection.exec_driver_sql("DELETE FROM unit")


def test_after_a_restart_of_the_server_or_while_the_box_is_locked_the_second_try_succeeds(
    database: Database, answering: Installation, wave: OpenedWave
) -> None:
    first, second, third, *_ = wave.tokens.values()
    cast(answering, first, MOOD, OPENS)
    answer_sheet(answering, second, OPENS)
    database.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with pytest.raises(CastingUnavailableError):
        cast(answering, second, MOOD, OPENS)
    cast(answering, second, MOOD, OPENS)
    assert database.rows("SELECT count(*) FROM box.ballot") == [(2,)]
    url = postgresql_url(database.url()).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as other:
        other.execute("LOCK TABLE box.token")
        with pytest.raises(CastingUnavailableError):
            cast(answering, third, MOOD, OPENS)
    assert database.rows("SELECT count(*) FROM box.ballot") == [(2,)]
    cast(answering, third, MOOD, OPENS)
    assert database.rows("SELECT count(*) FROM box.ballot") == [(3,)]


def test_an_error_that_no_server_gave_is_one_of_the_connection(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a crash that the library notices before it calls the connection bad."""
    ballots = ballot_engine(installation.engine)
    # More parameters than the protocol has: the library refuses to send them.
    with pytest.raises(OperationalError):
        call_function(ballots, "unit_of", *[b""] * 70_000)
    ballots.dispose()

    def lost(*_arguments: object, **_options: object) -> None:
        raise psycopg.DatabaseError("the connection is lost")

    with installation.engine.connect() as connection, monkeypatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", lost)
        with pytest.raises(OperationalError) as told:
            connection.execute(sa.select(1))
        assert told.value.connection_invalidated or connection.invalidated


@pytest.mark.parametrize("half", ["dashboard", None])
def test_the_audit_passes_with_either_role_whatever_state_the_wave_is_in(
    database: Database, installation: Installation, wave: OpenedWave, tmp_path: Path, half: Half
) -> None:
    own = opened(database, tmp_path, half)
    for token in wave.tokens.values():
        cast(installation, token, MOOD, OPENS)
    audit = run_audit(own)
    assert audit.passed, audit.faults
    tables = {t.name: t.rows for s in audit.stores for t in s.tables if s.side == "box"}
    assert tables == dict.fromkeys(("ballot", "issued", "label", "reissued", "token"))
    close_wave(installation, CLOSES)
    audit = run_audit(own)
    assert audit.passed
    assert all(not s.tables for s in audit.stores if s.side == "box")
    own.engine.dispose()


FAULTS = {
    "a table": ("CREATE TABLE people.visit (at date)", "The table visit is not on the list."),
    "a time": (
        "ALTER TABLE box.ballot ADD cast_at timestamptz",
        "column cast_at of the table ballot may hold a time",
    ),
    "a counter": (
        "ALTER TABLE box.ballot ADD number integer GENERATED ALWAYS AS IDENTITY",
        "The table ballot keeps a hidden row number",
    ),
    "a right on a table": (
        "GRANT SELECT ON box.ballot TO peil_dashboard",
        "role peil_dashboard of the database has the right SELECT on ballot",
    ),
    "a right on a column": (
        "GRANT SELECT (name) ON people.person TO peil_answer",
        "role peil_answer of the database has the right SELECT on person",
    ),
    "a function for all": (
        "GRANT EXECUTE ON FUNCTION box.unit_of TO PUBLIC",
        "role PUBLIC of the database has the right EXECUTE on unit_of",
    ),
    "a role within another": (
        "GRANT pg_read_all_data TO peil_answer",
        "role peil_answer of the database has the right MEMBER on pg_read_all_data",
    ),
    "a guard taken away": (
        "DROP TRIGGER result_never_changes ON results.result",
        "guard result_never_changes, which refuses forbidden changes, is missing",
    ),
    "a view": ("CREATE VIEW results.sneak AS SELECT 1", "view or trigger sneak is not on the list"),
    "a path to a person": (
        "ALTER TABLE results.result ADD person_id uuid REFERENCES people.person (id)",
        "table result leads to people",
    ),
    "a box of another wave": (
        "UPDATE box.label SET wave = 9",
        "There is the ballot box of wave 9, which is not open.",
    ),
    "a setting": (
        "ALTER ROLE peil_clock IN DATABASE {database} SET log_statement = 'all'",
        "The setting log_statement of the database breaks the promise: it is all.",
    ),
}


@pytest.mark.usefixtures("wave")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_audit_finds(database: Database, installation: Installation, fault: str) -> None:
    change, named = FAULTS[fault]
    database.rows(change.format(database=database.name))
    installation.engine.dispose()
    try:
        sentences = [fault.in_words() for fault in run_audit(installation).faults]
    finally:
        # The only one of these that would outlive the database of this test.
        database.rows("REVOKE pg_read_all_data FROM peil_answer")
    assert any(named in sentence for sentence in sentences), sentences


NOTES = (
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_open(1, 131072)",
    "SELECT lo_import('/etc/hostname')",
    "SELECT pg_logical_emit_message(false, 'peil', 'a note')",
    "SELECT pg_log_backend_memory_contexts(pg_backend_pid())",
    "SELECT pg_rotate_logfile()",
    "SET log_min_messages = 'log'",
    "SET log_min_error_statement = 'error'",
    "SET log_statement = 'all'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/note'",
    "CREATE TEMPORARY TABLE note (n int)",
    "CREATE EXTENSION file_fdw",
)
"""Statements that would leave a note outside of the tables."""


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("role", [ANSWER, DASHBOARD, CLOCK])
def test_no_role_leaves_a_note_outside_of_the_tables(database: Database, role: str) -> None:
    with signed_in(database, role) as own:
        for statement in NOTES:
            with pytest.raises(ProgrammingError) as refused, own.connect() as connection:
                connection.exec_driver_sql(statement)
            assert isinstance(refused.value.orig, InsufficientPrivilege), statement


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("role", [ANSWER, DASHBOARD, CLOCK])
def test_no_role_writes_to_the_log_of_the_server(database: Database, role: str) -> None:
    """Neither by a program, which only the clock may write, nor by an error."""
    note = f"note-of-{role}"
    with signed_in(database, role) as own:
        denied = "permission denied for language" if role != CLOCK else note
        with pytest.raises(DatabaseError, match=denied), own.connect() as connection:
            connection.exec_driver_sql(
                f"DO 'BEGIN RAISE LOG ''{note}''; RAISE EXCEPTION ''{note}''; END'"
            )
        with pytest.raises(DatabaseError, match=note), own.connect() as connection:
            connection.exec_driver_sql(f"SELECT '{note}'::int")
    if database.server.log is not None:
        assert note not in database.server.log.read_text(encoding="utf-8")


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("role", [ANSWER, DASHBOARD, CLOCK])
@pytest.mark.parametrize("other", ["postgres", "template1"])
def test_no_role_connects_to_the_databases_of_the_server(
    database: Database, role: str, other: str
) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(Database(database.server, other).url(role))


def test_rights_that_an_older_script_left_are_seen(
    database: Database, installation: Installation
) -> None:
    assert list(loose_rights(installation.engine)) == []
    assert not {"postgres", "template1", database.name} & set(open_databases(installation.engine))
    database.rows("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
    database.rows("GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC")
    database.rows(f"GRANT EXECUTE ON FUNCTION pg_rotate_logfile() TO {DASHBOARD}")
    assert dict(loose_rights(installation.engine)) == {
        "make large objects": sorted([ANSWER, DASHBOARD, CLOCK]),
        "write to the server's logs": [DASHBOARD],
        "write programs": [ANSWER, DASHBOARD],
    }
    database.rows(SCRIPT.read_text(encoding="utf-8"))
    assert list(loose_rights(installation.engine)) == []


def test_the_dashboard_imports_people_and_reads_of_slips_only_the_unit(
    installation: Installation, database: Database, north: UUID, tmp_path: Path
) -> None:
    add_person(installation, north)
    make_slips(installation, ["North"])
    dashboard = opened(database, tmp_path / "dashboard", "dashboard")
    import_all(dashboard, files("name,email,unit\nAnn,ann@example.org,South\n"))
    assert who_works_where(dashboard)["ann@example.org"] == ("Ann", "Example / South")
    with (
        signed_in(database, DASHBOARD) as own,
        pytest.raises(ProgrammingError, match="permission denied"),
        own.connect() as connection,
    ):
        connection.exec_driver_sql("SELECT hash FROM people.slip")
