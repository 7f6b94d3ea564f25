"""The steps of the clock that open a wave, and opening one at once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from db.clock_lock import clock_lock
from surveys.access import Reader, check_administers
from surveys.follow_up import load_awaited_talks
from surveys.installation import Installation
from surveys.organisation.confirmation_rule import waiting_now
from surveys.programme import PlannedWave, due_to_open, load_programme, local_date
from surveys.programme.changes import resume
from surveys.settings import Settings
from surveys.waves import OpenedWave, WaveError, open_wave


class Waits(str):
    """A sentence about something that is due, but waits for somebody."""

    __slots__ = ()


def open_next(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Open the next wave."""
    planned = due_to_open(installation, now)
    if planned is None:
        return
    if waiting := waiting_now(installation):
        people = "1 person" if waiting.number == 1 else f"{waiting.number} people"
        are = "is" if waiting.number == 1 else "are"
        yield Waits(
            f"Wave {planned.number} waits: {people} in small units {are} not confirmed by HR or "
            f"the works council yet, in: {', '.join(waiting.few_units)}."
        )
        return
    if load_awaited_talks(installation) is not None:
        # Logs are read by others than HR: neither units nor numbers of them.
        yield Waits(
            f"Wave {planned.number} waits: fewer than half of the units with a leader and results "
            "have noted a talk about these, or why not. HR sees which on the page Organisation."
        )
        return
    opened = _open_planned(installation, settings, now, planned)
    yield f"Wave {opened.number} is open until the end of {planned.closes_on:%d %B %Y}."
    for unit, number in opened.slips.items():
        yield f"{unit} answers with its {number} paper slips: hand them out now."


def _open_planned(
    installation: Installation, settings: Settings, now: datetime, planned: PlannedWave
) -> OpenedWave:
    """Open a wave of the programme, perhaps later than planned; it closes as planned."""
    _refuse_without_delivery(settings)
    return open_wave(
        installation,
        opens_on=local_date(installation, now),
        closes_on=planned.closes_on,
        period=planned.period,
        by_message=True,
    )


def open_now(
    installation: Installation, settings: Settings, who: Reader, now: datetime
) -> OpenedWave:
    """Open a wave immediately, whatever the rhythm, and let the programme run from then on.

    It is open for the usual number of days, until a working day. Raises NotAllowedError, and
    WaveError if this process may not open waves, while the clock works, or without a rhythm.
    """
    check_administers(who)
    current = load_programme(installation)
    if current is None or not installation.keeps_time:
        raise WaveError("no_rhythm")
    _refuse_without_delivery(settings)
    today = local_date(installation, now)
    usual = today + timedelta(days=current.rhythm.open_days)
    last = current.timetable.days.first_from(usual) or usual
    if any(slot.opens_at.date() == last for slot in current.timetable.slots(last)):
        last -= timedelta(days=1)
    with clock_lock(installation.engine, installation.store_folder) as acquired:
        if not acquired:
            raise WaveError("clock_works")
        opened = open_wave(
            installation,
            opens_on=today,
            closes_on=last,
            period=current.rhythm.period,
            by_message=True,
        )
    resume(installation, who)
    return opened


def _refuse_without_delivery(settings: Settings) -> None:
    if not settings.can_send_messages:
        raise WaveError("no_delivery")
