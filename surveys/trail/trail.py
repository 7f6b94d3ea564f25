"""The audit trail: what is noted, and what never is.

Answering leaves no trace in it; reading the results of a team is noted once a day per reader.
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
from surveys.access import ANONYMOUS, Reader
from surveys.installation import Installation

Action = Literal[
    "organisation set up",
    "contacts changed",
    "badges by chance chosen",
    "thresholds chosen",
    "question about health switched on",
    "question about health switched off",
    "start measurement switched on",
    "start measurement switched off",
    "open questions planned",
    "open questions left out",
    "question who leads switched on",
    "question who leads switched off",
    "people added",
    "people changed",
    "people left",
    "people exported",
    "columns confirmed",
    "mapping kept",
    "mapping deleted",
    "synchronising allowed",
    "synchronising stopped",
    "people imported",
    "people confirmed",
    "confirmation asked",
    "confirmation switched on",
    "confirmation switched off",
    "access given",
    "access proposed",
    "access confirmed",
    "access refused",
    "access suspended",
    "access held",
    "access taken",
    "sign-in link made",
    "slips made",
    "slips withdrawn",
    "backup made",
    "backup restored",
    "wave opened",
    "turn of a keeper",
    "wave counted",
    "keys protected",
    "keys unprotected",
    "history imported",
    "history taken back",
    "aggregates imported",
    "aggregates removed",
    "message text changed",
    "message decided",
    "link reissued",
    "slip replaced",
    "wave discarded",
    "messages came back",
    "calendar address changed",
    "people not changed",
    "people let change",
    "results announced",
    "results read",
    "results read by an application",
    "API client entered",
    "API token released",
    "API client ended",
    "webhook added",
    "webhook removed",
    "results exported",
    "trail exported",
    "agreement noted",
    "agreement corrected",
    "agreement ended",
    "agreement reviewed",
    "event noted",
    "event corrected",
    "event removed",
    "agreements and events deleted",
    "talk noted",
    "talk moved",
    "outcome of a talk noted",
    "talk withdrawn",
    "reason for no talk noted",
    "reason for no talk withdrawn",
    "waiting for talks switched on",
    "waiting for talks switched off",
    "reminder of talks asked",
    "leaders reminded",
    "experiment made",
    "experiment changed",
    "experiment list closed",
    "experiment drawn",
    "experiment ended",
    "experiment deleted",
    "experiments deleted",
    "look back asked",
    "measure saved",
    "measure hidden",
    "measure shown",
    "measure restored",
    "own question saved",
    "own question asked",
    "own question ended",
    "own question deleted",
    "comments read by theme",
    "comments counted by theme",
    "theme saved",
    "theme hidden",
    "theme shown",
    "theme restored",
    "quote added",
    "quote removed",
    "reply to a theme noted",
    "reply to a theme withdrawn",
    "reply noted",
    "reply changed",
    "reply withdrawn",
    "reminder of replies asked",
    "leaders reminded of replies",
    "rhythm saved",
    "programme paused",
    "programme resumed",
    "programme ended",
    "unit starts later",
    "unit starts with the others",
    "closed period added",
    "closed period removed",
    "block brought forward",
    "time zone, language and country saved",
    "comments deleted",
    "results deleted",
]

MAX_AGE_YEARS = 2
"""Entries of the trail are deleted after this many years."""


@dataclass(frozen=True)
class Entry:
    """An action: on which day, by whom (None: on the command line), and on what."""

    noted_on: date
    by: str | None
    action: str
    subject: str


def note(session: Session, action: Action, subject: str, by: UUID | None = None) -> None:
    """Note a change within its own transaction, so that both are committed or neither."""
    stored.add(session, action, subject, by, uuid4())


def is_noted(session: Session, action: Action, subject: str) -> bool:
    """Return whether an action on a subject has been noted."""
    return stored.is_noted(session, action, subject)


def last_by(session: Session, action: Action, subject: str) -> str | None:
    """Return the name of the person who did an action on a subject when it was noted last.

    None if it was not noted, was done on the server, or by several people on that day.
    """
    names = stored.who_did_last(session, action, subject)
    return names[0] if len(names) == 1 else None


def note_all(session: Session, done: Iterable[tuple[Action, str]], by: UUID | None = None) -> None:
    """Note many changes within their transaction, each an action and its subject."""
    stored.add_all(session, done, by)


def note_reading(
    installation: Installation, who: Reader, unit: UUID, name: str, today: date
) -> None:
    """Note that somebody reads the results of a unit: once a day, however often they do.

    A locked database must not keep anybody from reading: then a warning is logged, and the next
    reading is noted. Nothing is noted for readers with the link of a team, who are anonymous.
    """
    if who.person == ANONYMOUS:
        return
    try:
        _note_once(installation, who.person, unit, name, today)
    except OperationalError as fault:
        logging.getLogger(__name__).warning("not noted who reads results: %s", fault.orig)


@functools.lru_cache(maxsize=10_000)
def _note_once(
    installation: Installation, person: UUID, unit: UUID, name: str, today: date
) -> None:
    """Note a reading, and remember that for the life of the process unless it failed."""
    key = uuid5(NAMESPACE_URL, f"{person}/{unit}/{today}")
    try:
        with writing(installation.engine) as session:
            stored.add(session, "results read", name, person, key)
    except IntegrityError:
        # Another process has noted it today.
        return


def note_program(
    session: Session, client: UUID, application: str, unit: UUID, name: str, today: date
) -> None:
    """Note that an application reads a unit; raises IntegrityError if that is noted today.

    It is named with the unit, because nobody can look its name up once it has ended.
    """
    key = uuid5(NAMESPACE_URL, f"{client}/{unit}/{today}")
    stored.add(session, "results read by an application", f"{name} ({application})", None, key)


def entries(installation: Installation) -> list[Entry]:
    """Return the whole trail, newest first; people who have left are shown by their id."""
    with reading(installation.engine) as session:
        names = {person: name for person, name, _ in people.names_and_addresses(session)}
        rows = stored.entries(session)
    return [
        Entry(
            entry.noted_on,
            None if entry.person_id is None else names.get(entry.person_id, str(entry.person_id)),
            entry.action,
            entry.subject,
        )
        for entry in rows
    ]


def forget_old(session: Session, today: date) -> None:
    """Delete entries that are older than MAX_AGE_YEARS."""
    stored.forget(session, today - relativedelta(years=MAX_AGE_YEARS))
