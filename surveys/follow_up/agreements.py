"""Agreements of a unit: noted, corrected, looked back at, and ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from db import follow_up as stored
from db import people, waves
from db.base import insert
from db.engine import writing
from surveys import trail
from surveys.access import Reader
from surveys.follow_up.agreement import MAX_DETAILS_LENGTH, Outcome, Owner, may_correct
from surveys.follow_up.follow_up import FollowUpError, as_agreement, check_may_note, checked_text
from surveys.follow_up.templates import agreement_templates
from surveys.installation import Installation

MAX_LINES = 12
"""Maximum number of lines that say more about an agreement."""

REMINDED_WITHIN = timedelta(days=14)
"""How long after the day to look back its message may still be sent; later it is dropped."""


@dataclass(frozen=True)
class Draft:
    """An agreement as somebody wrote it down, on an indicator or (None) in general.

    `details` are lines that say more, `owner` who keeps it in mind, `template` what it began with.
    """

    text: str
    indicator: str | None
    starts_on: date
    review_on: date
    details: str = ""
    owner: Owner = "team"
    template: str | None = None


def note_agreement(
    installation: Installation,
    who: Reader,
    unit: UUID,
    text: str,
    *,
    indicator: str | None,
    starts_on: date,
    review_on: date,
    details: str = "",
    owner: Owner = "team",
    template: str | None = None,
    noted_on: date | None = None,
) -> UUID:
    """Note an agreement of a unit, and return its id.

    `noted_on` is today; without it the agreement cannot be corrected. Only HR and the manager of
    the unit or of one above it may do so. Raises NotAllowedError or FollowUpError, without a
    change.
    """
    draft = checked(Draft(text, indicator, starts_on, review_on, details, owner, template))
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        return insert_agreement(session, who, unit, draft, noted_on=noted_on)


def checked(draft: Draft) -> Draft:
    """Return a draft with its text on one line. Raises FollowUpError where it cannot be noted."""
    lines = [line for typed in draft.details.splitlines() if (line := " ".join(typed.split()))]
    details = "\n".join(lines)
    if len(lines) > MAX_LINES or len(details) > MAX_DETAILS_LENGTH:
        raise FollowUpError("details", lines=MAX_LINES, n=MAX_DETAILS_LENGTH)
    if draft.review_on < draft.starts_on:
        raise FollowUpError("dates")
    known = draft.template if draft.template in agreement_templates() else None
    return replace(draft, text=checked_text(draft.text), details=details, template=known)


def insert_agreement(
    session: Session,
    who: Reader,
    unit: UUID,
    draft: Draft,
    wave: UUID | None = None,
    noted_on: date | None = None,
) -> UUID:
    """Insert a checked draft as an agreement, and return its id; `wave` is that of its talk."""
    made = stored.Agreement(unit_id=unit, wave_id=wave, noted_on=noted_on, **_columns(draft))
    insert(session, made)
    trail.note(session, "agreement noted", draft.text, who.person)
    return made.id


def correct_agreement(
    installation: Installation, who: Reader, agreement: UUID, draft: Draft, today: date
) -> None:
    """Correct an agreement until the day after it was noted; the trail keeps what it was.

    Raises NotAllowedError unless somebody may note things for its unit, FollowUpError ("too_late")
    after that day, and what is wrong with the draft; nothing is changed then.
    """
    wanted = checked(draft)
    with writing(installation.engine) as session:
        row = stored.agreement(session, agreement)
        check_may_note(people.path_to(session, row.unit_id) if row else [], who)
        if row is None or not may_correct(row.noted_on, today):
            raise FollowUpError("too_late")
        before = Draft(
            row.body,
            row.indicator,
            row.starts_on,
            row.review_on,
            row.details or "",
            as_agreement(row).owner,
            row.template,
        )
        if before == wanted:
            return
        stored.change(session, agreement, **_columns(wanted))
        subject = f"{_described(before)} → {_described(wanted)}"
        trail.note(session, "agreement corrected", subject, who.person)


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "body": draft.text,
        "indicator": draft.indicator,
        "starts_on": draft.starts_on,
        "review_on": draft.review_on,
        "details": draft.details or None,
        "owner": draft.owner,
        "template": draft.template,
    }


def _described(draft: Draft) -> str:
    """Return all that can be corrected on one line, for the trail."""
    parts = (
        draft.text,
        *draft.details.splitlines(),
        draft.indicator or "in general",
        f"{draft.starts_on} to {draft.review_on}",
        draft.owner,
    )
    return " · ".join(parts)


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
    installation: Installation,
    who: Reader,
    agreement: UUID,
    outcome: Outcome | None,
    on: date,
    learned: str = "",
) -> None:
    """Note what a team decided when it looked back at an agreement; None takes that back.

    An agreement that it changes or stops ends. One that ended in another way stays as it is.
    `learned` adds in one line what it brought. Raises NotAllowedError unless somebody may note
    things for its unit, and FollowUpError for a line that is too long.
    """
    line = checked_text(learned) if outcome is not None and learned.strip() else None
    with writing(installation.engine) as session:
        row = stored.agreement(session, agreement)
        check_may_note(people.path_to(session, row.unit_id) if row else [], who)
        if row is None or (row.outcome, row.learned) == (outcome, line):
            return
        if row.ended_on is not None and row.outcome is None:
            return
        stored.change(
            session,
            agreement,
            outcome=outcome,
            learned=line,
            reviewed_on=None if outcome is None else on,
            ended_on=on if outcome in {"change", "stop"} else None,
        )
        subject = f"{row.body}: {outcome or 'undecided'}"
        trail.note(
            session, "agreement reviewed", f"{subject}, {line}" if line else subject, who.person
        )


def to_look_back(
    session: Session, today: date
) -> tuple[UUID, Mapping[UUID, Sequence[UUID]]] | None:
    """Return the newest wave, and the agreements whose leaders are to look back at them now.

    Each has the people who lead its unit; those of units without a leader, or whose day is long
    over, are left out. None without any, and where no wave has been counted.
    """
    last = waves.last_counted(session, 1)
    if not last:
        return None
    due = [as_agreement(row) for row in stored.not_reminded(session, today)]
    due = [one for one in due if today - REMINDED_WITHIN <= one.looks_back_on <= today]
    leaders: dict[UUID, list[UUID]] = {}
    if due:
        for row in people.who_has(session, "manager"):
            if row.unit_id is not None:
                leaders.setdefault(row.unit_id, []).append(row.id)
    asked = {one.id: leaders[one.unit] for one in due if one.unit in leaders}
    return (last[0].id, asked) if asked else None
