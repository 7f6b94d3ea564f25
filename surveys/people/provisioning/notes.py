"""Notes of what a directory asked and Peil did not do, for administrators: as little as tells why.

A note has a kind, a day and a number. It names a person only if they are in Peil anyway, and a
group by its name; of people who are not in Peil nothing is kept.
"""

from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from db import directory as stored
from db.engine import writing
from surveys.installation import Installation

Kind = Literal[
    "person_known",
    "person_refused",
    "marked_as_deleted",
    "group_known",
    "group_refused",
    "groups_off",
]
"""Why something was not done; the page has the words."""

MAX_AGE = timedelta(days=14)
"""How long notes are kept."""

_MAX_A_DAY = 200
_MAX_NAME_LENGTH = 200


def note(
    session: Session, kind: Kind, *, person: UUID | None = None, group_name: str | None = None
) -> None:
    """Note something once, or once more, within a transaction; at most 200 different ones a day."""
    named = None if group_name is None else group_name[:_MAX_NAME_LENGTH]
    stored.note(session, kind, person, named, _MAX_A_DAY)


def note_refusal(
    installation: Installation,
    kind: Kind,
    *,
    person: UUID | None = None,
    group_name: str | None = None,
) -> None:
    """Note a request that was refused, of which nothing else was written."""
    with writing(installation.engine) as session:
        known = person if person and stored.is_here(session, person) else None
        note(session, kind, person=known, group_name=group_name)


def forget_old(session: Session, today: date) -> None:
    """Delete notes that are older than MAX_AGE."""
    stored.forget_notes(session, today - MAX_AGE)
