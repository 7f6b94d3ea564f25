"""Changing the programme: by administrators only, checked, and noted in the trail."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

from sqlmodel import Session

from db import people, results
from db import programme as stored
from db.engine import writing
from surveys.access.access import Reader, check_administers
from surveys.installation.installation import Installation
from surveys.organisation.organisation import load_instrument
from surveys.programme.error import ProgrammeError, _
from surveys.programme.plan import changed_places
from surveys.programme.programme import State, read_closed, timetable
from surveys.programme.rhythm import Rhythm
from surveys.trail import trail

LONGEST_NAME = 80
MOST_REMINDERS = 5

_STATES: dict[State, trail.Action] = {
    "paused": "programme paused",
    "running": "programme resumed",
    "ended": "programme ended",
}


def save(installation: Installation, who: Reader, rhythm: Rhythm, reminders: Sequence[int]) -> None:
    """Keep rhythm and days of reminders; raises NotAllowedError, ProgrammeError.

    A new programme is paused until somebody starts it; one that had ended begins again.
    """
    check_administers(who)
    check_reminders(reminders, rhythm.open_days)
    with writing(installation.engine) as session:
        if people.facts_of_organisation(session) is None:
            raise ProgrammeError(_("Set up the organisation first."))
        _check_some_wave(session, rhythm)
        row = stored.programme(session)
        # A new one waits until somebody starts it: messages may not be set up yet.
        kept = "paused" if row is None else "running" if row.state == "ended" else row.state
        changed = stored.Programme(
            rule=rhythm.rule,
            starts_on=rhythm.starts_on,
            opens_at=rhythm.opens_at,
            open_days=rhythm.open_days,
            period=rhythm.period,
            state=kept,
            reminders=list(reminders),
            brought_forward={} if row is None else row.brought_forward,
        )
        stored.save(session, changed)
        said = f"{rhythm.rule} from {rhythm.starts_on}, {rhythm.opens_at:%H:%M}"
        after = ", ".join(map(str, reminders)) or "-"
        said += f", {rhythm.open_days} days, reminders after {after}"
        trail.note(session, "rhythm saved", said, who.known_as)


def check_reminders(reminders: Sequence[int], open_days: int) -> None:
    """Raise ProgrammeError unless all reminders come in order and while a wave is open."""
    if len(reminders) > MOST_REMINDERS:
        message = _("At most {most} reminders: more would only annoy.")
        raise ProgrammeError(message, most=MOST_REMINDERS)
    if any(later <= day for day, later in pairwise(reminders)):
        raise ProgrammeError(_("Give the days of the reminders from early to late, each once."))
    if any(not 1 <= day < open_days for day in reminders):
        message = _("A reminder comes 1 to {last} days after opening, before the wave closes.")
        raise ProgrammeError(message, last=open_days - 1)


def pause(installation: Installation, who: Reader) -> None:
    """Open no wave from now on; an open one is counted as planned. Raises NotAllowedError."""
    _turn(installation, who, "paused", among=("running",))


def resume(installation: Installation, who: Reader) -> None:
    """Open waves again after a pause: also one whose time has come but is not yet over.

    Raises NotAllowedError.
    """
    _turn(installation, who, "running", among=("paused",))


def end(installation: Installation, who: Reader) -> None:
    """Open no wave any more, until a rhythm is saved again. Raises NotAllowedError."""
    _turn(installation, who, "ended", among=("running", "paused"))


def add_closed_period(
    installation: Installation, who: Reader, name: str, first_on: date, last_on: date
) -> UUID:
    """Keep a period in which no wave opens or closes; raises NotAllowedError, ProgrammeError."""
    check_administers(who)
    said = " ".join(name.split())
    if not 1 <= len(said) <= LONGEST_NAME:
        message = _("Give the closed period a name of 1 to {most} characters.")
        raise ProgrammeError(message, most=LONGEST_NAME)
    if not 0 <= (last_on - first_on).days < 366:
        message = _("The last day must not lie before the first, or more than a year after it.")
        raise ProgrammeError(message)
    row = stored.ClosedPeriod(name=said, first_on=first_on, last_on=last_on)
    with writing(installation.engine) as session:
        stored.add_closed_period(session, row)
        subject = f"{said}, {first_on} to {last_on}"
        trail.note(session, "closed period added", subject, who.known_as)
    return row.id


def remove_closed_period(installation: Installation, who: Reader, period: UUID) -> None:
    """Forget a closed period; raises NotAllowedError."""
    check_administers(who)
    with writing(installation.engine) as session:
        name = stored.remove_closed_period(session, period)
        if name is not None:
            trail.note(session, "closed period removed", name, who.known_as)


def bring_forward(installation: Installation, who: Reader, wave_number: int, block: int) -> None:
    """Let a wave that is to come ask a block of later; the two blocks change places.

    `block` is named by the number of the wave whose turn it was. Raises NotAllowedError,
    ProgrammeError for a wave that was held, or a block that does not come in the same cycle.
    """
    check_administers(who)
    cycle = load_instrument(installation).rotation.cycle
    with writing(installation.engine) as session:
        row = _row(session)
        turns = {int(number): asked for number, asked in row.brought_forward.items()}
        held = results.last_number(session)
        changed = changed_places(turns, wave_number, block, held=held, cycle=cycle)
        # A dict changed in place would not be seen as changed.
        row.brought_forward = {str(number): asked for number, asked in changed.items()}
        said = f"wave {wave_number} asks the questions of wave {block}"
        trail.note(session, "block brought forward", said, who.known_as)


def _turn(installation: Installation, who: Reader, state: State, among: tuple[State, ...]) -> None:
    check_administers(who)
    with writing(installation.engine) as session:
        row = _row(session)
        if row.state in among:
            row.state = state
            trail.note(session, _STATES[state], row.rule, who.known_as)


def _row(session: Session) -> stored.Programme:
    row = stored.programme(session)
    if row is None:
        raise ProgrammeError(_("There is no programme yet: choose a rhythm first."))
    return row


def _check_some_wave(session: Session, rhythm: Rhythm) -> None:
    """Raise ProgrammeError when closed periods and holidays leave no wave at all."""
    until = rhythm.starts_on.replace(year=rhythm.starts_on.year + 3, day=1)
    if not timetable(session, rhythm, read_closed(session)).slots(until):
        message = _("Closed periods and holidays leave no day for any wave; choose another rhythm.")
        raise ProgrammeError(message)
