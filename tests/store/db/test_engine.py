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

from db import people
from db.base import UTCDateTime, insert
from db.engine import engine, read_connection, reading, sqlite_url, writing
from db.files import make_file
from surveys.installation.installation import Installation
from tests.builders import add_people
from tests.stored import rows

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "secure_delete": 1,
}


@pytest.fixture
def organisation_row(installation: Installation) -> Installation:
    """An installation with one row to write to."""
    with writing(installation.engine) as session:
        insert(session, people.Organisation(name="0"))
    return installation


def test_every_connection_has_the_safe_settings(installation: Installation) -> None:
    with ExitStack() as stack:
        open_at_once = [stack.enter_context(read_connection(installation.engine)) for _ in range(7)]
        for connection in open_at_once:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS
            }
            assert found == PRAGMAS


def test_the_connections_of_a_box_have_the_safe_settings_too(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    box = installation.box(1)
    box.create([(bytes(32), organisation["North"])])
    with read_connection(engine(sqlite_url(box.path))) as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    assert found == PRAGMAS


def test_there_is_one_engine_per_database(tmp_path: Path) -> None:
    first, second = sqlite_url(tmp_path / "a.db"), sqlite_url(tmp_path / "b.db")
    assert engine(first) is engine(first)
    assert engine(first) is not engine(second)


def test_opening_a_missing_file_does_not_make_one(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    with pytest.raises(OperationalError, match="unable to open database file"):
        engine(sqlite_url(missing)).connect()
    assert not missing.exists()


@pytest.mark.parametrize(
    "name",
    [
        "with space.db",
        "ü & co.db",
        pytest.param("per%cent.db"),
        pytest.param("hash#mark.db"),
        pytest.param("question?mark.db"),
    ],
)
def test_a_file_of_any_name_can_be_a_database(tmp_path: Path, name: str) -> None:
    make_file(tmp_path / name)
    with engine(sqlite_url(tmp_path / name)).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    assert rows(tmp_path / name, "SELECT name FROM sqlite_master") == [("t",)]


def test_a_database_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "x.db"
    make_file(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_making_a_file_that_exists_keeps_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"kept")
    make_file(tmp_path / "x.db")
    assert (tmp_path / "x.db").read_bytes() == b"kept"


def test_a_failing_statement_does_not_tell_its_parameters(installation: Installation) -> None:
    with (
        pytest.raises(OperationalError) as failed,
        read_connection(installation.engine) as connection,
    ):
        connection.exec_driver_sql("SELECT * FROM nowhere WHERE x = ?", ("secret value",))
    assert "secret value" not in str(failed.value)


def test_a_moment_without_a_time_zone_is_refused(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    [person] = add_people(installation, organisation["North"], 1)
    naive = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001
    row = people.SignIn(hash=bytes(32), kind="link", person_id=person, expires_at=naive)
    with (
        pytest.raises(StatementError, match="a moment needs a time zone"),
        writing(installation.engine) as session,
    ):
        insert(session, row)


def test_a_moment_comes_back_as_the_same_moment_in_utc(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    [person] = add_people(installation, organisation["North"], 1)
    moment = datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    with writing(installation.engine) as session:
        insert(
            session,
            people.SignIn(hash=bytes(32), kind="link", person_id=person, expires_at=moment),
        )
    with reading(installation.engine) as session:
        found = people.sign_in(session, bytes(32), "link")
    assert found is not None
    assert found.expires_at == moment
    assert found.expires_at.tzinfo is UTC


def test_no_moment_stays_no_moment(installation: Installation) -> None:
    column = UTCDateTime()
    assert column.process_bind_param(None, installation.engine.dialect) is None
    assert column.process_result_value(None, installation.engine.dialect) is None


def test_a_transaction_that_fails_leaves_no_trace(organisation_row: Installation) -> None:
    def write_and_fail() -> None:
        with writing(organisation_row.engine) as session:
            row = people.organisation(session)
            assert row is not None
            row.name = "changed"
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert name(organisation_row.engine) == "0"


def test_threads_that_read_and_then_write_lose_nothing(organisation_row: Installation) -> None:
    threads, rounds = 8, 15
    together = threading.Barrier(threads)

    def count(_: int) -> None:
        together.wait()
        for _ in range(rounds):
            with writing(organisation_row.engine) as session:
                row = people.organisation(session)
                assert row is not None
                row.name = str(int(row.name) + 1)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(count, range(threads)))
    assert name(organisation_row.engine) == str(threads * rounds)


def test_somebody_can_read_what_was_there_while_another_writes(
    organisation_row: Installation,
) -> None:
    with writing(organisation_row.engine) as session:
        row = people.organisation(session)
        assert row is not None
        row.name = "new"
        session.flush()
        assert name(organisation_row.engine) == "0"
    assert name(organisation_row.engine) == "new"


def test_a_row_that_refers_to_nothing_is_refused(installation: Installation) -> None:
    with pytest.raises(StatementError, match="FOREIGN KEY"):
        add_people(installation, UUID(int=1), 1)


def name(of: Engine) -> str:
    with reading(of) as session:
        row = people.organisation(session)
    assert row is not None
    return row.name
