"""Where the directory and Peil differ: what was refused, and whom and what it does not keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlmodel import Session

from db import directory as stored
from db import people
from db.engine import reading
from surveys.access import NotAllowedError, Reader
from surveys.installation import Installation
from surveys.organisation import roster_changes
from surveys.people.provisioning.directory import is_synchronised
from surveys.settings import UnitFrom

MAX_NAMED = 50
"""How many people or units are named; the numbers are of all."""


@dataclass(frozen=True)
class Note:
    """What was not done on a day, how often, and about whom or which group, if that is known."""

    noted_on: date
    kind: str
    person: str | None
    group: str | None
    times: int


@dataclass(frozen=True)
class InSeveral:
    """Somebody in more than one group: their answers count in `unit`, and not in the others."""

    name: str
    unit: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """The number of people or units, and the names of the first ones."""

    number: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drift:
    """All that the directory says and Peil does not follow, or the other way round."""

    notes: tuple[Note, ...]
    in_several: tuple[InSeveral, ...]
    never_named: Named
    """People whom the directory has never described or put into a group."""

    without_group: Named
    """Units with people, none of whom came by a group."""

    @property
    def is_none(self) -> bool:
        """Whether both agree."""
        numbers = self.never_named.number + self.without_group.number
        return not (self.notes or self.in_several or numbers)


def drift(installation: Installation, who: Reader, unit_from: UnitFrom) -> Drift | None:
    """Return where both differ; None where no directory synchronises. Raises NotAllowedError."""
    if not roster_changes.may_read(who):
        raise NotAllowedError("changes")
    return drift_now(installation, unit_from)


def drift_now(installation: Installation, unit_from: UnitFrom) -> Drift | None:
    """Return where both differ, for the operator; None where no directory synchronises."""
    with reading(installation.engine) as session:
        if not is_synchronised(session):
            return None
        by_groups = unit_from == "groups"
        return Drift(
            tuple(Note(*row) for row in stored.notes(session)),
            tuple(_in_several(session)) if by_groups else (),
            _named(stored.never_named(session, MAX_NAMED)),
            _named(stored.units_without_group(session, MAX_NAMED)) if by_groups else Named(),
        )


def _in_several(session: Session) -> Iterable[InSeveral]:
    unit_names = {unit.id: unit.name for unit in people.units(session)}
    for _, rows in groupby(stored.in_several_groups(session), key=lambda row: row.id):
        groups: list[Any] = list(rows)
        unit: UUID = groups[0].unit_id
        others = tuple(row.group_name for row in groups if row.group_id != unit)
        yield InSeveral(groups[0].name, unit_names[unit], others)


def _named(counted: tuple[int, list[str]]) -> Named:
    number, names = counted
    return Named(number, tuple(names))
