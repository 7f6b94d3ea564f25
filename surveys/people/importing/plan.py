"""All that an import will change, before anything is written. Pure.

People are the same if they have the same key, else the same e-mail address; never if their keys
differ by more than zeros in front or capitals: an address that passes to somebody else
takes no role along.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from surveys.access.mail_address import comparable
from surveys.errors import N_, Phrase
from surveys.people.file.rows import PersonRow
from surveys.people.importing.places import Place

Who = UUID | str
"""The id of a person already known, or the comparable address of somebody new."""

Value = str | time | None

SMALLEST_SHOWN = 5
"""The minimum reporting size: a unit of fewer people has no results of its own."""


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
UNITS_HALVED = N_("More than half of the people would leave these units: {units}.")
ROLES_BY_HAND = N_("Roles that were given by hand, not by a list, would be taken away: {roles}.")
HOLDERS_LOST = N_("{n} of {all} people with a role would lose one: more than a third.")
ADDRESS_WITH_ROLE = N_(
    "{names}: somebody with another key takes over the address, and the roles would be lost."
)
SAME_BUT_FOR_ZEROS = N_(
    "Keys that differ only by zeros in front or by capitals, at the same e-mail address, are taken "
    "as the same people: {names}."
)
NO_ADMINISTRATOR = N_("Nobody would be administrator any more.")
NO_HR = N_("Nobody would be HR any more.")
WAITS_AGAIN = N_(
    "{name}, who has a role that reads results or the audit trail, gets another address. The role "
    "has to be confirmed again; one that is still waiting for confirmation is taken away."
)
WHOLE_RENAMED = N_("The organisation as a whole would be called “{now}” instead of “{before}”.")


@dataclass(frozen=True)
class NewUnit:
    """A unit to be made."""

    place: Place
    above: Place
    name: str
    key: str | None
    path: str
    near: tuple[str, ...] = ()
    """Units that may be meant instead, the nearest first: existing ones, then larger new ones."""

    people: int = 0
    """The number of people who will work in it, or below it."""


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
    """A person who joins."""

    row: PersonRow
    place: Place
    unit: str


@dataclass(frozen=True)
class PersonChange:
    """A person whose details or unit change; `place` is None unless they move."""

    id: UUID
    name: str
    place: Place | None
    from_unit: str
    to_unit: str
    before: tuple[tuple[str, Value], ...]
    after: tuple[tuple[str, Value], ...]
    """The columns that change, as they were and as they will be."""


def changes_address(change: PersonChange) -> bool:
    """Return whether somebody gets another e-mail address, and so signs in with another one."""
    before, after = dict(change.before).get("email"), dict(change.after).get("email")
    return comparable(str(before)) != comparable(str(after))


@dataclass(frozen=True)
class Leaver:
    """A person who leaves; their roles and sign-ins go with them."""

    id: UUID
    name: str
    unit: str


@dataclass(frozen=True)
class GrantedRole:
    """A role to be given, for a unit, or without one for the whole organisation."""

    who: Who
    name: str
    role: str
    place: Place | None
    unit: str | None
    waits: bool
    """Whether it gives nothing until somebody else has confirmed it."""


@dataclass(frozen=True)
class RevokedRole:
    """A role to be taken away from a person who stays."""

    id: UUID
    name: str
    role: str
    unit: str | None


@dataclass(frozen=True)
class Plan:
    """All changes that turn one roster into the one that files describe."""

    made_for: str
    scope: frozenset[UUID] | None = None
    """The units it may touch; None: all units."""
    made_by: UUID | None = None
    """Who asked for it, and gives its roles; None: the operator of the server."""
    new_units: tuple[NewUnit, ...] = ()
    changed_units: tuple[UnitChange, ...] = ()
    gone_units: tuple[GoneUnit, ...] = ()
    joined: tuple[NewPerson, ...] = ()
    changed: tuple[PersonChange, ...] = ()
    left: tuple[Leaver, ...] = ()
    granted_roles: tuple[GrantedRole, ...] = ()
    revoked_roles: tuple[RevokedRole, ...] = ()
    notes: tuple[Phrase, ...] = ()
    limits: tuple[Phrase, ...] = ()
    """Reasons why this plan needs an explicit confirmation."""

    is_whole_list: bool = True
    """Whether it was made from the whole list, not only to add people."""

    @property
    def moved(self) -> tuple[PersonChange, ...]:
        """People who go to another unit."""
        return tuple(change for change in self.changed if change.place is not None)

    @property
    def edited(self) -> tuple[PersonChange, ...]:
        """People whose name, address or another detail changes."""
        return tuple(change for change in self.changed if change.after)

    @property
    def is_empty(self) -> bool:
        """Whether the roster is as the files describe it already."""
        lists = (self.new_units, self.changed_units, self.gone_units, self.joined)
        roles = (self.granted_roles, self.revoked_roles)
        return not any((*lists, *roles, self.changed, self.left))


def counts(plan: Plan) -> Mapping[str, int]:
    """Return the number of changes of each kind in a plan, in the order in which they are shown."""
    return {
        "joined": len(plan.joined),
        "moved": len(plan.moved),
        "edited": len(plan.edited),
        "left": len(plan.left),
        "new units": len(plan.new_units),
        "moved units": sum(unit.is_moved for unit in plan.changed_units),
        "renamed units": sum(unit.is_renamed for unit in plan.changed_units),
        "gone units": len(plan.gone_units),
        "roles given": len(plan.granted_roles),
        "roles taken": len(plan.revoked_roles),
    }
