"""The audit trail: what is noted, and what never is.

Whoever answers leaves no trace in it; that somebody read a team's results is noted once a day.
"""

import functools
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from dateutil.relativedelta import relativedelta
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from db import people
from db import trail as stored
from db.engine import reading, writing
from surveys.access.access import NOBODY, Reader
from surveys.installation.installation import Installation

Action = Literal[
    "organisation set up",
    "contacts changed",
    "people added",
    "people changed",
    "synchronising allowed",
    "synchronising stopped",
    "people imported",
    "access given",
    "access taken",
    "sign-in link made",
    "slips made",
    "slips withdrawn",
    "wave opened",
    "wave counted",
    "history imported",
    "message text changed",
    "message decided",
    "messages came back",
    "results announced",
    "results read",
    "trail exported",
    "agreement noted",
    "agreement ended",
    "event noted",
    "agreements and events deleted",
    "talk noted",
    "rhythm saved",
    "programme paused",
    "programme resumed",
    "programme ended",
    "closed period added",
    "closed period removed",
    "block brought forward",
    "time zone, language and country saved",
    "comments deleted",
    "results deleted",
]

KEPT_YEARS = 2
"""How long the trail itself is kept."""


@dataclass(frozen=True)
class Entry:
    """Something that was done: on which day, by whom (None: on the command line), to what."""

    noted_on: date
    by: str | None
    action: str
    subject: str


def note(session: Session, action: Action, subject: str, by: UUID | None = None) -> None:
    """Note within the transaction of a change what is changed; both are kept or neither."""
    stored.add(session, action, subject, by, uuid4())


def is_noted(session: Session, action: Action, subject: str) -> bool:
    """Return whether something has been done already."""
    return stored.is_noted(session, action, subject)


def note_all(session: Session, done: Iterable[tuple[Action, str]], by: UUID | None = None) -> None:
    """Note many changes within their transaction, each an action and its subject."""
    stored.add_all(session, done, by)


def note_reading(
    installation: Installation, who: Reader, unit: UUID, name: str, today: date
) -> None:
    """Note that somebody reads a unit's results: once a day, however often they look.

    A database that is locked must not keep anybody from reading: then the log says so, and it is
    noted the next time. Of who came by the link of a team nothing is noted: nobody knows who it is.
    """
    if who.person == NOBODY:
        return
    try:
        _note_once(installation, who.person, unit, name, today)
    except OperationalError as fault:
        logging.getLogger(__name__).warning("not noted who reads results: %s", fault.orig)


@functools.lru_cache(maxsize=10_000)
def _note_once(
    installation: Installation, person: UUID, unit: UUID, name: str, today: date
) -> None:
    """Note it, and remember that as long as the process lives; a fault is not remembered."""
    key = uuid5(NAMESPACE_URL, f"{person}/{unit}/{today}")
    try:
        with writing(installation.engine) as session:
            stored.add(session, "results read", name, person, key)
    except IntegrityError:
        # Another process has noted it today.
        return


def entries(installation: Installation) -> list[Entry]:
    """Return the whole trail, from new to old; people who have left are named by their number."""
    with reading(installation.engine) as session:
        names = {person: name for person, name, _ in people.names_and_addresses(session)}
        found = stored.entries(session)
    return [
        Entry(
            entry.noted_on,
            None if entry.person_id is None else names.get(entry.person_id, str(entry.person_id)),
            entry.action,
            entry.subject,
        )
        for entry in found
    ]


def forget_old(session: Session, today: date) -> None:
    """Delete what was noted longer ago than the trail is kept."""
    stored.forget(session, today - relativedelta(years=KEPT_YEARS))
