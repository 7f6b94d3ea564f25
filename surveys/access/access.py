"""Who may read what. Every reading service takes a `Reader` and asks here."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from db import people
from db.engine import reading
from surveys.errors import N_, PeilError
from surveys.installation.installation import Installation
from surveys.units.tree import Tree

ADMINISTRATOR = "administrator"

ANONYMOUS = UUID(int=0)
"""The person of a reader who came by the link of a team: nobody knows who it is."""


class NotAllowedError(PeilError):
    """Somebody asked for what they may not see; says nothing about whether it exists."""

    texts: ClassVar = {
        "administrators": N_("Only administrators may do this."),
        "people": N_("Only administrators change people."),
        "results": N_("These results are not open to you."),
        "trail": N_("The audit trail is not open to you."),
        "changes": N_("Changes of people are for works council, HR and administrators."),
        "signed_out": N_("You have signed out since you opened this page."),
        "note": N_("You cannot note anything here."),
        "left": N_("Whoever has left gets no messages."),
        "give": N_("You cannot give this role."),
        "take": N_("You cannot take this role away."),
        "other_rights": N_("This plan was made for other rights than you have now."),
    }


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in, with the roles they have now, or who came by a team's link."""

    person: UUID
    name: str
    language: str | None
    roles: frozenset[str]
    """Roles held for the whole organisation, and `manager`."""

    managed_units: frozenset[UUID]
    """Units that are open with all below them: those led, and those somebody is HR of."""

    link_units: frozenset[UUID] = frozenset()
    """Units that are open without those below them, to who came by the link of a team."""

    administered_units: frozenset[UUID] = frozenset()
    """Units whose people, with all below them, somebody may change as their administrator."""

    @property
    def known_as(self) -> UUID | None:
        """The person for the trail; None for who has no name there."""
        return None if self.person == ANONYMOUS else self.person

    @property
    def reads_results(self) -> bool:
        """Whether the published results of any unit are open to this reader."""
        return self.reads_everything or bool(self.managed_units or self.link_units)

    @property
    def reads_everything(self) -> bool:
        """Whether the published results of every unit are open to this reader."""
        return "hr" in self.roles

    @property
    def administers(self) -> bool:
        """Whether people, rhythm, messages and settings of the organisation are open."""
        return ADMINISTRATOR in self.roles

    @property
    def reads_trail(self) -> bool:
        """Whether the audit trail and the changes of people are open to this reader."""
        return bool(self.roles & {"hr", "council"})


OPERATOR = Reader(ANONYMOUS, "", None, frozenset({ADMINISTRATOR}), frozenset())
"""Who gives commands at the machine itself: may do what an administrator may, and has no name."""


@dataclass(frozen=True)
class ReadableUnit:
    """A unit somebody may read, with the names of the units above it, the whole left out."""

    id: UUID
    name: str
    above: tuple[str, ...]


def reader(installation: Installation, person_id: UUID) -> Reader | None:
    """Return somebody with their present roles, or None when they left."""
    with reading(installation.engine) as session:
        found = people.person(session, person_id)
        if found is None:
            return None
        held = people.access(session, person_id)
    return Reader(
        person=person_id,
        name=found.name,
        language=found.language,
        roles=frozenset(r.role for r in held if r.unit_id is None or r.role == "manager"),
        managed_units=frozenset(
            row.unit_id for row in held if row.unit_id and row.role in {"manager", "hr"}
        ),
        administered_units=frozenset(
            row.unit_id for row in held if row.unit_id and row.role == ADMINISTRATOR
        ),
    )


def check_administers(who: Reader) -> None:
    """Raise NotAllowedError unless somebody may change how the organisation is run."""
    if not who.administers:
        raise NotAllowedError("administrators")


def readable_units(installation: Installation, who: Reader) -> list[ReadableUnit]:
    """Return the units somebody may read, each under the one above it, by name.

    HR reads every unit, a manager the units led and all below them, an administrator none, and who
    came by the link of a team that one unit.
    """
    with reading(installation.engine) as session:
        rows = {row.id: row for row in people.units(session)}
    if not rows:
        return []
    tree = Tree({unit: row.parent_id for unit, row in rows.items()})
    paths = {unit: tree.path(unit) for unit in rows}
    readable = [
        u
        for u in rows
        if who.reads_everything or u in who.link_units or who.managed_units & set(paths[u])
    ]
    in_order = sorted(
        readable, key=lambda u: [(rows[above].name, str(above)) for above in paths[u]]
    )
    return [
        ReadableUnit(u, rows[u].name, tuple(rows[above].name for above in paths[u][1:-1]))
        for u in in_order
    ]


def check_may_read(installation: Installation, who: Reader, unit: UUID) -> None:
    """Raise NotAllowedError unless somebody may read a unit's published results."""
    with reading(installation.engine) as session:
        path = people.path_to(session, unit)
    check_path(who, unit, path)


def check_path(who: Reader, unit: UUID, path: Collection[UUID]) -> None:
    """Raise NotAllowedError unless somebody may read a unit; `path` is it and those above it."""
    open_to = path and (who.reads_everything or unit in who.link_units)
    if not (open_to or who.managed_units & set(path)):
        raise NotAllowedError("results")
