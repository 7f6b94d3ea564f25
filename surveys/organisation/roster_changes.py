"""The list of people who joined, moved or left, for the works council."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from sqlmodel import Session

from db import roster as stored
from db.engine import reading
from surveys.access import NotAllowedError, Reader
from surveys.installation import Installation

MAX_AGE_MONTHS = 12
"""Changes are deleted after this many months."""


@dataclass(frozen=True)
class Change:
    """A person who joined, moved or left, and the number of the wave that was open then."""

    noted_on: date
    open_wave: int | None
    kind: str
    name: str
    from_unit: str | None
    to_unit: str | None


def may_read(who: Reader) -> bool:
    """Return whether somebody may read the list of changes."""
    return who.reads_trail or who.administers


def changes(installation: Installation, who: Reader) -> list[Change]:
    """Return all changes, from new to old. Raises NotAllowedError."""
    if not may_read(who):
        raise NotAllowedError("changes")
    with reading(installation.engine) as session:
        return [
            Change(row.noted_on, row.open_wave, row.kind, row.name, row.from_unit, row.to_unit)
            for row in stored.changes(session)
        ]


def forget_old(session: Session, today: date) -> None:
    """Delete changes that are older than MAX_AGE_MONTHS."""
    stored.forget_changes(session, today - relativedelta(months=MAX_AGE_MONTHS))
