"""The start measurement: an optional first wave that asks every question on the core indicators.

It gives each of them a scale score at once, which the blocks of the rotation give one by one. The
rotation begins after it, with its first block.
"""

from dataclasses import dataclass

from db import people, waves
from db import programme as stored
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.installation import Installation
from surveys.instrument import START_MEASUREMENT, questions_of_wave
from surveys.organisation import load_instrument_in
from surveys.organisation.turns import FIRST_WAVE, begins_with_start
from surveys.programme.error import ProgrammeError


@dataclass(frozen=True)
class StartMeasurement:
    """Whether the first wave is a start measurement, whether that can be changed; what it asks.

    `questions` is the number of its questions, `minutes` is about how long they take, and
    `usual_minutes` how long those of the wave after it do.
    """

    is_on: bool
    can_change: bool
    questions: int
    minutes: int
    usual_minutes: int


def load_start_measurement(installation: Installation) -> StartMeasurement:
    """Return whether the programme begins, or began, with a start measurement, and what it asks."""
    with reading(installation.engine) as session:
        instrument = load_instrument_in(session)
        asked = questions_of_wave(instrument, START_MEASUREMENT)
        after = questions_of_wave(instrument, START_MEASUREMENT + 1)
        return StartMeasurement(
            is_on=begins_with_start(session),
            can_change=waves.last_number(session) < FIRST_WAVE,
            questions=len(asked),
            minutes=instrument.minutes(asked),
            usual_minutes=instrument.minutes(after),
        )


def choose_start_measurement(installation: Installation, who: Reader, *, on: bool) -> None:
    """Let the first wave be a start measurement, or a wave like the others.

    Blocks that were swapped move with their waves. Raises NotAllowedError, and ProgrammeError
    before set-up and once the first wave has opened: what it asked decides whose turn is next.
    """
    check_administers(who)
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is None:
            raise ProgrammeError("not_set_up")
        if row.start_measurement == on:
            return
        if waves.last_number(session) >= FIRST_WAVE:
            raise ProgrammeError("has_begun")
        row.start_measurement = on
        if (programme := stored.programme(session)) is not None:
            later = 1 if on else -1
            swapped = stored.brought_forward(session)
            # SQLAlchemy does not detect a dict that is changed in place.
            programme.brought_forward = {str(n + later): block for n, block in swapped.items()}
        action: trail.Action = (
            "start measurement switched on" if on else "start measurement switched off"
        )
        trail.note(session, action, f"wave {FIRST_WAVE}", who.known_as)
