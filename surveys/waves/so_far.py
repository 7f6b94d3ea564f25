"""The participation of an open wave: of the whole organisation only, rounded down, once a day.

Nothing else may be known of it before the count: not of a unit, not from hour to hour, and no step
that fewer than five people make.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from db import programme as stored
from db import wave_units, waves
from db.engine import reading, writing
from surveys.access import NotAllowedError, Reader
from surveys.installation import Installation
from surveys.texts import Texts

STEP = 5
"""The steps in which participation is told, in percents of everybody invited."""

MOST = 90
"""The highest step, so that nothing tells whether everybody answered."""


@dataclass(frozen=True)
class SoFar:
    """The part of everybody invited that has answered by a day, in percents; None: not known yet.

    It is at least that many, and 0 until the first step is reached.
    """

    percent: int | None
    first_step: int = STEP

    def in_words(self, texts: Texts) -> str:
        """Return it in a few words: "45 % or more answered"."""
        _ = texts.gettext
        if self.percent is None:
            return _("first figure tomorrow")
        if self.percent == 0:
            step = texts.percent(self.first_step / 100)
            return _("fewer than {part} answered").format(part=step)
        return _("{part} or more answered").format(part=texts.percent(self.percent / 100))


def rounded(cast: int, invited: int, least: int) -> tuple[int, int]:
    """Return the percentage that may be told of ballots cast, and the first step above nothing.

    Each step is 5 % of everybody or `least` people, whichever is more, so that one more ballot
    never tells of one person; the last one leaves several people out.
    """
    people = max(least, math.ceil(invited * STEP / 100))
    highest = min(invited * MOST // 100, invited - 1) // people
    first = _percent(people, invited)
    return _percent(min(cast // people, highest) * people, invited), first


def _percent(people: int, invited: int) -> int:
    return people * 100 // invited // STEP * STEP if invited else 0


def note_participation(installation: Installation, today: date, now: datetime) -> int | None:
    """Note the participation of the open wave, the first time on each day after its opening.

    Returns the percentage, None where nothing was noted. What was noted of a wave is deleted when
    it is not open any more.
    """
    with reading(installation.engine) as session:
        wave, known = waves.open_wave(session), stored.so_far(session)
        invited = _invited(session, wave.id) if wave is not None else 0
    if wave is None or wave.number is None:
        if known is not None:
            with writing(installation.engine) as session:
                stored.write_so_far(session, None, now)
        return None
    is_noted = known is not None and known["wave"] == wave.number and known["on"] >= str(today)
    box = installation.box(wave.number)
    # On the day of the opening, a figure would tell who answers at once.
    if is_noted or today <= wave.opens_on or today > wave.closes_on or not box.exists:
        return None
    percent, first = rounded(box.number_cast(), invited, wave.k)
    noted = {"wave": wave.number, "on": str(today), "percent": percent, "first": first}
    with writing(installation.engine) as session:
        stored.write_so_far(session, noted, now)
    return percent


def participation_so_far(session: Session, who: Reader) -> SoFar:
    """Return the participation of the open wave, as last noted. Raises NotAllowedError but for HR.

    There has to be an open wave.
    """
    if not who.reads_everything:
        raise NotAllowedError("results")
    wave, known = waves.open_wave(session), stored.so_far(session)
    if wave is None or known is None or known["wave"] != wave.number:
        return SoFar(None)
    return SoFar(known["percent"], known["first"])


def _invited(session: Session, wave: UUID) -> int:
    """Return the number of people invited to a wave, in all units."""
    return sum(wave_units.own_invited(session, wave).values())
