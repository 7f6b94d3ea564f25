"""The clock: performs what is due, in the right order and never twice, whenever it is called.

The order is close and count (or ask the keepers to), publish, ask, open, remind, send, call
webhooks, delete. After downtime everything due is caught up in that order. Only one process works
at a time; the others skip their turn.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from traceback import clear_frames

from sqlalchemy.exc import SQLAlchemyError

from db import programme as stored
from db import results
from db.clock_lock import clock_lock
from db.engine import is_reachable, reading, writing
from surveys import messages as delivery
from surveys.access import OPERATOR, Reader, check_administers
from surveys.errors import PeilError
from surveys.follow_up import (
    load_awaited_talks,
    reminder_of_replies,
    reminder_of_talks,
    to_look_back,
)
from surveys.installation import Installation
from surveys.operations import asking, closing, failures, upkeep
from surveys.operations.clock_state import after_run, reason, rounded_up
from surveys.organisation.confirmation_rule import keep_on, waiting_now
from surveys.programme import (
    PlannedWave,
    due_to_open,
    load_programme,
    local_date,
    reminders_due,
)
from surveys.programme.changes import resume
from surveys.reading import Reading, renew_verdicts, weakest_indicator
from surveys.settings import Settings
from surveys.spans import span
from surveys.waves import OpenedWave, WaveError, note_participation, open_wave
from surveys.webhooks import call_due

MAX_SECONDS_OF_SENDING = 60
"""Maximum time for sending in one run, so that other steps do not wait for it."""

MAX_DAYS_TO_PUBLISH = 14
"""Maximum number of days after closing on which results are still announced."""

ASK_AHEAD = timedelta(days=3)
"""How long before a wave opens HR and the works council are asked to confirm people."""

DURATIONS = frozenset({"close", "take_turns", "judge", "send", "delete"})
"""Steps of which it is kept how long they took, in runs in which they had something to do."""

Step = Callable[[Installation, Settings, datetime], Iterator[str]]


class Waits(str):
    """A sentence about something that is due, but waits for somebody."""

    __slots__ = ()


EXPECTED = (MemoryError, OSError, PeilError, SQLAlchemyError, sqlite3.Error)
"""What may go wrong without a fault in Peil; anything else is logged with where it came from."""


@dataclass(frozen=True)
class Tick:
    """Outcome of a run: sentences about what was done, what failed, and what people have to do.

    `waiting` says what is due but has to wait for somebody. `was_free` is False when another
    process was at work.
    """

    done: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    was_free: bool = True


def tick(installation: Installation, settings: Settings, now: datetime) -> Tick:
    """Perform what is due at a moment (with time zone); a failing step does not stop the others.

    Does nothing in a process that neither opens nor counts waves, and while another one works.
    Never raises: whatever fails is a fault of the outcome, and tried again by the next run.
    """
    if not installation.keeps_time:
        return Tick(was_free=False)
    try:
        with clock_lock(installation.engine, installation.store_folder) as acquired:
            if not acquired:
                return Tick(was_free=False)
            if not is_reachable(installation.engine):
                return Tick(faults=(failures.IN_WORDS["away"],))
            with span("clock run"):
                return _perform(installation, settings, now)
    except EXPECTED as fault:
        return Tick(faults=failures.summary([("Do what is due.", fault)]))


def _perform(installation: Installation, settings: Settings, now: datetime) -> Tick:
    """Perform all steps, holding the lock of the clock."""
    done: list[str] = []
    waits: list[str] = []
    failed: list[tuple[str, BaseException]] = []
    reasons: dict[str, str] = {}
    took: dict[str, int] = {}
    began = time.monotonic()
    for name, step in STEPS.items():
        doing, step_began = (step.__doc__ or "").strip(), time.monotonic()
        try:
            with span("clock step", step=name):
                for sentence in step(installation, settings, now):
                    (waits if isinstance(sentence, Waits) else done).append(sentence)
        except EXPECTED as fault:
            if isinstance(fault, MemoryError):
                # Gives back what the step holds, for those that follow.
                clear_frames(fault.__traceback__)
            failed.append((doing, fault))
            reasons[name] = reason(fault)
        except Exception as fault:
            # A fault of Peil itself: the other steps matter all the same.
            logging.getLogger(__name__).exception("the clock failed: %s", doing)
            failed.append((doing, fault))
            reasons[name] = reason(fault)
        if name in DURATIONS and (seconds := time.monotonic() - step_began) > 1:
            took[name] = rounded_up(seconds)
    took["run"] = rounded_up(time.monotonic() - began)
    try:
        with writing(installation.engine) as session:
            row = stored.clock(session)
            failing = after_run(row.failing if row else {}, reasons, now)
            stored.note_run(session, now, failing, took)
        if told := asking.tell_of_failing_steps(installation, settings, now):
            done.append(f"{told} administrators are told that a step of the clock fails.")
        waits += closing.waiting(installation, now)
    except EXPECTED as fault:
        failed.append(("Note when the clock ran.", fault))
    return Tick(tuple(done), failures.summary(failed), tuple(waits))


def _judge(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Work out what the results say."""
    del settings, now
    told = renew_verdicts(installation)
    if told is not None:
        yield f"The verdicts on the results are worked out; {told} changes are told anew."


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


def _publish(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Announce results to everybody."""
    if not settings.can_send_messages:
        return
    with reading(installation.engine) as session:
        wave = results.last_wave(session)
    if wave is None or wave.number is None or wave.state != "closed":
        return
    late = (local_date(installation, now) - wave.closes_on).days
    if late <= MAX_DAYS_TO_PUBLISH and (number := delivery.prepare_results(installation, wave.id)):
        yield f"{number} people get a message about the results of wave {wave.number}."


def _remind_leaders(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Remind leaders of talks and of what was done, where HR has asked for it."""
    # Until just before it leaves, somebody may note a talk.
    if not (settings.can_send_messages and delivery.is_working_time(installation, settings, now)):
        return
    with reading(installation.engine) as session:
        due = reminder_of_talks.due(session, local_date(installation, now))
        missing = reminder_of_replies.due(session, local_date(installation, now))
    if due is not None and (number := delivery.prepare_talk(installation, *due)):
        persons = "1 leader gets" if number == 1 else f"{number} leaders get"
        yield f"{persons} a message that asks for a talk about the results."
    if missing is not None and (number := delivery.prepare_reply(installation, *missing)):
        persons = "1 leader gets" if number == 1 else f"{number} leaders get"
        yield f"{persons} a message that asks what was done with the results."


def _look_back(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Ask leaders to look back at agreements whose day has come."""
    # Until just before it leaves, a team may have looked back.
    if not (settings.can_send_messages and delivery.is_working_time(installation, settings, now)):
        return
    today = local_date(installation, now)
    with reading(installation.engine) as session:
        due = to_look_back(session, today)
    if due is not None and (number := delivery.prepare_review(installation, *due, today)):
        persons = "1 leader gets" if number == 1 else f"{number} leaders get"
        yield f"{persons} a message to look back at an agreement."


def _note_participation(
    installation: Installation, settings: Settings, now: datetime
) -> Iterator[str]:
    """Note once a day which part of everybody has answered an open wave; no log tells it."""
    del settings
    # Logs are read by others than HR.
    note_participation(installation, local_date(installation, now), now)
    yield from ()


def _ask(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Ask HR and the works council to confirm people before the next wave opens."""
    keep_on(installation)
    soon = due_to_open(installation, now + ASK_AHEAD)
    if not delivery.is_working_time(installation, settings, now):
        return
    if soon is not None and (asked := asking.ask_once_a_day(installation, settings, now)):
        persons = "1 person is" if asked == 1 else f"{asked} people are"
        yield f"{persons} asked to confirm who works in small units."


def _tell(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Tell administrators of a list or directory that has stopped, and of roles that wait."""
    del now
    if told := asking.tell_of_stops(installation, settings):
        yield f"{told} administrators are told that a list or directory has stopped."
    if told := asking.tell_of_held_roles(installation, settings):
        yield f"{told} administrators are told that roles wait for their decision."


def _open(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
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
    opened = open_planned(installation, settings, now, planned)
    yield f"Wave {opened.number} is open until the end of {planned.closes_on:%d %B %Y}."
    for unit, number in opened.slips.items():
        yield f"{unit} answers with its {number} paper slips: hand them out now."


def open_planned(
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


def _remind(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Remind everybody of the open wave."""
    if not settings.can_send_messages:
        return
    with reading(installation.engine) as session:
        wave = results.open_wave(session)
    for which in reminders_due(installation, now):
        if wave is not None and (number := delivery.prepare_reminder(installation, wave.id, which)):
            yield f"{number} people get reminder {which} of wave {wave.number}."


def _send(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Send the messages that are due."""
    if not settings.can_send_messages:
        return
    limit = max(1, round(settings.messages_per_second * MAX_SECONDS_OF_SENDING))
    weakest = partial(weakest_indicator, installation)
    sent = delivery.send_due(installation, settings, now, limit=limit, weakest=weakest)
    if sent.sent or sent.failed or sent.put_off:
        later = f" {sent.put_off} were not taken and are tried again." if sent.put_off else ""
        yield f"{sent.sent} messages sent, {sent.failed} failed, {sent.waiting} wait.{later}"


def _call(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Tell the addresses of webhooks what happened to waves."""
    with reading(installation.engine) as session:
        known = Reading(installation, session, OPERATOR)
        verdicts_wait = known.edition[3] != known.verdict_key
    yield from call_due(installation, settings, now, verdicts_wait=verdicts_wait)


def _delete(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Delete what was kept long enough."""
    deleted = upkeep.run_daily_upkeep(
        installation, settings.retention, local_date(installation, now)
    )
    for wave in deleted.comments:
        yield f"The comments of {wave} are deleted."
    for wave in deleted.results:
        yield f"The results of {wave} are deleted."


STEPS: Mapping[str, Step] = {
    "close": closing.close,
    "take_turns": closing.take_turns,
    "ask_keepers": closing.ask_keepers,
    "judge": _judge,
    "publish": _publish,
    "remind_leaders": _remind_leaders,
    "look_back": _look_back,
    "ask": _ask,
    "tell": _tell,
    "open": _open,
    "note_participation": _note_participation,
    "remind": _remind,
    "send": _send,
    "call": _call,
    "delete": _delete,
}
"""The steps in the order in which they must run, by their names in `clock_state`."""
