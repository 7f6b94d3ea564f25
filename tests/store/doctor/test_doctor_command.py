"""`peil doctor`, as from a terminal."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dashboard.commands.main import cli
from db import people
from db.engine import writing
from surveys.doctor import contents
from surveys.doctor.examination import examine
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from tests.postgresql import Database
from tests.rosters import appoint
from tests.store.doctor import servers

Doctor = Callable[..., Result]


@pytest.fixture
def doctor(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Doctor:
    """A function that examines the installation of this test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEIL_ADDRESS", f"http://localhost:{servers.free_port()}")
    if settings.database_url is not None:
        monkeypatch.setenv("PEIL_DATABASE_URL", settings.database_url.get_secret_value())
    folder = str(settings.folder)
    return lambda *more: CliRunner().invoke(cli, ["doctor", "--folder", folder, *more])


@pytest.mark.both_databases
def test_every_part_of_an_installation_is_looked_at(
    doctor: Doctor, installation: Installation, organisation: dict[str, UUID]
) -> None:
    del installation, organisation
    done = doctor("--json")
    found = json.loads(done.stdout)
    about = {each["about"] for each in found}
    assert {"Versions", "Settings", "Key folder", "Database", "Time", "Clock"} <= about
    assert {"Organisation", "Promise", "Mail", "Address", "Sign-in"} <= about
    assert done.exit_code == 1
    assert all(bool(each["remedy"]) == (each["severity"] != "ok") for each in found)


def test_a_fault_is_named_with_its_remedy_and_the_number_of_faults(
    doctor: Doctor, installation: Installation
) -> None:
    (installation.store_folder / "peil.db").chmod(0o644)
    done = doctor()
    assert done.exit_code == 1
    assert "FAULT" in done.stdout
    assert f"→ Run: chmod 600 {installation.store_folder / 'peil.db'}" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Verdict: 2 faults, ")


def test_without_an_installation_the_rest_is_looked_at_all_the_same(
    doctor: Doctor, settings: Settings
) -> None:
    found = json.loads(doctor("--json").stdout)
    said = {each["about"]: each["what"] for each in found if each["severity"] == "fault"}
    assert "There is no database" in said["Database"]
    assert "nothing listens" in said["Address"]
    assert not settings.folder.exists()


def test_a_time_zone_that_does_not_exist_stops_no_other_check(
    doctor: Doctor, installation: Installation, organisation: dict[str, UUID]
) -> None:
    del organisation
    with writing(installation.engine) as session:
        row = people.organisation(session)
        assert row is not None
        row.time_zone = "Europe/Amsterdan"
    found = json.loads(doctor("--json").stdout)
    said = {each["about"]: each["what"] for each in found if each["severity"] == "fault"}
    assert "does not exist" in said["Time"]
    assert "could not be looked at" in said["Promise"]
    assert "nothing listens" in said["Address"]


@pytest.mark.parametrize(("zone", "expected"), [("Pacific/Kiritimati", 2), ("Pacific/Niue", 1)])
def test_what_should_be_gone_is_told_by_the_date_of_the_organisation(
    installation: Installation,
    organisation: dict[str, UUID],
    settings: Settings,
    zone: str,
    expected: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del organisation
    with writing(installation.engine) as session:
        row = people.organisation(session)
        assert row is not None
        row.time_zone = zone
    days: list[date] = []
    monkeypatch.setattr(
        contents, "check_promise", lambda place, retention, today: days.append(today) or ()
    )
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    examine(noon, lambda what, done, total: None, folder=settings.folder)
    assert days == [date(2026, 3, expected)]


def test_an_installation_without_fault_ends_with_code_0(
    doctor: Doctor,
    installation: Installation,
    organisation: dict[str, UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del organisation
    for role in ("hr", "administrator"):
        appoint(installation, email="a@example.org", name="Ann", role=role, unit=None)  # type: ignore[arg-type]

    def reply(path: str) -> servers.Reply:
        return (200, {}, b"ok") if path == "/healthz" else (101, {"Upgrade": "websocket"}, b"")

    with servers.web(reply) as where:
        monkeypatch.setenv("PEIL_ADDRESS", where)
        done = doctor()
    assert done.exit_code == 0, done.stdout
    assert "Verdict: no faults" in done.stdout


@pytest.mark.parametrize("half", ["answer", "dashboard"])
def test_a_process_with_few_rights_looks_at_what_it_may(
    postgresql: Database, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    monkeypatch.setenv("PEIL_DATABASE_URL", postgresql.url(f"peil_{half}"))
    monkeypatch.setenv("PEIL_ONLY", half)
    found = json.loads(doctor("--json").stdout)
    assert [each["what"] for each in found if "could not be looked at" in each["what"]] == []
    said = {each["about"]: each["severity"] for each in found}
    assert (said["Database"], said["Key folder"]) == ("ok", "ok")
    assert ("Organisation" in said) == (half == "dashboard")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PEIL_KEEP_RESULTS_YEARS", "99", "PEIL_KEEP_RESULTS_YEARS is not right"),
        ("PEIL_ADRESS", "x", "Did you mean PEIL_ADDRESS?"),
    ],
)
def test_settings_that_are_not_right_are_a_fault_and_no_traceback(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    done = doctor()
    assert done.exit_code == 1
    assert said in done.stdout
    assert "Verdict: 1 fault, no warnings." in done.stdout


def test_a_database_that_cannot_be_reached_is_a_fault_without_its_password(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql://peil_clock:hush@127.0.0.1:{servers.free_port()}/peil"
    monkeypatch.setenv("PEIL_DATABASE_URL", address)
    done = doctor()
    assert done.exit_code == 1
    assert "cannot be reached" in done.stdout
    assert "hush" not in done.stdout
