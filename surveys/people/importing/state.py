"""The roster as it is: units, people and roles, as the basis of plans. Pure."""

from dataclasses import dataclass, field
from datetime import time
from functools import cached_property
from hashlib import sha256
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from surveys.units import Tree


class UnitNow(NamedTuple):
    """A unit; the one without a parent is the organisation as a whole."""

    id: UUID
    parent: UUID | None
    name: str
    key: str | None = None


class PersonNow(NamedTuple):
    """A person who works here."""

    id: UUID
    name: str
    email: str
    unit: UUID
    language: str | None = None
    key: str | None = None
    channel: str | None = None
    channel_address: str | None = None
    send_at: time | None = None


class RoleAssignment(NamedTuple):
    """A role of a person, for a unit, or without one for the whole organisation."""

    id: UUID
    person: UUID
    role: str
    unit: UUID | None
    confirmed: bool
    by_list: bool = False
    """Whether an import gave it; else somebody gave it by hand."""


@dataclass(frozen=True)
class RosterSnapshot:
    """Everything a plan starts from, in the order of ids."""

    units: tuple[UnitNow, ...]
    people: tuple[PersonNow, ...]
    access: tuple[RoleAssignment, ...]
    needed: frozenset[UUID] = field(default_factory=frozenset)
    """Units that something refers to: results, follow-up, experiments or slips."""

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the roster: a plan is valid only for the roster it was made for."""
        seen = sha256()
        for rows in (self.units, self.people, self.access, sorted(self.needed, key=str)):
            for row in rows:
                seen.update(repr(row).encode())
        return seen.hexdigest()

    @cached_property
    def tree(self) -> Tree[UUID]:
        """The units as a tree."""
        return Tree({unit.id: unit.parent for unit in self.units})

    @cached_property
    def whole(self) -> UnitNow:
        """The organisation as a whole."""
        return next(unit for unit in self.units if unit.parent is None)

    def below(self, tops: frozenset[UUID]) -> frozenset[UUID]:
        """Return some units with all units below them."""
        return frozenset(chain.from_iterable(map(self.tree.subtree, tops)))

    @cached_property
    def paths(self) -> dict[UUID, tuple[str, ...]]:
        """Each unit's name behind those above it, from the whole down."""
        name = {unit.id: unit.name for unit in self.units}
        return {unit: tuple(name[above] for above in self.tree.path(unit)) for unit in name}


def may_be_same_key(one: str | None, other: str | None) -> bool:
    """Return whether two keys may be the same person's: alike but for zeros and capitals.

    Spreadsheets drop zeros in front of a number. A missing key says nothing.
    """
    if one is None or other is None:
        return True
    return one.casefold().lstrip("0") == other.casefold().lstrip("0")
