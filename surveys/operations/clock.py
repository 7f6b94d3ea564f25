"""The clock: does what is due, in the right order, whenever it is asked, and never twice.

Close and count, publish, open, remind, send, delete. What came due while nothing ran is caught up
in that order. Only one copy works at a time; the others leave it to that one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from db import programme as stored
from db import results
from db.clock_lock import clock_lock
from db.engine import reading, writing
from surveys.access.access import Reader, check_administers
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.installation.keys import KeyMissingError
from surveys.messages import delivery
from surveys.operations import upkeep
from surveys.organisation.organisation import SetUpError
from surveys.programme.changes import resume
from surveys.programme.plan import Planned
from surveys.programme.programme import (
    closing_moment,
    due_to_open,
    local_date,
    programme,
    reminders_due,
)
from surveys.settings.settings import Settings
from surveys.waves.waves import OpenedWave, WaveError, open_wave

SECONDS_OF_SENDING = 60
"""So long one run sends messages at most, so that what comes due meanwhile does not wait."""

PUBLISHED_LATE_DAYS = 14
"""Results messages go out up to so long after a wave has closed, and not for old ones."""

Step = Callable[[Installation, Settings, datetime], Iterator[str]]

EXPECTED = (KeyMissingError, OSError, SetUpError, SQLAlchemyError, WaveError)


@dataclass(frozen=True)
class Tick:
    """What one run of the clock did and what failed, in sentences; whether it was its turn."""

    done: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    was_free: bool = True


def tick(installation: Installation, settings: Settings, now: datetime) -> Tick:
    """Do once what is due at a moment (with time zone); a step that fails stops no other one.

    Does nothing where waves are neither opened nor counted, and while another copy works.
    """
    if not installation.keeps_time:
        return Tick(was_free=False)
    with clock_lock(installation.engine, installation.store_folder) as mine:
        if not mine:
            return Tick(was_free=False)
        done: list[str] = []
        faults: list[str] = []
        for step in STEPS:
            try:
                done += step(installation, settings, now)
            except EXPECTED as fault:
                faults.append(f"{(step.__doc__ or '').strip()} This failed: {fault}")
        with writing(installation.engine) as session:
            stored.note_run(session, now)
        return Tick(tuple(done), tuple(faults))


def open_now(
    installation: Installation, settings: Settings, who: Reader, now: datetime
) -> OpenedWave:
    """Open a wave at once, whatever the rhythm says, and let the programme run from then on.

    It is open for as many days as every other, up to a working day. Raises NotAllowedError, and
    WaveError where this process may not open waves, while the clock works, or before a rhythm.
    """
    check_administers(who)
    current = programme(installation)
    if current is None or not installation.keeps_time:
        msg = "there is no rhythm yet, or waves are opened by another process: start the programme"
        raise WaveError(msg)
    _refuse_without_delivery(settings)
    today = local_date(installation, now)
    last = current.timetable.days.first_from(today + timedelta(days=current.rhythm.open_days))
    with clock_lock(installation.engine, installation.store_folder) as mine:
        if not mine:
            msg = "the clock is at work just now: try again in a minute"
            raise WaveError(msg)
        opened = open_wave(
            installation,
            opens_on=today,
            closes_on=last or today + timedelta(days=current.rhythm.open_days),
            period=current.rhythm.period,
            by_message=True,
        )
    resume(installation, who)
    return opened


def _refuse_without_delivery(settings: Settings) -> None:
    if not settings.can_send_messages:
        msg = "no wave opens before there is a way to send invitations: set PEIL_MAIL"
        raise WaveError(msg)


def _close(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Close and count the open wave."""
    del settings
    moment = closing_moment(installation)
    if moment is not None and now >= moment:
        counted = close_wave(installation, local_date(installation, now))
        yield (
            f"Wave {counted.wave} is counted: {counted.published} of {counted.units} units "
            "are published."
        )
        if counted.unreadable:
            yield f"{counted.unreadable} envelopes could not be opened and are not counted."


def _publish(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Tell everybody that there are results."""
    if not settings.can_send_messages:
        return
    with reading(installation.engine) as session:
        wave = results.last_wave(session)
    if wave is None or wave.number is None or wave.state != "closed":
        return
    late = (local_date(installation, now) - wave.closes_on).days
    if late <= PUBLISHED_LATE_DAYS and (told := delivery.prepare_results(installation, wave.id)):
        yield f"{told} people get a message about the results of wave {wave.number}."


def _open(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Open the next wave."""
    planned = due_to_open(installation, now)
    if planned is None:
        return
    opened = open_planned(installation, settings, now, planned)
    yield f"Wave {opened.number} is open until {planned.closes_at:%d %B %Y %H:%M}."
    for unit, number in opened.slips.items():
        yield f"{unit} answers with its {number} paper slips: hand them out now."


def open_planned(
    installation: Installation, settings: Settings, now: datetime, planned: Planned
) -> OpenedWave:
    """Open a wave of the programme, perhaps later than planned; it closes when it was to close."""
    _refuse_without_delivery(settings)
    return open_wave(
        installation,
        opens_on=local_date(installation, now),
        closes_on=planned.closes_at.date(),
        period=planned.period,
        by_message=True,
    )


def _remind(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Remind everybody of the open wave."""
    if not settings.can_send_messages:
        return
    with reading(installation.engine) as session:
        wave = results.open_wave(session)
    for which in reminders_due(installation, now):
        if wave is not None and (told := delivery.prepare_reminder(installation, wave.id, which)):
            yield f"{told} people get reminder {which} of wave {wave.number}."


def _send(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Send the messages that are due."""
    if not settings.can_send_messages:
        return
    limit = max(1, round(settings.messages_per_second * SECONDS_OF_SENDING))
    sent = delivery.send_due(installation, settings, now, limit=limit)
    if sent.sent or sent.failed:
        yield f"{sent.sent} messages sent, {sent.failed} failed, {sent.waiting} wait."


def _delete(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Delete what was kept long enough."""
    deleted = upkeep.run(installation, settings.retention, local_date(installation, now))
    for wave in deleted.comments:
        yield f"The comments of {wave} are deleted."
    for wave in deleted.results:
        yield f"The results of {wave} are deleted."


STEPS: tuple[Step, ...] = (_close, _publish, _open, _remind, _send, _delete)
"""In the order in which they have to happen."""
