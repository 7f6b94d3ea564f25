"""A real mail server that throttles, greylists, closes connections, or stops in the middle."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from db.engine import reading
from surveys.access import OPERATOR
from surveys.installation import Installation
from surveys.messages import delivery_status, prepare_reminder, send_due
from surveys.operations import tick
from surveys.programme import Rhythm, changes, load_working_days
from surveys.programme.locality import save_locale
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.mail import Mailbox
from tests.reading import reader_with
from tests.stored import main_rows
from tests.thinned import always, only_in_full

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ADMIN = reader_with("administrator")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def forty(installation: Installation, north: UUID) -> Installation:
    add_people(installation, north, 40)
    open_wave(installation, opens_on=OPENS, closes_on=CLOSES, by_message=True)
    return installation


def states(place: Installation) -> dict[str, int]:
    return dict(main_rows(place, "SELECT state, count(*) FROM message GROUP BY state"))  # type: ignore[arg-type]


def deliver_all(place: Installation, mailing: Settings, hours: int) -> list[datetime]:
    """Send once a minute until nothing waits; return the moments at which something was sent."""
    moments = []
    for minutes in range(hours * 60):
        now = NINE + minutes * MINUTE
        if send_due(place, mailing, now).sent:
            moments.append(now)
        if set(states(place)) == {"sent"}:
            break
    return moments


@pytest.mark.parametrize(
    "answer", ["452 busy", "451 4.7.500 busy", "432 slow", "421 4.3.2 closing"]
)
def test_a_server_that_takes_nothing_for_a_while_costs_nobody_their_invitation(
    forty: Installation, mailing: Settings, mailbox: Mailbox, answer: str
) -> None:
    mailbox.answer_to = lambda _: answer
    for seconds in (0, 30, 60):
        done = send_due(forty, mailing, NINE + timedelta(seconds=seconds))
        assert (done.sent, done.failed, done.waiting) == (0, 0, 40)
    (slow,) = delivery_status.paces_now(forty, ADMIN, NINE + MINUTE)
    assert slow.retry_at == NINE + 5 * MINUTE
    mailbox.answer_to = lambda _: None
    assert send_due(forty, mailing, NINE + 4 * MINUTE).sent == 0
    deliver_all(forty, mailing, 2)
    assert states(forty) == {"sent": 40}
    assert max(Counter(mailbox.recipients).values()) == 1


def test_a_server_that_takes_ten_a_minute_is_served_at_that_pace(
    forty: Installation, mailing: Settings, mailbox: Mailbox
) -> None:
    # The first run fills the quota: the next messages are refused, one after another.
    mailbox.answer_to_data = lambda _: "450 4.7.1 too many" if len(mailbox.raw) >= 10 else None
    first = send_due(forty, mailing, NINE)
    assert (first.sent, first.failed) == (10, 0)
    assert 0 < first.put_off < 40
    (slow,) = delivery_status.paces_now(forty, ADMIN, NINE)
    assert (slow.per_minute, slow.minutes) == (10, 3)
    assert slow.retry_at == NINE + MINUTE
    assert delivery_status.failed(forty, ADMIN) == []


def test_greylisting_puts_off_each_message_once(
    forty: Installation, mailing: Settings, mailbox: Mailbox
) -> None:
    seen: set[str] = set()

    def answer(address: str) -> str | None:
        if address in seen:
            return None
        seen.add(address)
        return "451 4.7.1 Greylisted, try again later"

    mailbox.answer_to = answer
    first = send_due(forty, mailing, NINE)
    assert (first.sent, first.put_off) == (0, 40)
    assert send_due(forty, mailing, NINE + 4 * MINUTE).put_off == 0
    assert send_due(forty, mailing, NINE + 5 * MINUTE).sent == 40


def test_a_server_that_fails_in_the_middle_gets_the_rest_later(
    forty: Installation, mailing: Settings, mailbox: Mailbox
) -> None:
    mailbox.answer_to_data = lambda _: "451 4.3.0 disk" if len(mailbox.raw) >= 20 else None
    assert send_due(forty, mailing, NINE).sent == 20
    mailbox.answer_to_data = lambda _: None
    deliver_all(forty, mailing, 3)
    assert states(forty) == {"sent": 40}
    assert set(Counter(mailbox.recipients).values()) == {1}


def test_a_reminder_that_was_slowed_down_until_the_last_day_is_dropped(
    forty: Installation, mailing: Settings, mailbox: Mailbox
) -> None:
    send_due(forty, mailing, NINE)
    (wave,) = {wave for (wave,) in main_rows(forty, "SELECT id FROM wave")}
    mailbox.raw.clear()
    mailbox.answer_to = lambda _: "451 4.2.0 later"
    prepare_reminder(forty, UUID(str(wave)), 1)
    assert send_due(forty, mailing, NINE + timedelta(days=3)).put_off == 40
    mailbox.answer_to = lambda _: None
    assert send_due(forty, mailing, NINE + timedelta(days=4)).sent == 0
    assert mailbox.raw == []


def test_a_run_that_tried_says_so(
    installation: Installation, north: UUID, mailing: Settings, mailbox: Mailbox
) -> None:
    add_people(installation, north, 8)
    changes.save_rhythm(installation, OPERATOR, Rhythm("FREQ=WEEKLY;INTERVAL=2", OPENS), (3, 5))
    changes.resume(installation, OPERATOR)
    mailbox.answer_to = lambda _: "451 4.2.0 later"
    assert "8 were not taken and are tried again" in tick(installation, mailing, NINE).done[1]
    later = tick(installation, mailing, NINE + 6 * MINUTE)
    assert later.done == (
        "0 messages sent, 0 failed, 8 wait. 8 were not taken and are tried again.",
    )


YEAR = 2025
COUNTRIES = (
    # Another weekend, and half an hour; the others have other holidays.
    *(
        always("SA", "Asia/Riyadh"),
        always("IN", "Asia/Kolkata"),
        only_in_full("NL", "Europe/Amsterdam"),
    ),
    *(only_in_full("DE", "Europe/Berlin"), only_in_full("US", "America/New_York")),
    *(only_in_full("IL", "Asia/Jerusalem"), only_in_full("NZ", "Pacific/Auckland")),
    only_in_full("BR", "America/Sao_Paulo"),
)


def year_of_messages(
    place: Installation, settings: Settings, box: Mailbox, zone: ZoneInfo, days: int
) -> list[datetime]:
    """Run the clock several times a day; return when each message left, as clocks there show it."""
    moments: list[datetime] = []
    for number in range(days):
        day = datetime(YEAR, 1, 1, tzinfo=zone) + timedelta(days=number)
        for hour in (0, 8, 9, 17):
            told, moment = len(box.raw), day.replace(hour=hour)
            assert tick(place, settings, moment.astimezone(UTC)).faults == ()
            moments += [moment] * (len(box.raw) - told)
    return moments


@pytest.mark.parametrize(("country", "zone"), COUNTRIES)
def test_in_a_year_no_message_leaves_on_a_day_off_or_outside_working_hours(
    installation: Installation,
    north: UUID,
    mailing: Settings,
    mailbox: Mailbox,
    country: str,
    zone: str,
    in_full: bool,
) -> None:
    save_locale(installation, OPERATOR, time_zone=zone, language="en", country=country)
    add_people(installation, north, 1)
    summer = date(YEAR, 2, 10), date(YEAR, 2, 28)
    changes.add_closed_period(installation, OPERATOR, "Closed", *summer)
    rhythm = Rhythm("FREQ=WEEKLY;INTERVAL=2", date(YEAR, 1, 5), time(7))
    changes.save_rhythm(installation, OPERATOR, rhythm, (3, 5))
    changes.resume(installation, OPERATOR)
    with reading(installation.engine) as session:
        days = load_working_days(session)
    length = 365 if in_full else 60
    moments = year_of_messages(installation, mailing, mailbox, ZoneInfo(zone), length)
    assert len(moments) > length // 6
    for moment in moments:
        assert days.obstacle(moment.date()) is None
        assert time(9) <= moment.time() < time(17)
    assert sum(subject.startswith("Until") for _, subject, _ in mailbox.texts()) > length // 20
