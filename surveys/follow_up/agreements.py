"""Agreements of a unit: noted, looked back at, and ended."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from db import follow_up as stored
from db import people
from db.base import insert
from db.engine import writing
from surveys import trail
from surveys.access import Reader
from surveys.follow_up.follow_up import FollowUpError, Outcome, check_may_note, checked_text
from surveys.installation import Installation


@dataclass(frozen=True)
class Draft:
    """An agreement as somebody wrote it down, on an indicator or (None) in general."""

    text: str
    indicator: str | None
    starts_on: date
    review_on: date


def note_agreement(
    installation: Installation,
    who: Reader,
    unit: UUID,
    text: str,
    *,
    indicator: str | None,
    starts_on: date,
    review_on: date,
) -> UUID:
    """Note an agreement of a unit, and return its id.

    Only HR and the manager of the unit or of one above it may do so. Raises NotAllowedError or
    FollowUpError, without a change.
    """
    draft = checked(Draft(text, indicator, starts_on, review_on))
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        return insert_agreement(session, who, unit, draft)


def checked(draft: Draft) -> Draft:
    """Return a draft with its text on one line. Raises FollowUpError where it cannot be noted."""
    text = checked_text(draft.text)
    if draft.review_on < draft.starts_on:
        raise FollowUpError("dates")
    return Draft(text, draft.indicator, draft.starts_on, draft.review_on)


def insert_agreement(
    session: Session, who: Reader, unit: UUID, draft: Draft, wave: UUID | None = None
) -> UUID:
    """Insert a checked draft as an agreement, and return its id; `wave` is that of its talk."""
    made = stored.Agreement(
        unit_id=unit,
        indicator=draft.indicator,
        body=draft.text,
        starts_on=draft.starts_on,
        review_on=draft.review_on,
        wave_id=wave,
    )
    insert(session, made)
    trail.note(session, "agreement noted", draft.text, who.person)
    return made.id


def end_agreement(installation: Installation, who: Reader, agreement: UUID, on: date) -> None:
    """End an agreement. Raises NotAllowedError unless somebody may note things for its unit."""
    with writing(installation.engine) as session:
        row = stored.agreement(session, agreement)
        check_may_note(people.path_to(session, row.unit_id) if row else [], who)
        if row is None or row.ended_on is not None:
            return
        stored.change(session, agreement, ended_on=on)
        trail.note(session, "agreement ended", row.body, who.person)


def review_agreement(
    installation: Installation, who: Reader, agreement: UUID, outcome: Outcome | None, on: date
) -> None:
    """Note what a team decided when it looked back at an agreement; None takes that back.

    An agreement that it changes or stops ends. One that ended in another way stays as it is. Raises
    NotAllowedError unless somebody may note things for its unit.
    """
    with writing(installation.engine) as session:
        row = stored.agreement(session, agreement)
        check_may_note(people.path_to(session, row.unit_id) if row else [], who)
        if row is None or row.outcome == outcome:
            return
        if row.ended_on is not None and row.outcome is None:
            return
        stored.change(
            session,
            agreement,
            outcome=outcome,
            reviewed_on=None if outcome is None else on,
            ended_on=on if outcome in {"change", "stop"} else None,
        )
        subject = f"{row.body}: {outcome or 'undecided'}"
        trail.note(session, "agreement reviewed", subject, who.person)
