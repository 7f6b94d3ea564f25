"""`peil programme`: the rhythm from a script."""

import pytest

from surveys.installation.installation import Installation
from surveys.organisation import load_organisation
from surveys.programme.programme import Programme, load_programme
from tests.commands import Peil, said

pytestmark = pytest.mark.usefixtures("organisation")


def programme(installation: Installation) -> Programme:
    stored = load_programme(installation)
    assert stored is not None
    return stored


@pytest.mark.parametrize(
    ("every", "rule"),
    [
        ("1w", "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU"),
        ("2w", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("1m", "FREQ=MONTHLY;BYDAY=1TU"),
    ],
)
def test_a_rhythm_is_set(peil: Peil, installation: Installation, every: str, rule: str) -> None:
    options = ("--every", every, "--start", "2100-03-02", "--at", "08:30", "--days", "5")
    assert peil("programme", "set", *options).returncode == 0
    stored = programme(installation)
    assert stored.rhythm.rule == rule
    assert f"{stored.rhythm.opens_at:%H:%M}" == "08:30"
    assert (stored.rhythm.open_days, stored.reminders) == (5, (3,))


def test_a_programme_is_listed_started_and_paused(peil: Peil, installation: Installation) -> None:
    assert "no programme yet" in peil("programme", "show").stdout
    peil("programme", "set", "--rule", "FREQ=WEEKLY;BYDAY=TU", "--reminders", "2, 4")
    lines = peil("programme", "show").stdout.splitlines()
    (first,) = [line for line in lines if line.strip().startswith("1 ")]
    assert all(word in first for word in ("Tue", "09:00", "Isolation"))
    assert "`peil programme start`" in peil("programme", "set", "--every", "2w").stderr
    for command, state in (("start", "running"), ("pause", "paused")):
        assert peil("programme", command).returncode == 0
        assert programme(installation).state == state


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
    peil: Peil, installation: Installation, arguments: tuple[str, ...]
) -> None:
    assert said(peil("programme", "set", *arguments))
    assert load_programme(installation) is None


def test_badges_by_chance_are_chosen_and_another_share_is_refused(
    peil: Peil, installation: Installation
) -> None:
    assert "Kept: 25 %" in peil("programme", "badges", "25").stderr
    refused = peil("programme", "badges", "20")
    assert refused.returncode != 0
    assert "10 or 25 percent" in said(refused)
    organisation = load_organisation(installation)
    assert organisation is not None
    assert organisation.badges_by_chance == 25


def test_a_start_measurement_is_chosen_and_the_plan_begins_with_it(peil: Peil) -> None:
    assert peil("programme", "set", "--every", "1w").returncode == 0
    done = peil("programme", "start-measurement", "on")
    assert "29 questions, about 3 minutes" in done.stderr
    first, second, *_ = peil("programme", "show").stdout.splitlines()
    assert "start measurement: Mood" in first
    assert "start measurement" not in second
    assert peil("programme", "start-measurement", "off").returncode == 0
    assert "start measurement" not in peil("programme", "show").stdout
    assert peil("programme", "start-measurement", "later").returncode != 0
