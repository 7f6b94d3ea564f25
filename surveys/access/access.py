"""Access to results: every service that reads results checks it here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import people, unit_branches
from db.engine import reading
from surveys.errors import N_, PeilError
from surveys.installation import Installation

ADMINISTRATOR = "administrator"

KEEPER_ROLES = frozenset({"hr", "council"})
"""The roles, for the whole organisation, among whom the keepers of the key are."""

ANONYMOUS = UUID(int=0)
"""The person of a reader who opened the link of a team, and of the operator: nobody known."""


class NotAllowedError(PeilError):
    """A refused access; its texts never tell whether something exists."""

    texts: ClassVar = {
        "administrators": N_("Only administrators may do this."),
        "people": N_("Only administrators change people."),
        "contacts": N_("Only administrators and HR change whom people can talk to."),
        "results": N_("These results are not open to you."),
        "trail": N_("The audit trail is not open to you."),
        "counts": N_("The key of a wave is kept by HR and the works council."),
        "confirmations": N_("Confirmations are for works council and HR."),
        "changes": N_("Changes of people are for works council, HR and administrators."),
        "signed_out": N_("You have signed out since you opened this page."),
        "note": N_("You cannot note anything here."),
        "measures": N_("Only HR changes measures."),
        "comments": N_("Only HR of the whole organisation reads comments by theme."),
        "own_questions": N_("Own questions are for HR and the works council."),
        "write_questions": N_("Only HR writes and asks own questions."),
        "left": N_("Somebody who has left gets no messages."),
        "give": N_("You cannot give this role."),
        "take": N_("You cannot take this role away."),
        "other_rights": N_("This plan was made for other rights than you have now."),
    }


@dataclass(frozen=True)
class Scope:
    """The rights that decide which results somebody may read; equal scopes read the same."""

    roles: frozenset[str]
    managed_units: frozenset[UUID]
    link_units: frozenset[UUID]


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in, with their present roles, or who opened a team's link."""

    person: UUID
    name: str
    language: str | None
    roles: frozenset[str]
    """Roles held for the whole organisation, and `manager`."""

    managed_units: frozenset[UUID]
    """Units that are open with all below them, to their manager or to their HR."""

    link_units: frozenset[UUID] = frozenset()
    """Units that are open, without those below them, to somebody who opened a team's link."""

    administered_units: frozenset[UUID] = frozenset()
    """Units whose people, with all below them, this reader may change as their administrator."""

    @property
    def known_as(self) -> UUID | None:
        """The person for the trail; None for an anonymous reader."""
        return None if self.person == ANONYMOUS else self.person

    @property
    def scope(self) -> Scope:
        """The scope of this reader."""
        return Scope(self.roles, self.managed_units, self.link_units)

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

    @property
    def keeps_contacts(self) -> bool:
        """Whether this reader may change whom people can talk to, of every unit."""
        return self.administers or self.reads_everything

    @property
    def keeps_keys(self) -> bool:
        """Whether this reader may type a keeper's passphrase on a page."""
        return bool(self.roles & KEEPER_ROLES)


OPERATOR = Reader(ANONYMOUS, "", None, frozenset({ADMINISTRATOR}), frozenset())
"""The operator on the command line: with an administrator's rights, and no name."""


@dataclass(frozen=True)
class ReadableUnit:
    """A unit somebody may read, with the names of the units above it except the root."""

    id: UUID
    name: str
    above: tuple[str, ...]


def reader(installation: Installation, person_id: UUID) -> Reader | None:
    """Return a person with their present roles, or None for somebody who left."""
    with reading(installation.engine) as session:
        return reader_in(session, person_id)


def reader_in(session: Session, person_id: UUID) -> Reader | None:
    """Return, within a transaction, a person with their present roles; None if they left."""
    person = people.person(session, person_id)
    if person is None:
        return None
    held = people.access(session, person_id)
    return Reader(
        person=person_id,
        name=person.name,
        language=person.language,
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


def check_keeps_contacts(who: Reader) -> None:
    """Raise NotAllowedError unless somebody may change whom people can talk to."""
    if not who.keeps_contacts:
        raise NotAllowedError("contacts")


def readable_units(
    session: Session, who: Reader, among: Collection[UUID] | None = None
) -> list[ReadableUnit]:
    """Return the units somebody may read, each under its parent, by name; all, or `among` some.

    HR reads every unit, a manager the managed units and all below them, an administrator none, and
    a reader by the link of a team that one unit.
    """
    below: dict[UUID | None, list[people.UnitRow]] = {}
    for row in _needed(session, who, among):
        below.setdefault(row.parent_id, []).append(row)
    for rows in below.values():
        rows.sort(key=lambda row: (row.name, row.id.hex), reverse=True)
    readable: list[ReadableUnit] = []
    waiting: list[tuple[people.UnitRow, tuple[str, ...], bool]]
    waiting = [(row, (), who.reads_everything) for row in below.get(None, ())]
    while waiting:
        row, above, by_one_above = waiting.pop()
        opened = by_one_above or row.id in who.managed_units
        if (opened or row.id in who.link_units) and (among is None or row.id in among):
            readable.append(ReadableUnit(row.id, row.name, above))
        names = above if row.parent_id is None else (*above, row.name)
        waiting += [(one, names, opened) for one in below.get(row.id, ())]
    return readable


def _needed(
    session: Session, who: Reader, among: Collection[UUID] | None
) -> Sequence[people.UnitRow]:
    """Return the part of the tree in which these units are: few look at all of a large one."""
    if among is not None:
        return unit_branches.upwards(session, among)
    if who.reads_everything:
        return people.units(session)
    return unit_branches.branches(session, who.managed_units | who.link_units)


def check_may_read(session: Session, who: Reader, unit: UUID) -> None:
    """Raise NotAllowedError unless somebody may read a unit's published results."""
    path = people.path_to(session, unit)
    if not path or not _may_read(who, unit, path):
        raise NotAllowedError("results")


def _may_read(who: Reader, unit: UUID, path: Collection[UUID]) -> bool:
    """Return whether a unit is open to somebody; `path` is the unit and those above it."""
    opened_by_itself = who.reads_everything or unit in who.link_units
    return opened_by_itself or bool(who.managed_units & set(path))
