"""Roles that show results or the audit trail, as they are stored: who confirms, and what ends."""

from uuid import UUID

from sqlmodel import Session

from db import people, roster
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

    The person who has the new address would otherwise read what this person could. A role that
    waits already is taken away: the person who is about to confirm it has seen the former address.
    Ends their sessions and links, too. Does nothing for somebody without such a role.
    """
    rows = stored.roles_of(session, person)
    of_reading = [row for row in rows if needs_confirmation(row.role, row.unit_id, root=root)]
    if not of_reading:
        return
    people.remove_sign_ins(session, person)
    confirmed = [row for row in of_reading if row.confirmed]
    waiting = [row for row in of_reading if not row.confirmed]
    stored.let_wait(session, [row.id for row in confirmed], by)
    roster.delete(session, people.Access, [row.id for row in waiting])
    done: tuple[tuple[trail.Action, list[people.Access]], ...] = (
        ("access suspended", confirmed),
        ("access taken", waiting),
    )
    for action, some in done:
        if some:
            kinds = ", ".join(sorted({row.role for row in some}))
            trail.note(session, action, f"{name}: {kinds}", by)
