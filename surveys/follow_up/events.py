"""Events of a unit: noted, and corrected or removed until the day after."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from db import follow_up as stored
from db import people
from db.base import insert
from db.engine import forget_deleted, writing
from surveys import trail
from surveys.access import Reader
from surveys.follow_up.agreement import may_correct
from surveys.follow_up.follow_up import FollowUpError, check_may_note, checked_text
from surveys.installation import Installation


def note_event(
    installation: Installation,
    who: Reader,
    unit: UUID,
    text: str,
    happened_on: date,
    *,
    noted_on: date | None = None,
) -> UUID:
    """Note an event in a unit, and return its id.

    `noted_on` is today; without it the event cannot be corrected. Only HR and the manager of the
    unit or of one above it may do so. Raises NotAllowedError or FollowUpError, without a change.
    """
    body = checked_text(text)
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        made = stored.Event(unit_id=unit, body=body, happened_on=happened_on, noted_on=noted_on)
        insert(session, made)
        trail.note(session, "event noted", body, who.person)
        return made.id


def correct_event(
    installation: Installation,
    who: Reader,
    event: UUID,
    text: str,
    happened_on: date,
    today: date,
) -> None:
    """Correct what happened and when, until the day after it was noted; the trail keeps both.

    Raises NotAllowedError unless somebody may note things for its unit, FollowUpError ("too_late")
    after that day, ("text") for an empty or long text; nothing is changed then.
    """
    body = checked_text(text)
    with writing(installation.engine) as session:
        row = _correctable(session, who, event, today)
        if (row.body, row.happened_on) == (body, happened_on):
            return
        subject = f"{row.body}, {row.happened_on} → {body}, {happened_on}"
        stored.change_event(session, event, body, happened_on)
        trail.note(session, "event corrected", subject, who.person)


def remove_event(installation: Installation, who: Reader, event: UUID, today: date) -> None:
    """Delete an event until the day after it was noted; the trail keeps what it was.

    Raises like `correct_event`.
    """
    with writing(installation.engine) as session:
        row = _correctable(session, who, event, today)
        subject = f"{row.body}, {row.happened_on}"
        stored.remove_event(session, event)
        trail.note(session, "event removed", subject, who.person)
    forget_deleted(installation.engine, ("event",))


def _correctable(session: Session, who: Reader, event: UUID, today: date) -> stored.Event:
    row = stored.event(session, event)
    check_may_note(people.path_to(session, row.unit_id) if row else [], who)
    if row is None or not may_correct(row.noted_on, today):
        raise FollowUpError("too_late")
    return row
