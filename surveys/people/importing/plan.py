"""What an import will change, before anything is written. Pure.

People are the same if they have the same key, else the same mail address; never if their keys
differ: an address given to somebody else takes no role along.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from surveys.errors import N_, Phrase
from surveys.people.file.rows import PersonRow
from surveys.people.importing.places import Place
from surveys.units.names import BETWEEN

Who = UUID | str
"""Somebody who is there, or the folded address of somebody new."""

Value = str | time | None


SOMEBODY_ELSE = N_(
    "{email} belonged to {before}, who has another key. {now} is taken as somebody new: no role "
    "goes along."
)
TOOK_ADDRESS = N_("{now} gets the address {email}, which {before} had.")
UNIT_KEPT = N_(
    "{unit} is not in the file of units. It is kept, without people, because results, agreements "
    "or slips belong to it."
)
PROTECTED_KEPT = N_(
    "{name} is not in the file, but has a role outside the units you administer, so stays."
)
MANY_LEAVE = N_("{n} of {all} people would leave: more than a third.")
NO_ADMINISTRATOR = N_("Nobody would be administrator any more.")
NO_HR = N_("Nobody would be HR any more.")
WHOLE_RENAMED = N_("The organisation as a whole would be called “{now}” instead of “{before}”.")


@dataclass(frozen=True)
class NewUnit:
    """A unit to be made."""

    place: Place
    above: Place
    name: str
    key: str | None
    path: str


@dataclass(frozen=True)
class UnitChange:
    """A unit that gets another name, key or unit above it; `was` and `path` are as shown."""

    id: UUID
    above: Place | None
    name: str
    key: str | None
    was: str
    path: str
    is_moved: bool
    is_renamed: bool


@dataclass(frozen=True)
class GoneUnit:
    """A unit to be removed."""

    id: UUID
    path: str


@dataclass(frozen=True)
class NewPerson:
    """Somebody who joins."""

    row: PersonRow
    place: Place
    unit: str


@dataclass(frozen=True)
class PersonChange:
    """Somebody of whom something changes; `place` only if they move."""

    id: UUID
    name: str
    place: Place | None
    from_unit: str
    to_unit: str
    before: tuple[tuple[str, Value], ...]
    after: tuple[tuple[str, Value], ...]
    """The columns that change, as they were and as they will be."""


@dataclass(frozen=True)
class Leaver:
    """Somebody who leaves, with their roles and sign-ins."""

    id: UUID
    name: str
    unit: str


@dataclass(frozen=True)
class Given:
    """A role that somebody gets, for a unit or without one for the whole organisation."""

    who: Who
    name: str
    role: str
    place: Place | None
    unit: str | None


@dataclass(frozen=True)
class Taken:
    """A role that somebody loses but stays."""

    id: UUID
    name: str
    role: str
    unit: str | None


@dataclass(frozen=True)
class Plan:
    """All changes that make the roster what the files want; for that one roster only."""

    made_for: str
    within: frozenset[UUID] | None = None
    """The units it may touch; None: made by somebody who may change all of them."""
    new_units: tuple[NewUnit, ...] = ()
    changed_units: tuple[UnitChange, ...] = ()
    gone_units: tuple[GoneUnit, ...] = ()
    joined: tuple[NewPerson, ...] = ()
    changed: tuple[PersonChange, ...] = ()
    left: tuple[Leaver, ...] = ()
    given: tuple[Given, ...] = ()
    taken: tuple[Taken, ...] = ()
    notes: tuple[Phrase, ...] = ()
    limits: tuple[Phrase, ...] = ()
    """Why somebody has to confirm this plan in so many words."""

    @property
    def moved(self) -> tuple[PersonChange, ...]:
        """Those who go to another unit."""
        return tuple(change for change in self.changed if change.place is not None)

    @property
    def edited(self) -> tuple[PersonChange, ...]:
        """Those of whom a name, address or another detail changes."""
        return tuple(change for change in self.changed if change.after)

    @property
    def is_empty(self) -> bool:
        """Whether everything is as the files want it already."""
        lists = (self.new_units, self.changed_units, self.gone_units, self.joined)
        return not any((*lists, self.changed, self.left, self.given, self.taken))


def shown(path: tuple[str, ...]) -> str:
    """Return a path from the whole down as it is shown: without the whole, unless it is that."""
    return BETWEEN.join(path[1:] or path)


def counts(plan: Plan) -> Mapping[str, int]:
    """Return how many changes of each kind a plan has, in the order in which they are shown."""
    return {
        "joined": len(plan.joined),
        "moved": len(plan.moved),
        "edited": len(plan.edited),
        "left": len(plan.left),
        "new units": len(plan.new_units),
        "moved units": sum(unit.is_moved for unit in plan.changed_units),
        "renamed units": sum(unit.is_renamed for unit in plan.changed_units),
        "gone units": len(plan.gone_units),
        "roles given": len(plan.given),
        "roles taken": len(plan.taken),
    }
