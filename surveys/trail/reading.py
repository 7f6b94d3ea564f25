"""The audit trail for HR and the works council: by kind, a page at a time, or as a file."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from sqlmodel import Session

from db import people
from db import trail as stored
from db.engine import reading, writing
from surveys.access import NotAllowedError, Reader
from surveys.installation import Installation
from surveys.tables.spreadsheet_cells import escape_formula
from surveys.trail import trail
from surveys.trail.trail import Entry

Kind = Literal["results", "roles", "people", "waves", "talks", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

PAGE_SIZE = 50

_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "results": (
        *("results read", "results read by an application", "comments read by theme"),
        *("results exported", "trail exported"),
    ),
    "roles": (
        "access given",
        "access proposed",
        "access confirmed",
        "access refused",
        "access suspended",
        "access held",
        "access taken",
        "sign-in link made",
        "API client entered",
        "API token released",
        "API client ended",
    ),
    "people": (
        "people added",
        "people changed",
        "people left",
        "people exported",
        "columns confirmed",
        "mapping kept",
        "mapping deleted",
        "people imported",
        "people confirmed",
        "confirmation asked",
        "confirmation switched on",
        "confirmation switched off",
        "synchronising allowed",
        "synchronising stopped",
    ),
    "waves": (
        "wave opened",
        "wave counted",
        "turn of a keeper",
        "keys protected",
        "keys unprotected",
        "slips made",
        "slips withdrawn",
        "slip replaced",
        "link reissued",
        "wave discarded",
        "own question saved",
        "own question asked",
        "own question ended",
        "own question deleted",
        "history imported",
        "history taken back",
        "aggregates imported",
        "aggregates removed",
        "results announced",
    ),
    "talks": (
        "agreement noted",
        "agreement corrected",
        "agreement ended",
        "agreement reviewed",
        "event noted",
        "event corrected",
        "event removed",
        "talk noted",
        "talk moved",
        "outcome of a talk noted",
        "talk withdrawn",
        "reason for no talk noted",
        "reason for no talk withdrawn",
        "reminder of talks asked",
        "leaders reminded",
        "experiment made",
        "experiment changed",
        "experiment list closed",
        "experiment drawn",
        "experiment ended",
        "experiment deleted",
        "look back asked",
        "reply noted",
        "reply changed",
        "reply withdrawn",
        "reminder of replies asked",
        "leaders reminded of replies",
        "reply to a theme noted",
        "reply to a theme withdrawn",
    ),
}
"""The actions of each kind; all others are settings, texts and upkeep."""


@dataclass(frozen=True)
class TrailPage:
    """A page of the trail, newest first; pages are numbered from 1 to `pages`."""

    entries: Sequence[Entry]
    number: int
    pages: int


def read_trail(
    installation: Installation, who: Reader, *, kind: Kind | None = None, page: int = 1
) -> TrailPage:
    """Return a page of the trail, of one kind or all; the last page when `page` is beyond it.

    Raises NotAllowedError except for HR of the whole organisation and for the works council.
    """
    _check(who)
    with reading(installation.engine) as session:
        pages = max(1, -(-stored.count(session, _actions(kind)) // PAGE_SIZE))
        number = min(max(page, 1), pages)
        rows = stored.matching(
            session, _actions(kind), skip=(number - 1) * PAGE_SIZE, at_most=PAGE_SIZE
        )
        names = _names(session)
    return TrailPage([_entry(row, names) for row in rows], number, pages)


def export_trail(installation: Installation, who: Reader, kind: Kind | None = None) -> str:
    """Return the trail as CSV, of one kind or all, and note the export.

    No cell can act as a formula in a spreadsheet. Raises NotAllowedError as `read_trail` does.
    """
    _check(who)
    with writing(installation.engine) as session:
        trail.note(session, "trail exported", kind or "all", who.person)
        rows, names = stored.matching(session, _actions(kind)), _names(session)
    return _as_csv(rows, names)


def trail_since(installation: Installation, who: Reader, since: date) -> str:
    """Return the trail from a day on as CSV; anybody who takes it away notes that.

    Raises NotAllowedError as `read_trail` does.
    """
    _check(who)
    with reading(installation.engine) as session:
        rows, names = stored.matching(session, None), _names(session)
    return _as_csv([row for row in rows if row.noted_on >= since], names)


def _as_csv(rows: Sequence[stored.AuditEntry], names: Mapping[object, str]) -> str:
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(("day", "by", "action", "subject"))
    for row in rows:
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
        return stored.Chosen(tuple(a for of in _ACTIONS.values() for a in of), all_others=True)
    return stored.Chosen(_ACTIONS[kind])


def _names(session: Session) -> Mapping[object, str]:
    return {person: name for person, name, _ in people.names_and_addresses(session)}


def _entry(row: stored.AuditEntry, names: Mapping[object, str]) -> Entry:
    by = None if row.person_id is None else names.get(row.person_id, str(row.person_id))
    return Entry(row.noted_on, by, row.action, row.subject)
