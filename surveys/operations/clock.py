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
from datetime import datetime
from traceback import clear_frames

from sqlalchemy.exc import SQLAlchemyError

from db import programme as stored
from db.clock_lock import clock_lock
from db.engine import is_reachable, writing
from surveys.errors import PeilError
from surveys.installation import Installation
from surveys.operations import announcing, asking, closing, failures, opening, upkeep
from surveys.operations.clock_state import after_run, reason, rounded_up
from surveys.programme import local_date
from surveys.reading import renew_verdicts
from surveys.settings import Settings
from surveys.spans import span
from surveys.waves import note_participation

DURATIONS = frozenset({"close", "take_turns", "judge", "send", "delete"})
"""Steps of which it is kept how long they took, in runs in which they had something to do."""

Step = Callable[[Installation, Settings, datetime], Iterator[str]]

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
                    (waits if isinstance(sentence, opening.Waits) else done).append(sentence)
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


def _note_participation(
    installation: Installation, settings: Settings, now: datetime
) -> Iterator[str]:
    """Note once a day which part of everybody has answered an open wave; no log tells it."""
    del settings
    # Logs are read by others than HR.
    note_participation(installation, local_date(installation, now), now)
    yield from ()


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
    "publish": announcing.publish,
    "remind_leaders": announcing.remind_leaders,
    "look_back": announcing.look_back,
    "ask": announcing.ask,
    "tell": announcing.tell,
    "open": opening.open_next,
    "note_participation": _note_participation,
    "remind": announcing.remind,
    "send": announcing.send,
    "call": announcing.call,
    "delete": _delete,
}
"""The steps in the order in which they must run, by their names in `clock_state`."""
