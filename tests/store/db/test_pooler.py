"""Behind PgBouncer in transaction mode everything works, though nothing lasts in a session."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from db.clock_lock import clock_lock
from db.engine import ballot_engine, engine, postgresql_url, read_connection, reading, writing
from db.inspection_postgresql import waits_without_end
from db.postgresql_engine import Limits, is_pooled
from db.postgresql_rights import ANSWER, CLOCK, DASHBOARD
from surveys.answering.casting import CastingUnavailableError, LinkError, answer_sheet, cast
from surveys.audit.audit import run_audit
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation, open_installation
from surveys.operations.backup import BackupError, back_up
from surveys.operations.restoring import restore
from surveys.reading.unit import read_unit
from surveys.settings.settings import Half, Settings
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.pooler import PooledDatabase, administer, pooler
from tests.postgresql import Database, Server, prepared
from tests.reading import HR, read

MOOD = {"mood_1": (3,)}


@pytest.fixture(scope="module")
def folder(postgresql_server: Server) -> Iterator[str]:
    with pooler(postgresql_server) as made:
        yield made


@pytest.fixture
def database(postgresql: Database, folder: str) -> PooledDatabase:
    """All tests of this module reach their database through the pooler."""
    return PooledDatabase(postgresql.server, postgresql.name, folder)


def opened(database: Database, folder: Path, half: Half) -> Installation:
    role = {"answer": ANSWER, "dashboard": DASHBOARD}[half]
    return open_installation(Settings(folder=folder, database_url=database.url(role), only=half))


def test_it_is_noticed_and_transactions_go_over_several_connections(
    installation: Installation, postgresql: Database
) -> None:
    with installation.engine.connect() as connection:
        assert is_pooled(connection)
    direct = engine(postgresql_url(postgresql.url()))
    with direct.connect() as connection:
        assert not is_pooled(connection)
    direct.dispose()

    def of_server() -> int:
        with read_connection(installation.engine) as connection:
            return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())

    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(reading(installation.engine)).connection()
    assert len({of_server() for _ in range(20)}) > 1


@pytest.mark.parametrize("invited", [40])
def test_answers_from_many_threads_are_counted_once_each(
    installation: Installation, wave: OpenedWave, database: Database, tmp_path: Path, north: UUID
) -> None:
    answering = opened(database, tmp_path / "elsewhere", "answer")
    tokens = list(wave.tokens.values())

    def answer(token: str) -> bool:
        assert answer_sheet(answering, token, OPENS).unit == "North"
        cast(answering, token, MOOD, OPENS)
        with pytest.raises(LinkError):
            cast(answering, token, MOOD, OPENS)
        return True

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(answer, tokens)) == 40
    assert installation.box(wave.number).number_cast() == 40
    assert not run_audit(installation).faults
    close_wave(installation, CLOSES)
    dashboard = opened(database, tmp_path / "reading", "dashboard")
    assert read(read_unit, dashboard, HR, north).latest is not None
    counted = database.rows("SELECT counts FROM results.result WHERE question_id = 'mood_1'")
    assert [sum(counts) for (counts,) in counted] == [40, 40], "of the team and of the whole"


def test_the_same_statement_again_and_again_needs_nothing_prepared(
    installation: Installation,
) -> None:
    statement = sa.text("SELECT count(*) FROM unit WHERE name = :name")
    for number in range(40):
        with reading(installation.engine) as session:
            assert session.connection().execute(statement, {"name": str(number)}).scalar() == 0


def test_one_clock_works_at_a_time_however_long_and_leaves_no_lock_behind(
    installation: Installation, database: Database
) -> None:
    place = installation.store_folder
    patient = engine(postgresql_url(database.url()), Limits(idle=0.2))
    for _ in range(6):
        with clock_lock(patient, place) as first, clock_lock(installation.engine, place) as second:
            threading.Event().wait(0.4)
            with writing(installation.engine) as session:
                assert session.connection().exec_driver_sql("SELECT 1").scalar() == 1
            with clock_lock(installation.engine, place) as third:
                assert (first, second, third) == (True, False, False)
    patient.dispose()
    assert database.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


def test_what_a_stranger_left_in_the_session_changes_nothing(
    installation: Installation, north: UUID, database: Database
) -> None:
    """`pg_dump` empties the search path of the connection that it was given, and leaves it so."""
    with installation.engine.connect().execution_options(peil_no_transaction=True) as connection:
        for _ in range(20):
            connection.exec_driver_sql("SET search_path = ''; SET lock_timeout = 0")
    with writing(installation.engine) as session:
        names = session.connection().exec_driver_sql("SELECT name FROM unit ORDER BY name")
        assert names.scalars().all() == ["Example", "North"]
    del north, database


def test_transactions_end_in_time_and_their_limits_end_with_them(
    installation: Installation, database: Database
) -> None:
    short = engine(postgresql_url(database.url()), Limits(statement=1, lock=0.2))
    with pytest.raises(OperationalError, match="statement timeout"), short.begin() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(5)")
    with installation.engine.begin() as holder:
        holder.exec_driver_sql("LOCK TABLE unit")
        with pytest.raises(OperationalError, match="lock timeout"), short.begin() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM unit")
    short.dispose()
    for _ in range(10):
        with installation.engine.begin() as connection:
            found = connection.exec_driver_sql("SHOW statement_timeout").scalar()
            assert found == "1min"


@pytest.mark.parametrize("invited", [8])
def test_after_the_server_was_restarted_the_second_try_succeeds(
    installation: Installation, wave: OpenedWave, folder: str, database: Database
) -> None:
    first, second, *_ = wave.tokens.values()
    cast(installation, first, MOOD, OPENS)
    administer(folder, "PAUSE")
    with pytest.raises(CastingUnavailableError):
        cast(installation, second, MOOD, OPENS)
    administer(folder, "RESUME")
    database.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND usename <> 'postgres'"
    )
    with suppress(CastingUnavailableError):
        cast(installation, second, MOOD, OPENS)
    with suppress(LinkError):
        cast(installation, second, MOOD, OPENS)
    assert installation.box(wave.number).number_cast() == 2


def test_a_backup_is_made_and_restored_through_it(
    installation: Installation, north: UUID, database: PooledDatabase, tmp_path: Path
) -> None:
    """The wave that was open goes on with the links that were sent, and is counted."""
    add_people(installation, north, 6)
    tokens = open_wave(installation, opens_on=OPENS, closes_on=CLOSES).tokens.values()
    for token in list(tokens)[:5]:
        cast(installation, token, MOOD, OPENS)
    settings, file = Settings(folder=tmp_path / "peil-data"), tmp_path / "backup.tar"
    back_up(installation, settings, file, date(2026, 3, 2), lambda *_: None)
    with prepared(database.server) as empty:
        place = PooledDatabase(empty.server, empty.name, database.folder)
        elsewhere = Settings(
            folder=tmp_path / "elsewhere",
            keys=installation.keys.path,
            database_url=place.url(),
        )
        restored, found = restore(elsewhere, file, None)
        assert (found.open_wave, found.has_key) == (1, True)
        answering = opened(place, tmp_path / "answering", "answer")
        cast(answering, list(tokens)[5], MOOD, OPENS)
        assert not run_audit(restored).faults
        close_wave(restored, CLOSES)
        counted = place.rows("SELECT counts FROM results.result WHERE question_id = 'mood_1'")
        assert {sum(counts) for (counts,) in counted} == {6}
        with pytest.raises(BackupError, match="not empty"):
            restore(elsewhere, file, None)
        for one in (ballot_engine(answering.engine), answering.engine, restored.engine):
            one.dispose()


def test_the_doctor_notices_roles_without_limits(
    installation: Installation, database: PooledDatabase
) -> None:
    assert not waits_without_end(installation.engine)
    here = f"IN DATABASE {database.name} SET lock_timeout"
    database.rows(f"ALTER ROLE {CLOCK} {here} = 0")
    administer(database.folder, "RECONNECT")
    assert waits_without_end(installation.engine)
    direct = engine(postgresql_url(Database(database.server, database.name).url()))
    assert not waits_without_end(direct)
    direct.dispose()


def test_the_script_limits_what_is_outside_of_transactions(database: Database) -> None:
    for role in (ANSWER, DASHBOARD, CLOCK):
        named = engine(postgresql_url(database.url(role)))
        with named.connect().execution_options(peil_no_transaction=True) as connection:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "5s"
        named.dispose()
