"""Compares the roster as it is with the one that files describe. Pure."""

from collections.abc import Iterator
from uuid import UUID

from surveys.access.mail_address import comparable
from surveys.errors import Phrase, phrase
from surveys.names import as_written
from surveys.people.file.faults import Fault, PeopleFileError, fault
from surveys.people.file.rows import PersonRow
from surveys.people.importing import limits, unit_changes
from surveys.people.importing.places import Place, shown
from surveys.people.importing.plan import (
    PROTECTED_KEPT,
    SAME_BUT_FOR_ZEROS,
    SOMEBODY_ELSE,
    TOOK_ADDRESS,
    UNIT_KEPT,
    WAITS_AGAIN,
    Leaver,
    NewPerson,
    PersonChange,
    Plan,
    Value,
    changes_address,
)
from surveys.people.importing.role_changes import role_changes
from surveys.people.importing.state import (
    PersonNow,
    RoleAssignment,
    RosterSnapshot,
    may_be_same_key,
)
from surveys.people.importing.target_roster import TargetRoster
from surveys.people.role_rules import needs_confirmation

DETAILS = ("language", "key", "channel", "channel_address", "send_at")


def plan(
    roster: RosterSnapshot,
    target: TargetRoster,
    scope: frozenset[UUID] | None = None,
    by: UUID | None = None,
) -> Plan:
    """Return the changes needed; `scope` are the units that may be changed, None all of them.

    `by` asks for them, None for the operator of the server. Raises PeopleFileError where the files
    ask for a change outside the scope.
    """
    return _Planning(roster, target, scope, by).plan()


def only_additions(plan: Plan, roster: RosterSnapshot, target: TargetRoster) -> Plan:
    """Return the part of a plan that adds people, with their units and roles.

    Nobody who is known already is changed, moved or removed. Raises PeopleFileError where a new
    person has the address of somebody who keeps it.
    """
    known = {comparable(person.email): person.name for person in roster.people}
    faults = [
        fault(target.file, row.line, "email", "address_taken", value=row.email, name=name)
        for row in (new.row for new in plan.joined)
        if (name := known.get(comparable(row.email))) is not None
    ]
    if faults:
        raise PeopleFileError(faults)
    granted = tuple(role for role in plan.granted_roles if isinstance(role.who, str))
    places = [new.place for new in plan.joined]
    places += [role.place for role in granted if role.place is not None]
    needed = {unit for place in places for unit in target.places.tree.upwards(place)}
    return Plan(
        made_for=plan.made_for,
        scope=plan.scope,
        made_by=plan.made_by,
        new_units=tuple(unit for unit in plan.new_units if unit.place in needed),
        joined=plan.joined,
        granted_roles=granted,
        is_whole_list=False,
    )


class _Planning:
    """One comparison."""

    def __init__(
        self,
        roster: RosterSnapshot,
        target: TargetRoster,
        scope: frozenset[UUID] | None,
        by: UUID | None,
    ) -> None:
        self._roster, self._target, self._scope, self._by = roster, target, scope, by
        self._notes: list[Phrase] = []
        self._faults: list[Fault] = []
        self._roles: dict[UUID, list[RoleAssignment]] = {}
        for role in roster.access:
            self._roles.setdefault(role.person, []).append(role)

    def plan(self) -> Plan:
        self._refuse_beyond_scope()
        roster, target, places = self._roster, self._target, self._target.places
        gone_units, kept_units = unit_changes.gone_units(roster, places)
        changed_units = unit_changes.changed_units(roster, places, kept_units)
        same = self._same_people()
        changed = [
            change
            for row, place in self._target.people
            if (person := same.get(row.line)) and (change := self._change(person, row, place))
        ]
        joined = [
            NewPerson(row, place, self._target.places.shown(place))
            for row, place in self._target.people
            if row.line not in same
        ]
        left = list(self._left(same))
        leavers = {leaver.id for leaver in left}
        gone = {unit.id for unit in gone_units}
        granted, revoked = role_changes(roster, target, same, gone, leavers, self._scope, self._by)
        notes = [phrase(UNIT_KEPT, unit=shown(roster.paths[unit])) for unit in kept_units]
        beyond = limits.of_plan(roster, target, changed, left, granted, revoked)
        if self._faults:
            raise PeopleFileError(self._faults)
        return Plan(
            made_for=roster.fingerprint,
            scope=self._scope,
            made_by=self._by,
            is_whole_list=self._scope is None,
            new_units=tuple(unit_changes.new_units(roster, target)),
            changed_units=tuple(changed_units),
            gone_units=tuple(gone_units),
            joined=tuple(sorted(joined, key=lambda p: (comparable(p.row.email), p.row.email))),
            changed=tuple(sorted(changed, key=lambda c: str(c.id))),
            left=tuple(left),
            granted_roles=tuple(
                sorted(granted, key=lambda role: (str(role.who), role.role, str(role.place)))
            ),
            revoked_roles=tuple(sorted(revoked, key=lambda role: str(role.id))),
            notes=tuple(sorted(self._notes + notes, key=lambda n: (n.template, str(n.values)))),
            limits=tuple(beyond),
        )

    def _refuse_beyond_scope(self) -> None:
        if self._scope is None:
            return
        target = self._target
        if target.has_units_file:
            self._faults.append(fault(target.file, None, None, "units_not_yours"))
        if "role" in target.columns:
            self._faults.append(fault(target.file, None, "role", "roles_not_yours"))
        for row, place in target.people:
            if not self._in_scope(place):
                self._refuse(row, "unit", "not_yours", value=row.unit)
        for place, emails in target.leaders.items():
            line = min(emails.values())
            if not self._in_scope(place):
                value = target.places.shown(place)
                self._faults.append(fault(target.file, line, "leads", "not_yours", value=value))

    def _refuse(self, row: PersonRow, column: str, what: str, **values: object) -> None:
        self._faults.append(fault(self._target.file, row.line, column, what, **values))

    def _in_scope(self, place: Place) -> bool:
        """Return whether a unit may be changed; a new one if the existing one above it may."""
        if self._scope is None:
            return True
        upwards = self._target.places.tree.upwards(place)
        existing = next(unit for unit in upwards if isinstance(unit, UUID))
        return existing in self._scope

    def _is_protected(self, person: UUID) -> bool:
        """Return whether somebody has a role that reaches beyond the units that may be changed."""
        if self._scope is None:
            return False
        return any(role.unit not in self._scope for role in self._roles.get(person, []))

    def _same_people(self) -> dict[int, PersonNow]:
        """Return the known person of each line that has one."""
        by_key = {p.key: p for p in self._roster.people if p.key is not None}
        by_email = {comparable(p.email): p for p in self._roster.people}
        same: dict[int, PersonNow] = {}
        rewritten: list[str] = []
        matched: set[UUID] = set()
        for row, _place in self._target.people:
            if row.key is not None and (person := by_key.get(row.key)):
                same[row.line] = person
                matched.add(person.id)
        for row, _place in self._target.people:
            before = by_email.get(comparable(row.email))
            if before is None or same.get(row.line) == before:
                continue
            values = {"email": row.email, "before": before.name, "now": row.name}
            if row.line in same or before.id in matched:
                self._notes.append(phrase(TOOK_ADDRESS, **values))
            elif not may_be_same_key(row.key, before.key):
                self._notes.append(phrase(SOMEBODY_ELSE, **values))
            else:
                if None not in {row.key, before.key}:
                    rewritten.append(row.name)
                same[row.line] = before
                matched.add(before.id)
                continue
            self._refuse_if_elsewhere(row, before)
        if rewritten:
            self._notes.append(phrase(SAME_BUT_FOR_ZEROS, names=limits.first_few(rewritten)))
        return same

    def _refuse_if_elsewhere(self, row: PersonRow, person: PersonNow) -> None:
        if self._scope is not None and person.unit not in self._scope:
            self._refuse(row, "email", "works_elsewhere", value=row.email)

    def _change(self, person: PersonNow, row: PersonRow, place: Place) -> PersonChange | None:
        self._refuse_if_elsewhere(row, person)
        asked: dict[str, Value] = {"name": row.name, "email": row.email}
        asked |= {c: getattr(row, c) for c in DETAILS if c in self._target.columns}
        changes = {c: value for c, value in asked.items() if getattr(person, c) != value}
        if "name" in changes and as_written(person.name) == row.name:
            del changes["name"]
        if place == person.unit and not changes:
            return None
        if self._is_protected(person.id):
            self._refuse(row, "email", "protected", value=row.email)
        change = PersonChange(
            person.id,
            row.name,
            None if place == person.unit else place,
            shown(self._roster.paths[person.unit]),
            self._target.places.shown(place),
            tuple((column, getattr(person, column)) for column in changes),
            tuple(changes.items()),
        )
        if changes_address(change) and self._reads(person.id):
            self._notes.append(phrase(WAITS_AGAIN, name=person.name))
        return change

    def _reads(self, person: UUID) -> bool:
        """Return whether somebody has a role that shows results or the trail, or is to have one."""
        root = self._roster.whole.id
        held = self._roles.get(person, [])
        return any(needs_confirmation(h.role, h.unit, root=root) for h in held)

    def _left(self, same: dict[int, PersonNow]) -> Iterator[Leaver]:
        stay = {person.id for person in same.values()}
        for person in self._roster.people:
            if person.id in stay or not (self._scope is None or person.unit in self._scope):
                continue
            if self._is_protected(person.id):
                self._notes.append(phrase(PROTECTED_KEPT, name=person.name))
            else:
                yield Leaver(person.id, person.name, shown(self._roster.paths[person.unit]))
