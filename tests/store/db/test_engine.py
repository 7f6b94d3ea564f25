"""Databases open safely: right settings, no accidental files, no lost writes."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, StatementError
from sqlmodel import Session

from db import engine as db_engine
from db import people
from db.base import UTCDateTime, insert
from db.engine import PRAGMAS as AT_WORK
from db.engine import engine, read_connection, reading, sqlite_url, writing
from db.files import make_file
from surveys.installation.installation import Installation
from tests.builders import add_people, add_person
from tests.stored import rows

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "secure_delete": 1,
}


@pytest.fixture
def as_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections wait for the disk here, as they do outside tests."""
    monkeypatch.setattr(db_engine, "PRAGMAS", AT_WORK)


@pytest.mark.usefixtures("as_at_work")
def test_every_connection_has_the_safe_settings(installation: Installation) -> None:
    box = installation.box(1)
    box.create([(bytes(32), UUID(int=1))])
    with ExitStack() as stack:
        for of in (*[installation.engine] * 7, engine(sqlite_url(box.path))):
            connection = stack.enter_context(read_connection(of))
            assert {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS
            } == PRAGMAS


def test_a_database_has_one_engine_and_opening_makes_no_missing_file(tmp_path: Path) -> None:
    first, second = sqlite_url(tmp_path / "a.db"), sqlite_url(tmp_path / "b.db")
    assert engine(first) is engine(first)
    assert engine(first) is not engine(second)
    with pytest.raises(OperationalError, match="unable to open database file"):
        engine(first).connect()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["with space.db", "ü & co.db", "per%cent.db", "hash#mark.db", "question?mark.db"]
)
def test_a_file_of_any_name_can_be_a_database(tmp_path: Path, name: str) -> None:
    make_file(tmp_path / name)
    with engine(sqlite_url(tmp_path / name)).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    assert rows(tmp_path / name, "SELECT name FROM sqlite_master") == [("t",)]


def test_a_database_file_is_for_its_owner_only_and_never_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "x.db"
    make_file(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.write_bytes(b"kept")
    make_file(file)
    assert file.read_bytes() == b"kept"


def test_faults_tell_no_parameters_and_rows_refer_to_others(installation: Installation) -> None:
    with (
        pytest.raises(OperationalError) as failed,
        read_connection(installation.engine) as connection,
    ):
        connection.exec_driver_sql("SELECT * FROM nowhere WHERE x = ?", ("secret value",))
    assert "secret value" not in str(failed.value)
    with pytest.raises(StatementError, match="FOREIGN KEY"):
        add_people(installation, UUID(int=1), 1)


def test_a_moment_needs_a_zone_and_is_read_in_utc(installation: Installation, north: UUID) -> None:
    person = add_person(installation, north)

    def insert_link(expires_at: datetime) -> None:
        with writing(installation.engine) as session:
            row = people.SignIn(
                hash=bytes(32), kind="link", person_id=person, expires_at=expires_at
            )
            insert(session, row)

    with pytest.raises(StatementError, match="a moment needs a time zone"):
        insert_link(datetime(2026, 3, 2, 12, 0))  # noqa: DTZ001
    moment = datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    insert_link(moment)
    with reading(installation.engine) as session:
        link = people.sign_in(session, bytes(32), "link")
    assert link is not None
    assert link.expires_at == moment
    assert link.expires_at.tzinfo is UTC
    column = UTCDateTime()
    assert column.process_bind_param(None, installation.engine.dialect) is None
    assert column.process_result_value(None, installation.engine.dialect) is None


def test_others_read_nothing_of_a_transaction_unless_it_ends_well(counter: Installation) -> None:
    def write_and_fail() -> None:
        with writing(counter.engine) as session:
            stored(session).name = "changed"
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert name(counter.engine) == "0"
    with writing(counter.engine) as session:
        stored(session).name = "new"
        session.flush()
        assert name(counter.engine) == "0"
    assert name(counter.engine) == "new"


def test_threads_that_read_and_then_write_lose_nothing(counter: Installation) -> None:
    threads, rounds = 8, 15
    together = threading.Barrier(threads)

    def count(_: int) -> None:
        together.wait()
        for _ in range(rounds):
            with writing(counter.engine) as session:
                row = stored(session)
                row.name = str(int(row.name) + 1)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(count, range(threads)))
    assert name(counter.engine) == str(threads * rounds)


@pytest.fixture
def counter(installation: Installation) -> Installation:
    """An installation with one row to write to, whose name is a number."""
    with writing(installation.engine) as session:
        insert(session, people.Organisation(name="0"))
    return installation


def stored(session: Session) -> people.Organisation:
    row = people.organisation(session)
    assert row is not None
    return row


def name(of: Engine) -> str:
    with reading(of) as session:
        return stored(session).name
