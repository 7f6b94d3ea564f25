"""Changes to the programme by administrators, checked and noted in the trail."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

from sqlmodel import Session

from db import people, waves
from db import programme as stored
from db.engine import writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.installation import Installation
from surveys.organisation import load_instrument
from surveys.organisation.turns import FIRST_WAVE, first_turn
from surveys.programme.error import ProgrammeError
from surveys.programme.plan import swap_blocks
from surveys.programme.programme import State, read_closed, timetable
from surveys.programme.rhythm import Rhythm
from surveys.trail.saving import Seen, check_unchanged, note_saved

MAX_NAME_LENGTH = 80
MAX_REMINDERS = 5

_RHYTHM = "rhythm"
"""Rhythm and reminders among the things that two people may save at once."""

_STATES: dict[State, trail.Action] = {
    "paused": "programme paused",
    "running": "programme resumed",
    "ended": "programme ended",
}


def save_rhythm(
    installation: Installation,
    who: Reader,
    rhythm: Rhythm,
    reminders: Sequence[int],
    seen: Seen | None = None,
) -> tuple[Rhythm, tuple[int, ...]]:
    """Store the rhythm and the days of reminders, and return both.

    Raises NotAllowedError, ProgrammeError, and ChangedMeanwhileError when another pair of rhythm
    and reminders was `seen`.

    A new programme is paused until somebody starts it; one that had ended runs again.
    """
    check_administers(who)
    check_reminders(reminders, rhythm.open_days)
    with writing(installation.engine) as session:
        if people.facts_of_organisation(session) is None:
            raise ProgrammeError("not_set_up")
        _check_any_wave(session, rhythm)
        row = stored.programme(session)
        now, wanted = None if row is None else _saved(row), (rhythm, tuple(reminders))
        check_unchanged(session, _RHYTHM, seen=seen, now=now, wanted=wanted, by=who.known_as)
        # A new programme waits until somebody starts it: messages may not be set up yet.
        state = "paused" if row is None else "running" if row.state == "ended" else row.state
        changed = stored.Programme(
            rule=rhythm.rule,
            starts_on=rhythm.starts_on,
            opens_at=rhythm.opens_at,
            open_days=rhythm.open_days,
            period=rhythm.period,
            state=state,
            reminders=list(reminders),
            brought_forward={} if row is None else row.brought_forward,
            waits_for_talks=row is None or row.waits_for_talks,
            open_questions={} if row is None else row.open_questions,
        )
        stored.save(session, changed)
        note_saved(session, _RHYTHM, wanted, who.known_as)
        summary = f"{rhythm.rule} from {rhythm.starts_on}, {rhythm.opens_at:%H:%M}"
        after = ", ".join(map(str, reminders)) or "-"
        summary += f", {rhythm.open_days} days, reminders after {after}"
        trail.note(session, "rhythm saved", summary, who.known_as)
    return wanted


def _saved(row: stored.Programme) -> tuple[Rhythm, tuple[int, ...]]:
    """Return rhythm and reminders as they are stored."""
    rhythm = Rhythm(row.rule, row.starts_on, row.opens_at, row.open_days)
    return rhythm, tuple(row.reminders)


def check_reminders(reminders: Sequence[int], open_days: int) -> None:
    """Raise ProgrammeError unless the reminders are in order and while a wave is open."""
    if len(reminders) > MAX_REMINDERS:
        raise ProgrammeError("too_many_reminders", most=MAX_REMINDERS)
    if any(later <= day for day, later in pairwise(reminders)):
        raise ProgrammeError("reminders_out_of_order")
    if any(not 1 <= day < open_days for day in reminders):
        raise ProgrammeError("reminder_too_late", last=open_days - 1)


def pause(installation: Installation, who: Reader) -> None:
    """Stop opening waves; an open one is counted as planned. Raise NotAllowedError."""
    _change_state(installation, who, "paused", among=("running",))


def resume(installation: Installation, who: Reader) -> None:
    """Resume opening waves after a pause, including one whose time has come but is not over.

    Raises NotAllowedError.
    """
    _change_state(installation, who, "running", among=("paused",))


def end(installation: Installation, who: Reader) -> None:
    """End the programme until a rhythm is saved again. Raise NotAllowedError."""
    _change_state(installation, who, "ended", among=("running", "paused"))


def add_closed_period(
    installation: Installation, who: Reader, name: str, first_on: date, last_on: date
) -> UUID:
    """Add a period without openings and messages; raise NotAllowedError, ProgrammeError."""
    check_administers(who)
    tidy_name = " ".join(name.split())
    if not 1 <= len(tidy_name) <= MAX_NAME_LENGTH:
        raise ProgrammeError("period_name", most=MAX_NAME_LENGTH)
    if not 0 <= (last_on - first_on).days < 366:
        raise ProgrammeError("period_dates")
    row = stored.ClosedPeriod(name=tidy_name, first_on=first_on, last_on=last_on)
    with writing(installation.engine) as session:
        stored.add_closed_period(session, row)
        subject = f"{tidy_name}, {first_on} to {last_on}"
        trail.note(session, "closed period added", subject, who.known_as)
    return row.id


def remove_closed_period(installation: Installation, who: Reader, period: UUID) -> None:
    """Remove a closed period; raise NotAllowedError."""
    check_administers(who)
    with writing(installation.engine) as session:
        name = stored.remove_closed_period(session, period)
        if name is not None:
            trail.note(session, "closed period removed", name, who.known_as)


def bring_forward(installation: Installation, who: Reader, wave_number: int, block: int) -> None:
    """Let an upcoming wave ask the block of a later one; the two blocks swap places.

    `block` is its turn in the rotation. Raises NotAllowedError, and
    ProgrammeError for a past wave or for a block that is not in the same cycle.
    """
    check_administers(who)
    cycle = load_instrument(installation).rotation.cycle
    with writing(installation.engine) as session:
        row = _stored_programme(session)
        turns, held = stored.brought_forward(session), waves.last_number(session)
        first = first_turn(session)
        changed = swap_blocks(turns, wave_number, block, held=held, cycle=cycle, first_turn=first)
        # SQLAlchemy does not detect a dict that is changed in place.
        row.brought_forward = {str(number): asked for number, asked in changed.items()}
        regular = block + FIRST_WAVE - first
        summary = f"wave {wave_number} asks the questions of wave {regular}"
        trail.note(session, "block brought forward", summary, who.known_as)


def ask_open_questions(
    installation: Installation, who: Reader, wave_number: int, *, on: bool
) -> None:
    """Let a wave ask the open questions at the end of a round, or for a comment as other waves do.

    Raises NotAllowedError, and ProgrammeError for a wave that has opened.
    """
    check_administers(who)
    with writing(installation.engine) as session:
        row = _stored_programme(session)
        if wave_number <= waves.last_number(session):
            raise ProgrammeError("wave_held", wave=wave_number)
        if row.open_questions.get(str(wave_number)) != on:
            # SQLAlchemy does not detect a dict that is changed in place.
            row.open_questions = {**row.open_questions, str(wave_number): on}
            action: trail.Action = "open questions planned" if on else "open questions left out"
            trail.note(session, action, f"wave {wave_number}", who.known_as)


def wait_for_talks(installation: Installation, who: Reader, *, on: bool) -> None:
    """Let waves wait until units have talked about the results of the one before, or no longer.

    Raises NotAllowedError, and ProgrammeError before there is a rhythm.
    """
    check_administers(who)
    with writing(installation.engine) as session:
        row = _stored_programme(session)
        if row.waits_for_talks != on:
            row.waits_for_talks = on
            action: trail.Action = (
                "waiting for talks switched on" if on else "waiting for talks switched off"
            )
            trail.note(session, action, row.rule, who.known_as)


def _change_state(
    installation: Installation, who: Reader, state: State, among: tuple[State, ...]
) -> None:
    check_administers(who)
    with writing(installation.engine) as session:
        row = _stored_programme(session)
        if row.state in among:
            row.state = state
            trail.note(session, _STATES[state], row.rule, who.known_as)


def _stored_programme(session: Session) -> stored.Programme:
    row = stored.programme(session)
    if row is None:
        raise ProgrammeError("no_programme")
    return row


def _check_any_wave(session: Session, rhythm: Rhythm) -> None:
    """Raise ProgrammeError when closed periods and holidays leave no wave."""
    until = rhythm.starts_on.replace(year=rhythm.starts_on.year + 3, day=1)
    if not timetable(session, rhythm, read_closed(session)).slots(until):
        raise ProgrammeError("no_day_left")
