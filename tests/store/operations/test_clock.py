"""The clock does what is due, once, in order, also after downtime and in several copies."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from db import programme as stored
from db.clock_lock import clock_lock
from db.engine import reading
from surveys.access.access import OPERATOR
from surveys.answering.casting import cast
from surveys.counting import take_turn
from surveys.installation import make_keepers
from surveys.installation.installation import Installation
from surveys.installation.keepers import Cost
from surveys.operations import clock
from surveys.operations.clock import Tick, tick
from surveys.programme.changes import pause, resume, save_rhythm
from surveys.programme.rhythm import Rhythm
from surveys.settings.settings import Settings
from surveys.waves import protect_keys
from tests.builders import add_people, add_person, confirm_everybody
from tests.mail import Mailbox
from tests.rosters import files, import_all
from tests.stored import main_rows

MONDAY = date(2025, 3, 3)
HERE = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def running(installation: Installation, north: UUID) -> Installation:
    """A programme of every four weeks, with eight people to invite."""
    return start(installation, north, 8)


def start(installation: Installation, unit: UUID, people: int) -> Installation:
    """Start a programme of every four weeks for a number of people."""
    add_people(installation, unit, people)
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=WEEKLY;INTERVAL=4", MONDAY), (3, 5))
    resume(installation, OPERATOR)
    return installation


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), HERE).astimezone(UTC)


def states(place: Installation) -> list[tuple[object, ...]]:
    return main_rows(place, "SELECT number, state, opens_on, closes_on FROM wave ORDER BY number")


def test_a_wave_waits_until_everybody_is_confirmed_and_hr_is_asked_once_a_day(
    running: Installation, mailing: Settings, mailbox: Mailbox, north: UUID
) -> None:
    add_person(running, north, "Hanna", role="hr")
    import_all(running, files("name,email,unit\nGhost,ghost@example.org,North"), only_add=True)
    days = [MONDAY - timedelta(days=n) for n in (4, 3, 2)] + [MONDAY]
    for day, mails in zip(days, (0, 1, 1, 2), strict=True):
        for hour in (9, 10):
            done = tick(running, mailing, at(day, hour))
            assert (len(mailbox.recipients), done.faults) == (mails, ())
    assert set(mailbox.recipients) == {"hanna@example.org"}
    assert not mailbox.tokens()
    assert done.waiting == (
        "Wave 1 waits: 1 person in small units is not confirmed by HR or the works council yet, "
        "in: North.",
    )
    assert states(running) == []
    confirm_everybody(running)
    done = tick(running, mailing, at(MONDAY, 11))
    assert done.waiting == ()
    assert done.done[0].startswith("Wave 1 is open")


def test_a_wave_opens_is_reminded_of_counted_and_published(
    running: Installation, mailing: Settings, mailbox: Mailbox
) -> None:
    assert tick(running, mailing, at(MONDAY, 8, 59)).done == ()
    first = tick(running, mailing, at(MONDAY))
    assert first.faults == ()
    assert first.done[0].startswith("Wave 1 is open until the end of 10 March 2025")
    assert "8 messages sent, 0 failed" in first.done[1]
    assert len({token for _, token in mailbox.tokens()}) == 8
    with reading(running.engine) as session:
        assert stored.last_run(session) == at(MONDAY), "it remembers when it ran"
    for _, token in mailbox.tokens()[:6]:
        cast(running, token, {"mood_1": (3,)}, MONDAY)
    assert tick(running, mailing, at(MONDAY, 9, 1)).done == ()

    told = len(mailbox.raw)
    assert "reminder 1" in tick(running, mailing, at(date(2025, 3, 6))).done[0]
    assert "reminder 2" in tick(running, mailing, at(date(2025, 3, 7))).done[0]
    assert len(mailbox.raw) == told + 16
    # Whoever answered gets the same reminder as whoever did not.
    for reminders in (mailbox.texts()[told:][:8], mailbox.texts()[told:][8:]):
        assert len({subject for _, subject, _ in reminders}) == 1
        assert len({len(text) - len(to.split("@")[0]) for to, _, text in reminders}) <= 2

    assert tick(running, mailing, at(date(2025, 3, 10), 23, 59)).done == ()
    last = tick(running, mailing, at(date(2025, 3, 11), 0))
    assert last.done[0].startswith("Wave 1 is counted")
    assert last.done[1].startswith("The verdicts on the results are worked out")
    assert "results of wave 1" in last.done[2]
    assert len(mailbox.raw) == told + 16, "nobody gets a message at night"
    tick(running, mailing, at(date(2025, 3, 11)))
    assert len(mailbox.raw) == told + 24
    assert states(running) == [(1, "closed", "2025-03-03", "2025-03-10")]
    assert main_rows(running, "SELECT * FROM invitation") == []


def test_three_quarters_of_a_year_with_both_changes_of_the_clocks(
    installation: Installation, north: UUID, mailing: Settings, mailbox: Mailbox
) -> None:
    running = start(installation, north, 2)
    for days in range(0, (date(2025, 12, 1) - MONDAY).days):
        day = MONDAY + timedelta(days=days)
        # An hour too early nothing is due, also in the week after the clocks were changed.
        if days % 28 == 0:
            assert tick(running, mailing, at(day, 8, 30)) == Tick()
        if days % 28 in {0, 3, 4, 8}:
            assert tick(running, mailing, at(day, 9, 30)).faults == ()
    waves = states(running)
    assert [number for number, *_ in waves] == list(range(1, len(waves) + 1))
    assert len(waves) == 10
    assert {state for _, state, _, _ in waves} == {"closed"}
    per_person = Counter(to for to, _, _ in mailbox.texts())
    assert set(per_person.values()) == {10 * 4}
    tokens = [token for _, token in mailbox.tokens()]
    assert len(tokens) == len(set(tokens)) == 20


def test_after_downtime_everything_is_caught_up_in_the_right_order(
    running: Installation, mailing: Settings, mailbox: Mailbox
) -> None:
    tick(running, mailing, at(MONDAY))
    # Down until the next wave has been open for a day: its programme goes on as planned.
    late = tick(running, mailing, at(date(2025, 4, 1)))
    assert late.faults == ()
    assert late.done[0].startswith("Wave 1 is counted")
    assert late.done[2].startswith("Wave 2 is open until the end of 07 April 2025")
    assert states(running)[1] == (2, "open", "2025-04-01", "2025-04-07")
    assert len(mailbox.raw) == 16


def test_no_wave_opens_without_a_way_to_send_or_after_its_time(
    running: Installation, settings: Settings, mailing: Settings
) -> None:
    outcome = tick(running, settings, at(MONDAY))
    assert outcome.done == ()
    assert "PEIL_MAIL" in outcome.faults[0]
    assert states(running) == []
    assert tick(running, mailing, at(date(2025, 3, 20))).done == ()
    assert states(running) == []
    assert tick(running, mailing, at(date(2025, 3, 31))).done[0].startswith("Wave 1 is open")


def test_a_pause_opens_nothing_but_counts(running: Installation, mailing: Settings) -> None:
    tick(running, mailing, at(MONDAY))
    pause(running, OPERATOR)
    assert tick(running, mailing, at(date(2025, 3, 11))).done[0].startswith("Wave 1 is counted")
    assert tick(running, mailing, at(date(2025, 3, 31))).done == ()
    resume(running, OPERATOR)
    assert tick(running, mailing, at(date(2025, 3, 31), 12)).done[0].startswith("Wave 2 is open")


def test_one_fault_stops_no_step(running: Installation, mailing: Settings) -> None:
    tick(running, mailing, at(MONDAY))
    key, elsewhere = (running.keys.path / name for name in ("wave-1.key", "elsewhere"))
    key.rename(elsewhere)
    outcome = tick(running, mailing, at(date(2025, 3, 11)))
    assert "Close and count the open wave. This failed" in outcome.faults[0]
    assert states(running)[0][1] == "open"
    elsewhere.rename(key)
    assert tick(running, mailing, at(date(2025, 3, 11), 10)).faults == ()
    assert states(running)[0][1] == "closed"


def test_of_several_copies_one_works_and_nothing_happens_twice(
    running: Installation, mailing: Settings, mailbox: Mailbox
) -> None:
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: tick(running, mailing, at(MONDAY)), range(4)))
    assert sum(bool(outcome.done) for outcome in outcomes) == 1
    assert len(mailbox.raw) == 8
    with clock_lock(running.engine, running.store_folder):
        assert tick(running, mailing, at(date(2025, 3, 10))) == Tick(was_free=False)


def test_a_wave_with_keepers_opens_and_reminds_by_itself_then_waits_and_asks_them_daily(
    running: Installation, organisation: dict[str, UUID], mailing: Settings, mailbox: Mailbox
) -> None:
    words = "seven herons cross the river"
    protect_keys(running, make_keepers([("HR", words)], Cost(1, 8192)))
    add_person(running, organisation["Example"], "Hanna", role="hr")
    add_person(running, organisation["Example"], "Cor", role="council")
    add_person(running, organisation["Example"], "Helen", role="hr", role_for=organisation["North"])
    assert tick(running, mailing, at(MONDAY)).waiting == ()
    assert "reminder 1" in tick(running, mailing, at(date(2025, 3, 6))).done[0]
    told = len(mailbox.raw)
    closed = date(2025, 3, 11)
    waits = ("Wave 1 waits for HR: it is counted once they have had their turn.",)
    for day in (closed, closed + timedelta(days=1)):
        first = tick(running, mailing, at(day))
        assert first.faults == ()
        assert first.waiting == waits
        assert first.done[0] == "2 people are asked for the keepers' passphrases of wave 1."
        assert tick(running, mailing, at(day, 12)) == Tick(waiting=waits), "once a day"
    asked = mailbox.texts()[told:]
    assert len(asked) == 4
    assert {subject for _, subject, _ in asked} == {"The answers are waiting for their keepers"}
    assert all("https://peil.example.org/count" in text for *_, text in asked)
    assert states(running)[0][1] == "open"
    assert take_turn(running, words, at(date(2025, 3, 13))).counted is not None
    after = tick(running, mailing, at(date(2025, 3, 13)))
    assert after.waiting == ()
    assert "results of wave 1" in after.done[1]
    assert main_rows(running, "SELECT * FROM message WHERE kind LIKE 'count-%'") == []


def test_every_step_says_what_it_does() -> None:
    assert all((step.__doc__ or "").endswith(".") for step in clock.STEPS.values())
