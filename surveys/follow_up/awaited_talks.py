"""A wave waits for talks about the results of the one before it, or for reasons why there are none.

What waits depends on which units are led and published, and on talks and reasons that were noted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from db import follow_up as led
from db import people, waves
from db import programme as programme_store
from db import talk_reasons as stored
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.follow_up.follow_up import FollowUpError, check_may_note, checked_text
from surveys.follow_up.reminders import UnitWithout
from surveys.follow_up.talks import checked_wave
from surveys.installation import Installation
from surveys.texts import Texts

FIRST_TO_WAIT = 3
"""The number of the first wave that waits: teams first have to learn to read results."""


@dataclass(frozen=True)
class AwaitedTalks:
    """The talks that wave `number` waits for: about the results of `wave`, the one before it.

    `missing` are the led units with results that have noted neither a talk nor a reason, by name;
    `units` is the number of all led units with results.
    """

    number: int
    wave: UUID
    units: int
    missing: tuple[UnitWithout, ...]

    @property
    def noted(self) -> int:
        """The number of units that have noted a talk or a reason."""
        return self.units - len(self.missing)

    def lacks(self, unit: UUID) -> bool:
        """Return whether a unit is among those without a talk and a reason."""
        return any(one.unit == unit for one in self.missing)

    def in_words(self, language: str, opens_on: date, today: date) -> str:
        """Return that the wave will wait, or that it does; `opens_on` is the day it is planned."""
        texts = Texts(language)
        _ = texts.gettext
        if opens_on > today:
            said = _(
                "Wave {n} opens on {day} if half of the units with a leader and results have noted "
                "by then that they talked about these, or why not. Otherwise it waits for that."
            )
        else:
            said = _(
                "Wave {n} has waited since {day}, until half of the units with a leader and "
                "results have noted that they talked about these, or why not."
            )
        return said.format(n=self.number, day=texts.date(opens_on))


def await_talks(
    number: int, wave: UUID, units: Sequence[tuple[UUID, str, bool]], reasons: Collection[UUID]
) -> AwaitedTalks | None:
    """Return the talks that wave `number` waits for; None where it does not wait. Pure.

    `units` are the led units with results in `wave`, with their names and whether they talked;
    `reasons` the units that noted why they did not. A wave waits from the third on, while fewer
    than half of them have noted either.
    """
    missing = [
        UnitWithout(unit, name)
        for unit, name, talked in units
        if not talked and unit not in reasons
    ]
    if number < FIRST_TO_WAIT or 2 * (len(units) - len(missing)) >= len(units):
        return None
    missing.sort(key=lambda one: (one.name, str(one.unit)))
    return AwaitedTalks(number, wave, len(units), tuple(missing))


def read_awaited_talks(session: Session) -> AwaitedTalks | None:
    """Return, within a transaction, the talks that the next wave waits for; None without any.

    None as well while a wave is open, without a programme, and where it does not wait for talks.
    """
    row, last = programme_store.programme(session), waves.last_numbered(session)
    if row is None or not row.waits_for_talks or last is None or last.state != "closed":
        return None
    number = waves.last_number(session) + 1
    units, reasons = led.led_units(session, last.id), stored.reasons_about(session, last.id)
    return await_talks(number, last.id, units, reasons)


def load_awaited_talks(installation: Installation) -> AwaitedTalks | None:
    """Return the talks that the next wave waits for; None where it waits for none."""
    with reading(installation.engine) as session:
        return read_awaited_talks(session)


def note_reason(
    installation: Installation, who: Reader, unit: UUID, wave: UUID, reason: str, today: date
) -> None:
    """Note in one line why a unit does not talk about a wave, in the place of what was noted.

    Nothing happens where it talked. Only HR and the manager of the unit or of one above it may do
    so: others get NotAllowedError. Raises FollowUpError ("wave") where the unit has no such counted
    wave, ("text") for an empty or too long line.
    """
    line = checked_text(reason)
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        name = checked_wave(session, unit, wave)[1]
        if any(row.wave_id == wave for row in led.talks(session, [unit])):
            return
        if stored.reasons_of(session, unit).get(wave) == line:
            return
        stored.write(session, unit, wave, line, today)
        trail.note(session, "reason for no talk noted", f"{name}: {line}", who.person)


def note_reason_for_all(
    installation: Installation, who: Reader, reason: str, today: date
) -> AwaitedTalks:
    """Note one reason for all units that the next wave waits for, and return what it waited for.

    Raises NotAllowedError for others than HR, FollowUpError ("text") for an empty or too long line,
    ("none_awaited") where no wave waits.
    """
    if not who.reads_everything:
        raise NotAllowedError("note")
    line = checked_text(reason)
    with writing(installation.engine) as session:
        awaited = read_awaited_talks(session)
        if awaited is None:
            raise FollowUpError("none_awaited")
        for one in awaited.missing:
            stored.write(session, one.unit, awaited.wave, line, today)
            trail.note(session, "reason for no talk noted", f"{one.name}: {line}", who.person)
    return awaited


def withdraw_reason(installation: Installation, who: Reader, unit: UUID, wave: UUID) -> None:
    """Take back why a unit does not talk about a wave. Raises NotAllowedError."""
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        reason = stored.reasons_of(session, unit).get(wave)
        if reason is None:
            return
        name = next(row.name for row in people.units(session) if row.id == unit)
        stored.withdraw(session, unit, wave)
        trail.note(session, "reason for no talk withdrawn", f"{name}: {reason}", who.person)
