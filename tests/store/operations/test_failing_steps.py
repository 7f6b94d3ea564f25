"""What the clock could not do is kept, told to administrators once, and forgotten when it works."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from surveys.access.access import Reader
from surveys.doctor import times
from surveys.installation.installation import Installation
from surveys.operations import clock, load_clock_state, read_agenda
from surveys.operations.clock import tick
from surveys.operations.clock_state import (
    STEPS,
    TOLD_AFTER,
    after_run,
    as_told,
    failing_steps,
    rounded_up,
    untold,
)
from surveys.settings.settings import Settings
from tests.builders import add_person, put_programme
from tests.mail import Mailbox
from tests.store.operations.test_clock import MONDAY, at, start
from tests.stored import main_rows

CLOSED = date(2025, 3, 11)
QUARTER = TOLD_AFTER


@pytest.fixture
def counting_fails(
    installation: Installation, north: UUID, mailing: Settings
) -> Callable[[bool], None]:
    """A wave that should be counted; call to take its key away, or to put it back."""
    start(installation, north, 6)
    add_person(installation, north, "Ada", role="administrator")
    tick(installation, mailing, at(MONDAY))
    key = installation.keys.path / "wave-1.key"

    def take(away: bool) -> None:
        elsewhere = key.with_name("elsewhere")
        key.rename(elsewhere) if away else elsewhere.rename(key)

    return take


def alerts(mailbox: Mailbox) -> list[str]:
    subject = "Peil: something that was due could not be done"
    return [text for _, about, text in mailbox.texts() if about == subject]


def names(installation: Installation) -> list[str]:
    return [step.name for step in load_clock_state(installation).failing]


def test_administrators_are_told_once_after_a_quarter_and_again_only_of_a_new_failure(
    installation: Installation,
    mailing: Settings,
    mailbox: Mailbox,
    counting_fails: Callable[[bool], None],
) -> None:
    counting_fails(True)
    first = at(CLOSED, 9)
    for minutes in (0, 5, 14):
        assert tick(installation, mailing, first + timedelta(minutes=minutes)).faults
    assert names(installation) == ["close"]
    assert alerts(mailbox) == [], "much passes by itself"
    for minutes in (15, 16, 60, 24 * 60, 3 * 24 * 60):
        assert tick(installation, mailing, first + timedelta(minutes=minutes)).faults
        assert len(alerts(mailbox)) == 1
    (step,) = load_clock_state(installation).failing
    assert step.since == first
    assert "close and count the wave" in alerts(mailbox)[0]
    counting_fails(False)
    assert tick(installation, mailing, first + timedelta(days=4)).faults == ()
    assert names(installation) == []


def test_a_mail_server_that_is_away_as_well_is_tried_until_somebody_was_reached(
    installation: Installation,
    mailing: Settings,
    mailbox: Mailbox,
    counting_fails: Callable[[bool], None],
) -> None:
    counting_fails(True)
    tick(installation, mailing, at(CLOSED, 9))
    mailbox.refuses = True
    tick(installation, mailing, at(CLOSED, 9, 20))
    assert alerts(mailbox) == []
    mailbox.refuses = False
    tick(installation, mailing, at(CLOSED, 9, 21))
    tick(installation, mailing, at(CLOSED, 9, 22))
    assert len(alerts(mailbox)) == 1


def test_first_page_and_doctor_say_what_fails_since_when_and_why(
    installation: Installation,
    mailing: Settings,
    counting_fails: Callable[[bool], None],
) -> None:
    counting_fails(True)
    tick(installation, mailing, at(CLOSED, 9))
    ada = Reader(UUID(int=1), "Ada", None, frozenset({"administrator"}), frozenset())
    agenda = read_agenda(installation, mailing, ada, at(CLOSED, 9))
    assert agenda.tasks[0] == "failing steps"
    assert agenda.failing[0].since == at(CLOSED, 9)
    assert "key" in agenda.failing[0].why
    verdicts = list(times.check_clock(installation, at(CLOSED, 9, 1)))
    assert [verdict.severity for verdict in verdicts] == ["fault", "ok"]
    assert "cannot close and count the wave" in verdicts[0].what


def test_a_clock_that_no_longer_runs_is_the_first_thing_that_waits(
    installation: Installation, mailing: Settings
) -> None:
    put_programme(installation)
    ada = Reader(UUID(int=1), "Ada", None, frozenset({"administrator"}), frozenset())

    def is_first(moment: datetime) -> bool:
        return read_agenda(installation, mailing, ada, moment).tasks[:1] == ("clock stopped",)

    assert is_first(at(MONDAY)), "it never ran"
    tick(installation, mailing, at(MONDAY))
    assert not is_first(at(MONDAY, 9, 9))
    assert is_first(at(MONDAY, 9, 11))


def test_a_step_with_a_defect_stops_no_other_and_keeps_no_row_that_a_database_quotes(
    installation: Installation,
    mailing: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    quoted = "Key (email)=(ada@example.org) already exists"

    def defect(*_: Any) -> Iterator[str]:
        raise KeyError(quoted)
        yield ""

    def refused(*_: Any) -> Iterator[str]:
        raise sa.exc.IntegrityError("INSERT", {}, Exception(quoted))
        yield ""

    steps = {**clock.STEPS, "judge": defect, "remind": refused}
    monkeypatch.setattr(clock, "STEPS", steps)
    outcome = tick(installation, mailing, at(MONDAY))
    assert len(outcome.faults) == 2
    assert [(s.name, s.why) for s in load_clock_state(installation).failing] == [
        ("judge", "KeyError"),
        ("remind", "IntegrityError"),
    ]
    assert "ada@example.org" not in str(main_rows(installation, "SELECT failing FROM clock"))
    assert "a step of the clock has a defect" in caplog.text
    monkeypatch.undo()
    tick(installation, mailing, at(MONDAY, 10))
    assert names(installation) == []


def test_every_step_has_a_name_and_words() -> None:
    assert list(clock.STEPS) == list(STEPS)
    assert set(STEPS) >= clock.DURATIONS


@given(st.floats(0, 1e6))
def test_durations_are_kept_by_doublings(seconds: float) -> None:
    kept = rounded_up(seconds)
    assert kept >= seconds
    assert kept == 1 or kept < 2 * seconds
    assert kept & (kept - 1) == 0


@given(st.lists(st.sets(st.sampled_from(["close", "send", "open"])), max_size=60))
def test_nobody_is_told_twice_of_one_failure_nor_twice_a_day_of_one_step(
    runs: list[set[str]],
) -> None:
    """One run every twenty minutes; each names the steps that fail in it."""
    kept: dict[str, Any] = {}
    told: list[tuple[str, datetime, datetime]] = []
    for number, failing in enumerate(runs):
        now = at(MONDAY) + timedelta(minutes=20 * number)
        kept = after_run(kept, dict.fromkeys(failing, "why"), now)
        assert {step.name for step in failing_steps(kept)} == failing
        due = untold(kept, now, now.date())
        told += [(step.name, step.since, now) for step in due]
        kept = as_told(kept, due, now.date())
    assert len({(name, since) for name, since, _ in told}) == len(told)
    assert len({(name, now.date()) for name, _, now in told}) == len(told)
    assert all(now - since >= QUARTER for _, since, now in told)


def test_a_failure_that_stays_is_told() -> None:
    kept = after_run({}, {"close": "why"}, at(MONDAY))
    later = at(MONDAY) + QUARTER
    assert not untold(kept, later - timedelta(seconds=1), MONDAY)
    assert [step.name for step in untold(after_run(kept, {"close": "w"}, later), later, MONDAY)]
