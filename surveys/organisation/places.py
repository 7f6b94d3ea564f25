"""People's places: the unit in which a ballot counts, and the address at which a link arrives."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlmodel import Session

from db import confirmations as stored
from db import people
from db.confirmations import Place
from surveys.units import Tree


def where_ballots_count(session: Session) -> dict[UUID, UUID]:
    """Return the unit in which each person's ballot counts; a manager's counts one unit higher.

    A manager's ballot counts in the unit above the highest one they manage, so that they never read
    a number that their own ballot is part of, except that of the pool of managers.
    """
    counts_in = {row.id: row.unit_id for row in people.everybody(session)}
    return counts_in | _of_managers(session)


def _of_managers(session: Session) -> dict[UUID, UUID]:
    parent = {row.id: row.parent_id for row in people.units(session)}
    tree = Tree(parent)
    managed: dict[UUID, list[UUID]] = {}
    for row in people.who_has(session, "manager"):
        if row.unit_id is not None:
            managed.setdefault(row.id, []).append(row.unit_id)
    highest = {person: min(units, key=tree.depth) for person, units in managed.items()}
    return {person: parent[unit] or unit for person, unit in highest.items()}


def places(session: Session) -> dict[UUID, Place]:
    """Return the place of everybody as it is now, by person."""
    of_managers = _of_managers(session)
    return {
        person: Place(person, of_managers.get(person, unit), address)
        for person, unit, address in stored.work_places(session)
    }


@contextmanager
def noting_changes(session: Session, by: UUID | None) -> Iterator[None]:
    """Note everybody whose place is changed within this context, and by whom.

    The person who changed a place does not confirm it. Nothing is noted when nobody is known
    (None): on the command line, and by a directory that synchronises.
    """
    if by is None:
        yield
        return
    before = places(session)
    yield
    after = places(session)
    stored.note_changes(session, [p for p, place in after.items() if before.get(p) != place], by)
