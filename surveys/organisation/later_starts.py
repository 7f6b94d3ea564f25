"""Units that take part later than the others: who is invited on a day, and who decides that.

The promise does not depend on it: a wave is counted among those who were invited, and a unit that
does not take part has nobody in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import people
from db import programme as stored
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.organisation.places import where_ballots_count
from surveys.units import Tree, UnitNames


class LaterStartError(PeilError):
    """A start that cannot be kept; nothing was changed."""

    texts: ClassVar = {
        "whole": N_(
            "The organisation as a whole starts with the programme: choose a unit, or another "
            "first day of the programme."
        ),
        "unknown_unit": N_("There is no such unit any more. Nothing was changed."),
    }


@dataclass(frozen=True)
class LaterStart:
    """A unit that takes part from a day on, with all below it; `path` names it."""

    unit: UUID
    path: str
    starts_on: date


def takes_part(tree: Tree[UUID], starts: Mapping[UUID, date], unit: UUID, day: date) -> bool:
    """Return whether a unit takes part in a wave that opens on a day. Pure.

    It does once it and all units above it have started.
    """
    return all(starts.get(one, day) <= day for one in tree.path(unit))


def start_of(tree: Tree[UUID], starts: Mapping[UUID, date], unit: UUID) -> date | None:
    """Return the day from which a unit takes part; None if it does from the first. Pure."""
    return max((starts[one] for one in tree.path(unit) if one in starts), default=None)


def units_taking_part(session: Session, day: date) -> set[UUID]:
    """Return, within a transaction, the units that take part in a wave that opens on a day."""
    parents = {row.id: row.parent_id for row in people.units(session)}
    if not (starts := stored.later_starts(session)):
        return set(parents)
    tree = Tree(parents)
    return {unit for unit in parents if takes_part(tree, starts, unit, day)}


def where_invited_count(session: Session, day: date) -> dict[UUID, UUID]:
    """Return, within a transaction, where the ballot counts of each person invited on a day.

    People take part if both their unit and the one in which their ballot counts do: a manager of a
    unit that starts later starts with it.
    """
    counts_in, taking_part = where_ballots_count(session), units_taking_part(session, day)
    works_in = {row.id: row.unit_id for row in people.everybody(session)}
    return {
        person: unit
        for person, unit in counts_in.items()
        if unit in taking_part and works_in[person] in taking_part
    }


def load_later_starts(installation: Installation, today: date) -> list[LaterStart]:
    """Return the units whose start is still to come, by path."""
    with reading(installation.engine) as session:
        path = UnitNames(people.units(session)).path
        starts = stored.later_starts(session)
    coming = [LaterStart(unit, path[unit], day) for unit, day in starts.items() if day > today]
    return sorted(coming, key=lambda one: (one.path, one.starts_on))


def load_units_to_start(installation: Installation) -> dict[UUID, str]:
    """Return the units that can start later, by path: all but the organisation as a whole."""
    with reading(installation.engine) as session:
        rows = people.units(session)
    path = UnitNames(rows).path
    below = [row.id for row in rows if row.parent_id is not None]
    return {unit: path[unit] for unit in sorted(below, key=path.__getitem__)}


def start_to_come(session: Session, unit: UUID, today: date) -> date | None:
    """Return, within a transaction, from which day a unit takes part, if that is to come."""
    if not (starts := stored.later_starts(session)):
        return None
    day = start_of(Tree({row.id: row.parent_id for row in people.units(session)}), starts, unit)
    return day if day is not None and day > today else None


def save_later_start(
    installation: Installation, who: Reader, unit: UUID, starts_on: date | None
) -> None:
    """Let a unit, with all below it, take part from a day on; None: as the units above it.

    A wave that is open stays as it is. Raises NotAllowedError, and LaterStartError for the whole
    organisation and for a unit that is gone.
    """
    check_administers(who)
    with writing(installation.engine) as session:
        rows = {row.id: row for row in people.units(session)}
        if unit not in rows:
            raise LaterStartError("unknown_unit")
        if rows[unit].parent_id is None:
            raise LaterStartError("whole")
        if stored.later_starts(session).get(unit) == starts_on:
            return
        stored.start_later(session, unit, starts_on)
        path = UnitNames(list(rows.values())).path[unit]
        if starts_on is None:
            trail.note(session, "unit starts with the others", path, who.known_as)
        else:
            trail.note(session, "unit starts later", f"{path}, {starts_on}", who.known_as)
