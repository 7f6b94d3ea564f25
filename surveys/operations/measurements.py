"""What monitoring may know of an installation: of waves, messages, clock and database as a whole.

Nothing here is about a unit or a person, and nothing changes when somebody answers. So there are
no numbers of requests, no memory, processor time or open files of the process, and no size of a
file: each of them grows with every answer. Durations are rounded up to what tells no number of
answers. The ballot box is never read.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import version
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from db import delivery_status, health
from db import trail as stored_trail
from db import waves as stored_waves
from db.engine import reading
from surveys.counting import waits_for_keepers
from surveys.installation import Installation
from surveys.operations.agenda import waits_for_talks
from surveys.operations.clock_state import ClockState, load_clock_state
from surveys.organisation.confirmation_rule import waiting_now
from surveys.programme import closing_moment, due_to_open
from surveys.settings import Settings

RESPONSE_STEPS = (0.01, 0.1, 1.0, 10.0)
"""Seconds up to which the answer of the database is rounded; what takes longer is the last."""

SMALLEST_CHANNEL = 5
"""Channels that fewer people use are told together: such a number would be about these people."""

OTHER_CHANNELS = "other"

WaveState = Literal["open", "due", "counted"]
Reason = Literal["keepers", "confirmations", "talks"]


@dataclass(frozen=True)
class Measurements:
    """The state of an installation at one moment; without a database only `version` is known.

    `response` is how many seconds the database took to answer, rounded up. `waves` has how many
    are open, should have been counted, and have been counted. `messages` has how many are in each
    state, by channel and state. `waiting` says what the next step of a wave waits for.
    """

    version: str
    response: float | None = None
    waves: Mapping[WaveState, int] = field(default_factory=dict)
    messages: Mapping[tuple[str, str], int] = field(default_factory=dict)
    clock: ClockState | None = None
    waiting: Mapping[Reason, bool] = field(default_factory=dict)
    backup_on: date | None = None
    has_looked: bool = True
    """Whether the database was asked; a process that only takes answers does not."""


def take_measurements(
    installation: Installation, settings: Settings, now: datetime
) -> Measurements:
    """Return the state of an installation; of a process that only takes answers, its version.

    Whoever may only take answers has no rights on messages and the clock, and anything that it
    could measure of itself would tell of answers.
    """
    of_what = version("peil")
    if settings.only == "answer":
        return Measurements(of_what, has_looked=False)
    began = time.monotonic()
    try:
        health.time_of(installation.engine)
        response = rounded_response(time.monotonic() - began)
        with reading(installation.engine) as session:
            by_channel = delivery_status.counts_by_channel(session)
            people = delivery_status.people_by_channel(session)
            backup_on = stored_trail.last_day_of(session, "backup made")
            counted = stored_waves.number_counted(session)
        moment = closing_moment(installation)
        is_due = moment is not None and now >= moment
        return Measurements(
            of_what,
            response,
            {
                "open": int(moment is not None and not is_due),
                "due": int(is_due),
                "counted": counted,
            },
            merged(by_channel, people),
            load_clock_state(installation),
            {
                "keepers": waits_for_keepers(installation, now) is not None,
                "confirmations": due_to_open(installation, now) is not None
                and bool(waiting_now(installation)),
                "talks": waits_for_talks(installation, now),
            },
            backup_on,
        )
    except SQLAlchemyError:
        # Not reached: this is what is to be told.
        return Measurements(of_what)


def rounded_response(seconds: float) -> float:
    """Return how long the database took, rounded up to one of `RESPONSE_STEPS`.

    Many who answer at once make it slower, so a fine number would tell when they do.
    """
    return next((step for step in RESPONSE_STEPS if seconds <= step), RESPONSE_STEPS[-1])


def merged(
    counts: Mapping[tuple[str, str], int], people: Mapping[str, int]
) -> dict[tuple[str, str], int]:
    """Return numbers of messages with the channels of few people as one.

    `counts` is by channel and state, `people` has how many use each channel.
    """
    told: dict[tuple[str, str], int] = {}
    for (channel, state), number in counts.items():
        name = channel if people.get(channel, 0) >= SMALLEST_CHANNEL else OTHER_CHANNELS
        told[name, state] = told.get((name, state), 0) + number
    return told
