"""What lies in the database: each check finds its fault, and passes when there is none."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from db import programme
from db.engine import on_postgresql, reading, writing
from surveys.doctor import contents, storage, times
from surveys.doctor.verdict import Verdict
from surveys.installation.installation import Installation, InstallationError, inspect_installation
from surveys.settings.settings import Retention, Settings
from tests.builders import add_person, change_organisation, give_role, put_programme
from tests.refusals import code
from tests.stored import rows

pytestmark = pytest.mark.both_databases

LONG = Retention(12, 5)


def now() -> datetime:
    return datetime.now(UTC)


def severities(verdicts: Iterable[Verdict]) -> dict[str, str]:
    """Return the severity of each verdict."""
    return {verdict.what: verdict.severity for verdict in verdicts}


def fault(verdicts: Iterable[Verdict]) -> str:
    """Return the only fault, which is the last verdict."""
    *others, last = verdicts
    assert [verdict.severity for verdict in others].count("fault") == 0
    assert last.severity == "fault"
    return last.what


def plan(installation: Installation, state: str, last_run: datetime | None) -> None:
    """Put a programme into the database, and when its clock last ran."""
    put_programme(installation, state=state)
    if last_run is not None:
        with writing(installation.engine) as session:
            programme.note_run(session, last_run, {}, {})


def test_a_database_is_fine_in_this_version_only(
    settings: Settings, installation: Installation
) -> None:
    examined = inspect_installation(settings)
    assert examined.engine is installation.engine
    kind = "PostgreSQL" if on_postgresql(examined.engine) else "SQLite"
    expected = f"{examined.name} answers ({kind}), whole and of this version."
    assert severities(storage.check_database(examined)) == {expected: "ok"}
    where = "results." if on_postgresql(installation.engine) else ""
    with installation.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {where}alembic_version SET version_num = '0001'")  # noqa: S608
    assert "another version" in fault(storage.check_database(installation))


@pytest.mark.only_sqlite
def test_a_missing_database_and_a_file_of_something_else_are_named(settings: Settings) -> None:
    with pytest.raises(InstallationError, check=code("no_database")):
        inspect_installation(settings)
    assert not settings.folder.exists(), "examining makes no installation"
    settings.store_folder.mkdir(parents=True)
    (settings.store_folder / "peil.db").write_bytes(b"no database " * 100)
    with pytest.raises(InstallationError, match=r"cannot be opened: file is not a database\."):
        inspect_installation(settings)


@pytest.mark.only_sqlite
def test_a_damaged_database_is_a_fault(installation: Installation) -> None:
    installation.engine.dispose()
    file = installation.store_folder / "peil.db"
    rows(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    (number,) = rows(file, "SELECT rootpage FROM sqlite_master WHERE name = 'ix_person_unit_id'")[0]
    start = 4096 * (int(str(number)) - 1)
    content[start : start + 100] = b"\x0a\x00\x00\x00\x63" + bytes(95)
    file.write_bytes(content)
    assert fault(storage.check_database(installation)).startswith("The database is damaged:")


@pytest.mark.usefixtures("organisation")
def test_the_time_is_right_when_machine_and_database_agree(installation: Installation) -> None:
    (verdict,) = times.check_times(installation, now())
    assert verdict.severity == "ok"
    assert verdict.what.endswith("in Europe/Amsterdam.")
    change_organisation(installation, time_zone="Europe/Amsterdan")
    assert severities(times.check_times(installation, now())) == {
        "The organisation's time zone 'Europe/Amsterdan' does not exist.": "fault"
    }


def test_clocks_minutes_apart_or_run_in_the_future_are_a_fault(installation: Installation) -> None:
    for minutes in (-2, 2):
        verdicts = severities(times.check_times(installation, now() + timedelta(minutes=minutes)))
        assert "fault" in verdicts.values()
        assert any("seconds apart" in what for what in verdicts)
    plan(installation, "running", now() + timedelta(hours=1))
    verdicts = severities(times.check_times(installation, now()))
    assert any("still to come" in what for what in verdicts)


@pytest.mark.parametrize(
    ("state", "minutes", "severity"),
    [
        ("running", 1, "ok"),
        ("running", 11, "fault"),
        ("running", None, "fault"),
        ("paused", 11, "ok"),
        (None, None, "ok"),
    ],
)
def test_a_running_programme_needs_a_clock_that_runs(
    installation: Installation, state: str | None, minutes: int | None, severity: str
) -> None:
    if state is not None:
        ran = None if minutes is None else now() - timedelta(minutes=minutes)
        plan(installation, state, ran)
    (verdict,) = times.check_clock(installation, now())
    assert verdict.severity == severity
    assert bool(verdict.remedy) == (severity == "fault")


def test_a_missing_role_or_counsellor_is_a_fault(installation: Installation, north: UUID) -> None:
    person = add_person(installation, north, role="manager", role_for=north)
    give_role(installation, person, "hr", north)
    verdicts = severities(contents.check_roles(installation))
    assert list(verdicts.values()) == ["ok", "fault", "fault"]
    assert any("Nobody is HR" in what for what in verdicts)
    other = add_person(installation, north, "Ann", role="hr")
    give_role(installation, other, "administrator")
    verdicts = severities(contents.check_roles(installation))
    assert set(verdicts.values()) == {"ok"}
    assert {"Example has a confidential counsellor.", "1 person has the role administrator."} < set(
        verdicts
    )
    change_organisation(installation, counsellor_name=None)
    verdicts = severities(contents.check_roles(installation))
    assert any("no confidential counsellor" in what for what in verdicts)


def test_an_empty_installation_keeps_the_promise_and_is_to_be_set_up(
    installation: Installation,
) -> None:
    expected = {"The organisation is not set up yet.": "warning"}
    assert severities(contents.check_roles(installation)) == expected
    assert severities(contents.check_promise(installation, LONG, now().date())) == {
        "Comments are kept 12 months, results 5 years.": "ok",
        "The audit passed: all that is stored may be stored.": "ok",
    }
    kept, _ = contents.check_promise(installation, Retention(12, 9), now().date())
    assert kept.severity == "warning", "results are kept long"
    list(storage.check_database(installation))
    list(times.check_times(installation, now()))
    with reading(installation.engine) as session:
        assert programme.last_run(session) is None, "examining changes nothing"


@pytest.mark.only_sqlite
def test_a_fault_of_the_audit_is_a_fault_here(installation: Installation) -> None:
    rows(installation.store_folder / "peil.db", "CREATE TABLE visit (id BLOB)")
    what = fault(contents.check_promise(installation, LONG, now().date()))
    assert what.startswith("The audit found 1 fault.")
