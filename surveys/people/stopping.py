"""Unattended runs that would remove too much stop here, until an administrator has looked.

A nightly list stops beyond the limits of every import. A directory removes people one by one, so
what it removed on the same day counts together. Neither changes anything then. Administrators get
one message, and the doctor and the page of people say it until it is resolved.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from sqlmodel import Session

from db import people
from db import stopped as stored
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.errors import N_, PeilError, Phrase, phrase
from surveys.installation import Installation
from surveys.people.importing.limits import (
    SHARE_OF_A_UNIT,
    SHARE_THAT_MAY_LEAVE,
    SMALLEST_GROUP,
    first_few,
    is_too_many,
)
from surveys.people.importing.plan import MANY_LEAVE, UNITS_HALVED

SMALLEST_ORGANISATION = 20
"""Of fewer people a directory may let as many leave as it says, one by one."""

Source = Literal["folder", "directory"]


class StoppedError(PeilError):
    """A change of a directory that would remove too much; nothing was changed."""

    texts: ClassVar = {
        "limits": N_("Nothing was changed. {limits} An administrator can let it go on."),
    }

    def __init__(self, limits: Sequence[Phrase]) -> None:
        """Keep why it stopped, to be recorded with `record_stop`."""
        self.limits = tuple(limits)
        super().__init__("limits", limits=self.limits)


@dataclass(frozen=True)
class Stop:
    """What stopped, since when and why; `allowed_on` is the day on which it may go on."""

    source: Source
    noted_on: date
    limits: tuple[Phrase, ...]
    told: bool
    allowed_on: date | None


def record_stop(
    installation: Installation,
    source: Source,
    limits: Sequence[Phrase],
    today: date | None = None,
) -> None:
    """Record that an unattended run has stopped, in a transaction of its own.

    One that has stopped already stays as it is but for its reasons, so nobody is told twice.
    """
    reasons = [[limit.template, dict(limit.values)] for limit in limits]
    with writing(installation.engine) as session:
        before = next((row for row in stored.stopped(session) if row.source == source), None)
        if before is None:
            noted_on = today or stored.today(session)
            session.add(stored.StoppedSync(source=source, noted_on=noted_on, limits=reasons))
            trail.note(session, "people not changed", _SOURCES[source])
        else:
            before.limits = reasons


def stops(installation: Installation) -> list[Stop]:
    """Return everything that has stopped and is not resolved."""
    with reading(installation.engine) as session:
        return [
            Stop(
                "folder" if row.source == "folder" else "directory",
                row.noted_on,
                tuple(phrase(template, **values) for template, values in row.limits),
                row.told,
                row.allowed_on,
            )
            for row in stored.stopped(session)
        ]


def note_told(installation: Installation) -> None:
    """Note that administrators were sent a message about everything that has stopped."""
    with writing(installation.engine) as session:
        for row in stored.stopped(session):
            row.told = True


def let_go_on(
    installation: Installation, who: Reader, source: Source, today: date | None = None
) -> None:
    """Let a directory go on for a day, or set a list aside. Raises NotAllowedError."""
    check_administers(who)
    with writing(installation.engine) as session:
        if source == "folder":
            stored.forget(session, source)
        for row in stored.stopped(session):
            if row.source == source:
                row.allowed_on = today or stored.today(session)
        trail.note(session, "people let change", _SOURCES[source], who.person)


def check_leaving(
    session: Session,
    leaving: Sequence[UUID],
    today: date | None = None,
    *,
    leave_peil: bool = True,
) -> None:
    """Raise StoppedError if a directory may not let these people leave Peil, or only their units.

    The limits are those of a list: a third of all people, in an organisation of twenty or more, and
    half of a unit of five or more, counted with all who went since `today` (else the database's
    day).
    """
    if not leaving:
        return
    today = today or stored.today(session)
    row = next((one for one in stored.stopped(session) if one.source == "directory"), None)
    if row is not None and row.allowed_on is not None:
        if row.allowed_on >= today:
            return
        stored.forget(session, "directory")
    limits = _limits(session, leaving, today, leave_peil=leave_peil)
    if limits:
        raise StoppedError(limits)


def _limits(
    session: Session, leaving: Sequence[UUID], today: date, *, leave_peil: bool
) -> list[Phrase]:
    went = stored.went_since(session, today)
    names = {unit.id: unit.name for unit in people.units(session)}
    persons = [row for one in leaving if (row := people.person(session, one))]
    gone = Counter(unit for _, unit in went if unit)
    gone.update(names[row.unit_id] for row in persons)
    earlier = sum(kind == "left" for kind, _ in went)
    sizes = stored.sizes(session)
    everybody = sum(number for *_, number in sizes) + earlier
    limits = []
    lost = earlier + len(persons)
    if (
        leave_peil
        and everybody >= SMALLEST_ORGANISATION
        and is_too_many(lost, everybody, SHARE_THAT_MAY_LEAVE)
    ):
        limits.append(phrase(MANY_LEAVE, n=lost, all=everybody))
    halved = []
    for name, is_whole, number in sizes:
        before = number + gone[name] - sum(names[row.unit_id] == name for row in persons)
        asked = any(names[row.unit_id] == name for row in persons)
        watched = asked and not is_whole and before >= SMALLEST_GROUP
        if watched and is_too_many(gone[name], before, SHARE_OF_A_UNIT):
            halved.append(f"{name} ({gone[name]}/{before})")
    if halved:
        limits.append(phrase(UNITS_HALVED, units=first_few(sorted(halved))))
    return limits


_SOURCES = {"folder": "the list from a folder", "directory": "SCIM"}
