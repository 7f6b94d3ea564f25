"""Talks of units about their results, and notices where talks are missing."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.exc import NoResultFound
from sqlmodel import Session

from db import follow_up as stored
from db import people, talk_reasons, wave_units
from db import waves as stored_waves
from db.base import insert
from db.engine import writing
from surveys import trail
from surveys.access import ANONYMOUS, Reader
from surveys.follow_up.agreements import Draft, checked, insert_agreement
from surveys.follow_up.follow_up import FollowUpError, Talk, check_may_note, checked_text
from surveys.follow_up.reminders import GRACE_PERIOD, Reminder, UnitWithout, by_name
from surveys.installation import Installation
from surveys.reading import Reading
from surveys.reading.wave_of_unit import WaveOfUnit

MISSED_WAVES = 2
"""Number of published waves without a talk after which a notice is shown."""


def note_talk(
    installation: Installation,
    who: Reader,
    unit: UUID,
    wave: UUID,
    held_on: date,
    agreed: Draft | None = None,
    outcome: str | None = None,
) -> None:
    """Note that a unit has talked about the results of a wave, and what it agreed on in that talk.

    `outcome` is one line about where the talk led; an empty one is none. A reason why there is none
    is taken back. A second note changes nothing, however often somebody presses. Only HR and the
    manager of the unit or of one above it may do so: others get NotAllowedError. Raises
    FollowUpError ("wave") where the unit has no such counted wave, ("talk_before_count") for a talk
    before it was counted, and what is wrong with the agreement or the line; nothing is noted then.
    """
    draft, line = None if agreed is None else checked(agreed), _line(outcome)
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        name = _check_day(session, unit, wave, held_on)
        if any(row.wave_id == wave for row in stored.talks(session, [unit])):
            return
        insert(session, stored.Talk(unit_id=unit, wave_id=wave, held_on=held_on, outcome=line))
        trail.note(session, "talk noted", f"{name}, {held_on}", who.person)
        if talk_reasons.withdraw(session, unit, wave):
            trail.note(session, "reason for no talk withdrawn", name, who.person)
        if draft is not None:
            insert_agreement(session, who, unit, draft, wave, noted_on=held_on)


def move_talk(
    installation: Installation, who: Reader, unit: UUID, wave: UUID, held_on: date
) -> None:
    """Correct the day of a talk. Raises like `note_talk`."""
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        name = _check_day(session, unit, wave, held_on)
        stored.change_talk(session, unit, wave, held_on=held_on)
        trail.note(session, "talk moved", f"{name}, {held_on}", who.person)


def note_outcome(
    installation: Installation, who: Reader, unit: UUID, wave: UUID, outcome: str | None
) -> None:
    """Note or correct in one line where the talk about a wave led; an empty one takes it back.

    Raises NotAllowedError, and FollowUpError ("no_talk") where no such talk is noted, ("text") for
    a line that is too long.
    """
    line = _line(outcome)
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        talk = next((row for row in stored.talks(session, [unit]) if row.wave_id == wave), None)
        if talk is None:
            raise FollowUpError("no_talk")
        if talk.outcome == line:
            return
        stored.change_talk(session, unit, wave, outcome=line)
        subject = f"{_name(session, unit)}: {line or '–'}"
        trail.note(session, "outcome of a talk noted", subject, who.person)


def withdraw_talk(installation: Installation, who: Reader, unit: UUID, wave: UUID) -> None:
    """Take back that a unit talked about a wave, and the agreement that was saved with the talk.

    An agreement that the team has looked back at since stays. Raises NotAllowedError.
    """
    with writing(installation.engine) as session:
        path = people.path_to(session, unit)
        check_may_note(path, who)
        if all(row.wave_id != wave for row in stored.talks(session, [unit])):
            return
        stored.withdraw_talk(session, unit, wave)
        trail.note(session, "talk withdrawn", _name(session, unit), who.person)


def passed_without(waves: Sequence[WaveOfUnit], talks: Collection[Talk], today: date) -> bool:
    """Return whether a unit's last two waves were published and passed without a recorded talk.

    For a page that has read waves and talks already; `notices` tells whom it concerns. `waves` are
    from old to new; imported ones do not count. After the latest a team has a week.
    """
    last = [wave for wave in waves if wave.number is not None][-MISSED_WAVES:]
    if len(last) < MISSED_WAVES or today < last[-1].closes_on + GRACE_PERIOD:
        return False
    talked = {talk.wave for talk in talks}
    return all(wave.participation is not None and wave.id not in talked for wave in last)


def notices(reading: Reading, today: date) -> tuple[UnitWithout, ...]:
    """Return the units whose last two published waves passed without a recorded talk, by name.

    For a manager the managed units, for HR every unit with a manager, for others none. A team has a
    week after the latest count; imported waves do not count.
    """
    who, session = reading.who, reading.session
    if who.person == ANONYMOUS or not (who.reads_everything or who.managed_units):
        return ()
    without = _without_talk(session, today)
    if not who.reads_everything:
        without = [one for one in without if one.unit in who.managed_units]
    return tuple(without)


def _without_talk(session: Session, today: date) -> list[UnitWithout]:
    """Return the led units whose last two published waves passed without a talk, by name."""
    last = stored_waves.last_counted(session, MISSED_WAVES)
    if len(last) < MISSED_WAVES or today < last[0].closes_on + GRACE_PERIOD:
        return []
    newest, before = (
        {unit: name for unit, name, talked in stored.led_units(session, wave.id) if not talked}
        for wave in last
    )
    return by_name([(unit, name) for unit, name in newest.items() if unit in before])


reminder_of_talks = Reminder("reminder of talks asked", "none_to_remind", _without_talk)


def _line(outcome: str | None) -> str | None:
    return checked_text(outcome) if outcome is not None and outcome.strip() else None


def _name(session: Session, unit: UUID) -> str:
    return next(row.name for row in people.units(session) if row.id == unit)


def checked_wave(session: Session, unit: UUID, wave: UUID) -> tuple[stored_waves.Wave, str]:
    """Return a counted wave and the name of a unit in it; raise FollowUpError without it."""
    try:
        counted, row = stored_waves.wave(session, wave), wave_units.wave_unit(session, wave, unit)
    except NoResultFound as fault:
        raise FollowUpError("wave") from fault
    if counted.state != "closed":
        raise FollowUpError("wave")
    return counted, str(row.name)


def _check_day(session: Session, unit: UUID, wave: UUID, held_on: date) -> str:
    """Return the name of a unit in a wave; raise FollowUpError where no talk can be about it."""
    counted, name = checked_wave(session, unit, wave)
    if held_on < counted.closes_on:
        raise FollowUpError("talk_before_count")
    return name
