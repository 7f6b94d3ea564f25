"""When what was not taken is tried again, and how a slowed channel becomes faster."""

from datetime import UTC, datetime, timedelta

from surveys.messages.delivery_error import DeliveryError
from surveys.messages.pacing import ChannelPace, Pacing, retry_after

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
THROTTLED = DeliveryError("message_refused", detail="452", throttled=True)
DOWN = DeliveryError("unreachable", detail="x", channel_down=True)


def pacing(**paces: ChannelPace) -> Pacing:
    return Pacing(NOW, 100, paces)


def test_a_message_waits_5_15_and_30_minutes_and_then_about_an_hour() -> None:
    assert [retry_after(n) for n in range(3)] == [timedelta(minutes=m) for m in (5, 15, 30)]
    hourly = {retry_after(n) for n in range(3, 50)}
    assert len(hourly) > 1, "not all at the same moment"
    assert all(timedelta(minutes=54) <= wait <= timedelta(minutes=66) for wait in hourly)


def test_three_refusals_in_a_row_concern_the_channel_and_one_concerns_an_address() -> None:
    run = pacing()
    assert not run.refused("mail", THROTTLED)
    run.accepted("mail")
    assert [run.refused("mail", THROTTLED) for _ in range(3)] == [False, False, True]
    assert run.is_paused("mail")
    assert not run.is_paused("teams")
    assert run.paces["mail"].per_minute == 1
    assert run.paces["mail"].retry_at == NOW + timedelta(minutes=1)


def test_a_channel_that_takes_nothing_pauses_longer_each_time() -> None:
    pace, waits = ChannelPace(), []
    for _ in range(3):
        run = pacing(mail=pace)
        run.refused("mail", DOWN)
        pace = ChannelPace.from_stored(run.paces["mail"].stored())
        waits.append((pace.retry_at or NOW) - NOW)
    assert waits == [timedelta(minutes=m) for m in (5, 15, 30)]


def test_a_slowed_channel_recovers_step_by_step() -> None:
    pace, seen = ChannelPace(per_minute=1000), []
    while pace.per_minute:
        run = pacing(mail=pace)
        run.accepted("mail")
        pace = run.paces.get("mail", ChannelPace())
        seen.append(pace.per_minute)
    assert seen == [1500, 2250, 3375, 5062.5, None]
