"""The audit trail for HR and the works council: by kind, a page at a time, or as a file."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sqlmodel import Session

from db import people
from db import trail as stored
from db.engine import reading, writing
from surveys.access.access import NotAllowedError, Reader
from surveys.installation.installation import Installation
from surveys.tables.spreadsheet_cells import escape_formula
from surveys.trail import trail
from surveys.trail.trail import Entry

Kind = Literal["results", "people", "waves", "talks", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

ON_A_PAGE = 50

_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "results": ("results read", "results exported", "trail exported"),
    "people": (
        "people added",
        "people changed",
        "people imported",
        "access given",
        "access taken",
        "sign-in link made",
        "synchronising allowed",
        "synchronising stopped",
    ),
    "waves": (
        "wave opened",
        "wave counted",
        "slips made",
        "slips withdrawn",
        "history imported",
        "results announced",
    ),
    "talks": ("agreement noted", "agreement ended", "event noted", "talk noted"),
}
"""What belongs to which kind; everything else is settings, texts and upkeep."""


@dataclass(frozen=True)
class TrailPage:
    """A page of the trail from new to old, counted from 1, and how many pages there are."""

    entries: Sequence[Entry]
    number: int
    pages: int


def read_trail(
    installation: Installation, who: Reader, *, kind: Kind | None = None, page: int = 1
) -> TrailPage:
    """Return a page of what was noted, of one kind or all; the last page for one beyond it.

    Raises NotAllowedError unless somebody is HR of the whole organisation, or of the works council.
    """
    _check(who)
    with reading(installation.engine) as session:
        pages = max(1, -(-stored.count(session, _actions(kind)) // ON_A_PAGE))
        number = min(max(page, 1), pages)
        found = stored.matching(
            session, _actions(kind), skip=(number - 1) * ON_A_PAGE, at_most=ON_A_PAGE
        )
        names = _names(session)
    return TrailPage([_entry(row, names) for row in found], number, pages)


def export_trail(installation: Installation, who: Reader, kind: Kind | None = None) -> str:
    """Return what was noted as CSV, of one kind or all, and note that somebody took it.

    No cell is a formula to a spreadsheet. Raises NotAllowedError as `read_trail` does.
    """
    _check(who)
    with writing(installation.engine) as session:
        trail.note(session, "trail exported", kind or "all", who.person)
        found, names = stored.matching(session, _actions(kind)), _names(session)
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(("day", "by", "action", "subject"))
    for row in found:
        entry = _entry(row, names)
        cells = (entry.by or "(server)", entry.action, entry.subject)
        lines.writerow((entry.noted_on, *map(escape_formula, cells)))
    return file.getvalue()


def _check(who: Reader) -> None:
    if not who.reads_trail:
        raise NotAllowedError("trail")


def _actions(kind: Kind | None) -> stored.Actions:
    if kind is None:
        return None
    if kind == "other":
        return stored.Chosen(tuple(a for of in _OF_KIND.values() for a in of), all_others=True)
    return stored.Chosen(_OF_KIND[kind])


def _names(session: Session) -> Mapping[object, str]:
    return {person: name for person, name, _ in people.names_and_addresses(session)}


def _entry(row: stored.AuditEntry, names: Mapping[object, str]) -> Entry:
    by = None if row.person_id is None else names.get(row.person_id, str(row.person_id))
    return Entry(row.noted_on, by, row.action, row.subject)
