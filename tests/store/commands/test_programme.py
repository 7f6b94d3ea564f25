"""`peil programme`: the rhythm from a script."""

from uuid import UUID

import pytest
from typer.testing import CliRunner

from dashboard.commands.main import cli
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.programme.error import ProgrammeError
from surveys.programme.programme import load_programme
from surveys.settings.settings import Settings


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    installations.current_installation.cache_clear()


def peil(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["programme", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    ("every", "rule"),
    [
        ("1w", "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU"),
        ("2w", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("1m", "FREQ=MONTHLY;BYDAY=1TU"),
    ],
)
def test_a_rhythm_is_set_and_shown(
    installation: Installation, organisation: dict[str, UUID], every: str, rule: str
) -> None:
    peil("set", "--every", every, "--start", "2100-03-02", "--at", "08:30", "--days", "5")
    found = load_programme(installation)
    assert found is not None
    assert found.rhythm.rule == rule
    assert f"{found.rhythm.opens_at:%H:%M}" == "08:30"
    assert (found.rhythm.open_days, found.reminders) == (5, (3,))


def test_the_plan_of_the_year_is_listed(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    assert "no programme yet" in peil("show")
    peil("set", "--rule", "FREQ=WEEKLY;BYDAY=TU", "--reminders", "2, 4")
    lines = peil("show").splitlines()
    (first,) = [line for line in lines if line.strip().startswith("1 ")]
    assert "Tue" in first
    assert "09:00" in first
    assert "Isolation" in first


def test_it_is_started_and_paused(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    assert "`peil programme start`" in peil("set", "--every", "2w")
    for command, state in (("start", "running"), ("pause", "paused")):
        peil(command)
        found = load_programme(installation)
        assert found is not None
        assert found.state == state


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--every", "2w", "--rule", "FREQ=WEEKLY"),
        ("--every", "two weeks"),
        ("--every", "0w"),
        ("--rule", "FREQ=HOURLY"),
        ("--every", "1w", "--days", "8"),
        ("--every", "1w", "--reminders", "soon"),
        ("--every", "1w", "--reminders", "9"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(
    installation: Installation, organisation: dict[str, UUID], arguments: tuple[str, ...]
) -> None:
    with pytest.raises(ProgrammeError):
        peil("set", *arguments)
    assert load_programme(installation) is None
