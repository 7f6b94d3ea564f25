"""Roles that show results or the audit trail, as they are stored: who confirms, and what ends."""

from uuid import UUID

from sqlmodel import Session

from db import people
from db import roles as stored
from surveys import trail
from surveys.people.role_rules import confirmed_by, needs_confirmation


def confirmers(session: Session, role: people.Access) -> list[str]:
    """Return the names of those who may confirm a role; with nobody, the server does."""
    apart = {role.person_id, role.given_by}
    holders = people.who_has(session, confirmed_by(role.role))
    return [row.name for row in holders if row.unit_id is None and row.id not in apart]


def suspend(
    session: Session, person: UUID, name: str, *, root: UUID, by: UUID | None = None
) -> None:
    """Let somebody's reading roles wait again, because they get another e-mail address.

    Whoever has the new address would otherwise read what this person could. Ends their sessions and
    links, too. Does nothing for somebody without such a role.
    """
    reading = [
        held
        for held in stored.roles_of(session, person)
        if held.confirmed and needs_confirmation(held.role, held.unit_id, root=root)
    ]
    if not reading:
        return
    stored.let_wait(session, [held.id for held in reading], by)
    people.remove_sign_ins(session, person)
    kinds = ", ".join(sorted({held.role for held in reading}))
    trail.note(session, "access suspended", f"{name}: {kinds}", by)
