"""Confirming roles that show results or the audit trail, by others than those who gave them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from sqlmodel import Session

from db import people, roster
from db import roles as stored
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.organisation.places import noting_changes
from surveys.people.importing.importing import units_now
from surveys.people.importing.places import shown
from surveys.people.importing.state import RosterSnapshot
from surveys.people.reading_roles import confirmers
from surveys.people.role_rules import confirmed_by, in_words, needs_confirmation
from surveys.units import PAGE_SEPARATOR

Obstacle = Literal["own", "given", "role"]
"""Why somebody cannot confirm a role: it is theirs, they gave it, or they hold another role."""


class ConfirmationError(PeilError):
    """A role that cannot be confirmed."""

    texts: ClassVar = {
        "none": N_("No role of {email} is waiting for confirmation."),
        "gone": N_("This role is not waiting any more: it was confirmed, refused or taken away."),
        "own": N_("Nobody confirms their own role. Somebody else has to."),
        "given": N_("You gave this role, so somebody else has to confirm it."),
        "role": N_("This role is confirmed by somebody who holds it."),
        "server": N_(
            "Not on the server: {names} can confirm this role, on the page Confirmations."
        ),
    }


@dataclass(frozen=True)
class ReadingRole:
    """A role that shows results or the trail, with the unit's path as shown (None: the whole)."""

    id: UUID
    name: str
    email: str
    role: str
    unit: str | None


@dataclass(frozen=True)
class WaitingRole(ReadingRole):
    """A role that waits; by whom it was given (None: on the server), and who may confirm it."""

    person: UUID
    given_by: str | None
    obstacle: Obstacle | None
    """Why the reader cannot confirm it; None if they can."""

    confirmers: tuple[str, ...]
    """Those who can, by name; nobody if it is confirmed on the server."""


def check_may_look(who: Reader | None) -> None:
    """Raise NotAllowedError unless `who` may see who reads; None is the operator of the server."""
    if who is not None and not who.reads_trail:
        raise NotAllowedError("confirmations")


def waiting_roles(installation: Installation, who: Reader | None) -> list[WaitingRole]:
    """Return the roles that wait for a confirmation, by name. Raises NotAllowedError."""
    check_may_look(who)
    with reading(installation.engine) as session:
        return waiting_in(session, who)


def waiting_in(session: Session, who: Reader | None) -> list[WaitingRole]:
    """Return, within a transaction, the roles that wait for a confirmation, by name."""
    rows = stored.waiting_roles(session)
    if not rows:
        return []
    units = units_now(session)
    waiting = [_waiting(session, units, row, who) for row in rows]
    return sorted(waiting, key=lambda role: (role.name, role.role, role.unit or ""))


def who_reads(installation: Installation, who: Reader) -> list[ReadingRole]:
    """Return the confirmed roles that read everything or the trail, by name.

    Raises NotAllowedError.
    """
    check_may_look(who)
    with reading(installation.engine) as session:
        units = units_now(session)
        held = [
            ReadingRole(row.id, row.name, row.email, row.role, _path(units, row.unit_id))
            for row in stored.confirmed_roles(session)
            if needs_confirmation(row.role, row.unit_id, root=units.whole.id)
        ]
    return sorted(held, key=lambda role: (role.name, role.role, role.unit or ""))


def confirm(installation: Installation, who: Reader | None, role_id: UUID) -> None:
    """Let a role hold from now on, and note who confirmed it; None is the operator of the server.

    Raises ConfirmationError for somebody who may not, NotAllowedError without access to the trail.
    """
    check_may_look(who)
    with writing(installation.engine) as session:
        confirm_in(session, who, role_id)


def confirm_in(session: Session, who: Reader | None, role_id: UUID) -> None:
    """Confirm a role within a transaction; see `confirm`."""
    row = _checked(session, who, role_id)
    # The ballot of somebody who leads the whole counts elsewhere.
    with noting_changes(session, who.known_as if who else None):
        stored.confirm_role(session, role_id)
    _note(session, "access confirmed", row, who)


def refuse(installation: Installation, who: Reader, role_id: UUID) -> None:
    """Take away a role that waits; for those who may confirm it. Raises as `confirm` does."""
    check_may_look(who)
    with writing(installation.engine) as session:
        row = _checked(session, who, role_id)
        with noting_changes(session, who.known_as):
            roster.delete(session, people.Access, [role_id])
        _note(session, "access refused", row, who)


def _checked(session: Session, who: Reader | None, role_id: UUID) -> people.Access:
    """Return a role that waits, if `who` may confirm it by the roles they hold at this moment."""
    row = next((row for row in stored.waiting_roles(session) if row.id == role_id), None)
    if row is None:
        raise ConfirmationError("gone")
    if who is None:
        if names := confirmers(session, row):
            raise ConfirmationError("server", names=", ".join(names))
    elif (obstacle := _obstacle(session, row, who)) is not None:
        raise ConfirmationError(obstacle)
    return row


def _obstacle(session: Session, row: people.Access, who: Reader) -> Obstacle | None:
    if row.person_id == who.person:
        return "own"
    if row.given_by == who.person:
        return "given"
    held = {(own.role, own.unit_id) for own in people.access(session, who.person)}
    return None if (confirmed_by(row.role), None) in held else "role"


def _waiting(
    session: Session, units: RosterSnapshot, row: people.Access, who: Reader | None
) -> WaitingRole:
    person = people.person(session, row.person_id)
    return WaitingRole(
        row.id,
        person.name if person else "",
        person.email if person else "",
        row.role,
        _path(units, row.unit_id),
        row.person_id,
        _giver(session, row),
        None if who is None else _obstacle(session, row, who),
        tuple(confirmers(session, row)),
    )


def _giver(session: Session, row: people.Access) -> str | None:
    """Return the name of the person who gave a role, or their id once they left."""
    if row.given_by is None:
        return None
    person = people.person(session, row.given_by)
    return person.name if person else str(row.given_by)


def _path(units: RosterSnapshot, unit: UUID | None) -> str | None:
    return shown(units.paths[unit], PAGE_SEPARATOR) if unit else None


def _note(session: Session, action: trail.Action, row: people.Access, who: Reader | None) -> None:
    person = people.person(session, row.person_id)
    path = shown(units_now(session).paths[row.unit_id]) if row.unit_id else None
    words = in_words(person.name if person else "", row.role, path)
    trail.note(session, action, words, who.person if who else None)
