"""What is going on now, for HR: the open wave, the next one, talks, and messages that wait."""

from dataclasses import dataclass
from datetime import date

from db import waves
from surveys.follow_up.overview import TalksNoted, check_sees_all, talks_noted
from surveys.messages.delivery_status import number_unsent
from surveys.programme import PlannedWave, next_wave
from surveys.reading import Reading
from surveys.waves import SoFar, participation_so_far


@dataclass(frozen=True)
class Now:
    """The last wave of the programme and, while it is open, its participation as a whole so far.

    `number` is None before the first wave. `unsent` are messages that wait or did not arrive.
    """

    number: int | None
    closes_on: date | None
    is_open: bool
    so_far: SoFar | None
    following: PlannedWave | None
    talks: TalksNoted
    unsent: int


def read_now(reading: Reading, today: date) -> Now:
    """Return what is going on. Raises NotAllowedError for others than HR."""
    check_sees_all(reading.who)
    session, wave = reading.session, waves.last_numbered(reading.session)
    is_open = wave is not None and wave.state == "open"
    return Now(
        number=wave.number if wave else None,
        closes_on=wave.closes_on if wave else None,
        is_open=is_open,
        so_far=participation_so_far(session, reading.who) if is_open else None,
        following=next_wave(session, today),
        talks=talks_noted(reading),
        unsent=number_unsent(session, reading.who),
    )
