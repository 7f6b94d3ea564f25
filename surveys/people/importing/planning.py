"""Compares the roster as it is with the one that files want. Pure."""

from collections.abc import Iterator
from uuid import UUID

from surveys.errors import Phrase, phrase
from surveys.people.file.faults import Fault, PeopleFileError, fault
from surveys.people.file.rows import PersonRow
from surveys.people.importing import unit_changes
from surveys.people.importing.places import Place
from surveys.people.importing.plan import (
    MANY_LEAVE,
    PROTECTED_KEPT,
    SOMEBODY_ELSE,
    TOOK_ADDRESS,
    UNIT_KEPT,
    WHOLE_RENAMED,
    Leaver,
    NewPerson,
    PersonChange,
    Plan,
    Value,
    shown,
)
from surveys.people.importing.role_changes import last_ones, roles_of_who_stays
from surveys.people.importing.state import Held, PersonNow, RosterNow
from surveys.people.importing.wanted import Wanted

DETAILS = ("language", "key", "channel", "channel_address", "send_at")
SHARE_THAT_MAY_LEAVE = 1 / 3


def plan(now: RosterNow, wanted: Wanted, within: frozenset[UUID] | None = None) -> Plan:
    """Return what has to change; `within` are the units somebody may change, None all of them.

    Raises PeopleFileError where the files ask for what that somebody may not do.
    """
    return _Planning(now, wanted, within).plan()


class _Planning:
    """One comparison."""

    def __init__(self, now: RosterNow, wanted: Wanted, within: frozenset[UUID] | None) -> None:
        self._now, self._wanted, self._within = now, wanted, within
        self._notes: list[Phrase] = []
        self._faults: list[Fault] = []
        self._roles: dict[UUID, list[Held]] = {}
        for held in now.access:
            self._roles.setdefault(held.person, []).append(held)

    def plan(self) -> Plan:
        self._refuse_what_is_not_theirs()
        now, places = self._now, self._wanted.places
        gone_units, kept_units = unit_changes.gone_units(now, places)
        changed_units = unit_changes.changed_units(now, places, kept_units)
        same = self._same_people()
        changed = [
            change
            for row, place in self._wanted.people
            if (person := same.get(row.line)) and (change := self._change(person, row, place))
        ]
        joined = [
            NewPerson(row, place, self._wanted.places.shown(place))
            for row, place in self._wanted.people
            if row.line not in same
        ]
        left = list(self._left(same))
        leavers = {leaver.id for leaver in left}
        gone = {unit.id for unit in gone_units}
        given, taken = roles_of_who_stays(now, self._wanted, same, gone, leavers, self._within)
        notes = [phrase(UNIT_KEPT, unit=shown(now.paths[unit])) for unit in kept_units]
        limits = [*self._limits(left), *last_ones(now, leavers, given, taken)]
        if self._faults:
            raise PeopleFileError(self._faults)
        return Plan(
            made_for=now.fingerprint,
            within=self._within,
            new_units=tuple(unit_changes.new_units(places)),
            changed_units=tuple(changed_units),
            gone_units=tuple(gone_units),
            joined=tuple(sorted(joined, key=lambda p: (p.row.email.casefold(), p.row.email))),
            changed=tuple(sorted(changed, key=lambda c: str(c.id))),
            left=tuple(left),
            given=tuple(sorted(given, key=lambda g: (str(g.who), g.role, str(g.place)))),
            taken=tuple(sorted(taken, key=lambda t: str(t.id))),
            notes=tuple(sorted(self._notes + notes, key=lambda n: (n.template, str(n.values)))),
            limits=tuple(limits),
        )

    def _refuse_what_is_not_theirs(self) -> None:
        if self._within is None:
            return
        wanted = self._wanted
        if wanted.has_units_file:
            self._faults.append(fault(wanted.file, None, None, "units_not_yours"))
        if "role" in wanted.columns:
            self._faults.append(fault(wanted.file, None, "role", "roles_not_yours"))
        for row, place in wanted.people:
            if not self._is_theirs(place):
                self._refuse(row, "unit", "not_yours", value=row.unit)
        for place, (_email, line) in wanted.leaders.items():
            if not self._is_theirs(place):
                value = wanted.places.shown(place)
                self._faults.append(fault(wanted.file, line, "leads", "not_yours", value=value))

    def _refuse(self, row: PersonRow, column: str, what: str, **values: object) -> None:
        self._faults.append(fault(self._wanted.file, row.line, column, what, **values))

    def _is_theirs(self, place: Place) -> bool:
        if self._within is None:
            return True
        above: Place | None = place
        while above is not None and not isinstance(above, UUID):
            above = self._wanted.places.units[above].above
        return above in self._within

    def _is_protected(self, person: UUID) -> bool:
        """Return whether somebody has a role that reaches beyond the units that may be changed."""
        if self._within is None:
            return False
        return any(role.unit not in self._within for role in self._roles.get(person, []))

    def _same_people(self) -> dict[int, PersonNow]:
        """Return who each line is, of those who are there."""
        by_key = {p.key: p for p in self._now.people if p.key is not None}
        by_email = {p.email.casefold(): p for p in self._now.people}
        same: dict[int, PersonNow] = {}
        taken: set[UUID] = set()
        for row, _place in self._wanted.people:
            if row.key is not None and (person := by_key.get(row.key)):
                same[row.line] = person
                taken.add(person.id)
        for row, _place in self._wanted.people:
            before = by_email.get(row.email.casefold())
            if before is None or same.get(row.line) == before:
                continue
            values = {"email": row.email, "before": before.name, "now": row.name}
            if row.line in same or before.id in taken:
                self._notes.append(phrase(TOOK_ADDRESS, **values))
            elif None not in {row.key, before.key} and row.key != before.key:
                self._notes.append(phrase(SOMEBODY_ELSE, **values))
            else:
                same[row.line] = before
                taken.add(before.id)
                continue
            self._refuse_if_elsewhere(row, before)
        return same

    def _refuse_if_elsewhere(self, row: PersonRow, person: PersonNow) -> None:
        if self._within is not None and person.unit not in self._within:
            self._refuse(row, "email", "works_elsewhere", value=row.email)

    def _change(self, person: PersonNow, row: PersonRow, place: Place) -> PersonChange | None:
        self._refuse_if_elsewhere(row, person)
        asked: dict[str, Value] = {"name": row.name, "email": row.email}
        asked |= {c: getattr(row, c) for c in DETAILS if c in self._wanted.columns}
        changes = {c: value for c, value in asked.items() if getattr(person, c) != value}
        if place == person.unit and not changes:
            return None
        if self._is_protected(person.id):
            self._refuse(row, "email", "protected", value=row.email)
        return PersonChange(
            person.id,
            row.name,
            None if place == person.unit else place,
            shown(self._now.paths[person.unit]),
            self._wanted.places.shown(place),
            tuple((column, getattr(person, column)) for column in changes),
            tuple(changes.items()),
        )

    def _left(self, same: dict[int, PersonNow]) -> Iterator[Leaver]:
        stay = {person.id for person in same.values()}
        for person in self._now.people:
            if person.id in stay or not (self._within is None or person.unit in self._within):
                continue
            if self._is_protected(person.id):
                self._notes.append(phrase(PROTECTED_KEPT, name=person.name))
            else:
                yield Leaver(person.id, person.name, shown(self._now.paths[person.unit]))

    def _limits(self, left: list[Leaver]) -> Iterator[Phrase]:
        everybody = len(self._now.people)
        if len(left) > everybody * SHARE_THAT_MAY_LEAVE:
            yield phrase(MANY_LEAVE, n=len(left), all=everybody)
        whole = self._now.whole
        name = self._wanted.places.units[whole.id].name
        if name != whole.name:
            yield phrase(WHOLE_RENAMED, now=name, before=whole.name)
