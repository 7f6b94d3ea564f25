"""`peil doctor`, as from a terminal."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from surveys.doctor import contents
from surveys.doctor.examination import examine
from surveys.doctor.report import DoctorReport, Finding, report_of
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from tests.builders import add_person, change_organisation, give_role
from tests.commands import Done, Peil
from tests.mail import free_port
from tests.postgresql import Database
from tests.store.doctor import servers

Doctor = Callable[..., Done]
DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def doctor(peil: Peil, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """A function that examines the installation of this test."""
    monkeypatch.chdir(settings.folder.parent)
    monkeypatch.setenv("PEIL_ADDRESS", f"http://localhost:{free_port()}")
    return lambda *more: peil("doctor", "--folder", settings.folder, *more)


def faults(done: Done) -> dict[str, str]:
    """Return what is wrong, by the check that found it."""
    return {each.check: each.what for each in findings(done) if each.severity == "fault"}


def findings(done: Done) -> list[Finding]:
    """Return the findings of a report of the form that is published."""
    return DoctorReport.model_validate_json(done.stdout).findings


@pytest.mark.both_databases
@pytest.mark.usefixtures("organisation")
def test_every_part_of_an_installation_is_examined(doctor: Doctor) -> None:
    done = doctor("--json")
    report = DoctorReport.model_validate_json(done.stdout)
    checks = {each.check for each in report.findings}
    assert {"versions", "settings", "key-folder", "database", "time", "clock"} <= checks
    assert {"organisation", "promise", "mail", "address", "sign-in"} <= checks
    assert done.returncode == 1
    severities = [each.severity for each in report.findings]
    assert report.severity == "fault"
    assert (report.faults, report.warnings) == (
        severities.count("fault"),
        severities.count("warning"),
    )
    assert all(bool(each.remedy) == (each.severity != "ok") for each in report.findings)


def test_the_form_of_the_report_is_the_published_one() -> None:
    """Where this fails, programs of others break: give the form another number."""
    published = json.loads((DOCS / "doctor.schema.json").read_text(encoding="utf-8"))
    assert DoctorReport.model_json_schema(by_alias=True) == published


def test_the_names_of_checks_are_the_published_ones(
    settings: Settings, organisation: object
) -> None:
    del organisation
    said = (DOCS / "operations.md").read_text(encoding="utf-8")
    found = examine(datetime.now(UTC), lambda what, done, total: None, folder=settings.folder)
    report = report_of(found, datetime.now(UTC))
    assert [each.check for each in report.findings if f"`{each.check}`" not in said] == []


def test_faults_are_counted_and_have_a_remedy(doctor: Doctor, installation: Installation) -> None:
    file = installation.store_folder / "peil.db"
    file.chmod(0o644)
    done = doctor()
    assert done.returncode == 1
    assert "FAULT" in done.stdout
    assert f"→ Run: chmod 600 {file}" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Verdict: 2 faults, ")


def test_without_an_installation_the_rest_is_examined(doctor: Doctor, settings: Settings) -> None:
    wrong = faults(doctor("--json"))
    assert "There is no database" in wrong["database"]
    assert "nothing listens" in wrong["address"]
    assert not settings.folder.exists()


@pytest.mark.usefixtures("organisation")
def test_an_unknown_zone_stops_no_other_check(doctor: Doctor, installation: Installation) -> None:
    change_organisation(installation, time_zone="Europe/Amsterdan")
    wrong = faults(doctor("--json"))
    assert "does not exist" in wrong["time"]
    assert "could not be looked at" in wrong["promise"]
    assert "nothing listens" in wrong["address"]


@pytest.mark.usefixtures("organisation")
def test_retention_is_checked_by_the_date_of_the_organisation(
    installation: Installation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    days: list[date] = []
    monkeypatch.setattr(contents, "check_promise", lambda *of: days.append(of[-1]) or ())
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        change_organisation(installation, time_zone=zone)
        examine(noon, lambda what, done, total: None, folder=settings.folder)
    assert days == [date(2026, 3, 2), date(2026, 3, 1)]


def test_an_installation_without_fault_ends_with_code_0(
    doctor: Doctor, installation: Installation, north: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_role(installation, add_person(installation, north, role="hr"), "administrator")

    def reply(path: str) -> servers.Reply:
        return (200, {}, b"ok") if path == "/healthz" else (101, {"Upgrade": "websocket"}, b"")

    with servers.web(reply) as where:
        monkeypatch.setenv("PEIL_ADDRESS", where)
        done = doctor()
    assert done.returncode == 0, done.stdout
    assert "Verdict: no faults" in done.stdout


@pytest.mark.parametrize("half", ["answer", "dashboard"])
def test_a_process_with_few_rights_looks_at_what_it_may(
    postgresql: Database, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    monkeypatch.setenv("PEIL_DATABASE_URL", postgresql.url(f"peil_{half}"))
    monkeypatch.setenv("PEIL_ONLY", half)
    found = findings(doctor("--json"))
    assert not [each for each in found if "could not be looked at" in each.what]
    severity = {each.check: each.severity for each in found}
    assert (severity["database"], severity["key-folder"]) == ("ok", "ok")
    assert ("organisation" in severity) == (half == "dashboard")


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("PEIL_KEEP_RESULTS_YEARS", "99", "PEIL_KEEP_RESULTS_YEARS is not right"),
        ("PEIL_ADRESS", "x", "Did you mean PEIL_ADDRESS?"),
    ],
)
def test_settings_that_are_not_right_are_a_fault_and_no_traceback(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, name: str, value: str, what: str
) -> None:
    monkeypatch.setenv(name, value)
    done = doctor()
    assert done.returncode == 1
    assert what in done.stdout
    assert "Verdict: 1 fault, no warnings." in done.stdout


def test_a_database_that_cannot_be_reached_is_a_fault_without_its_password(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql://peil_clock:hush@127.0.0.1:{free_port()}/peil"
    monkeypatch.setenv("PEIL_DATABASE_URL", address)
    done = doctor()
    assert done.returncode == 1
    assert "cannot be reached" in done.stdout
    assert "hush" not in done.stdout
