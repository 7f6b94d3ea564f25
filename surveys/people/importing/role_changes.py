"""The roles an import gives and takes away, among people who stay and people who join. Pure.

Files decide who leads which unit if they have any of the columns leads, head and role, and they
decide on roles for the whole organisation if they have the column role; other roles stay.
"""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from surveys.access.mail_address import comparable
from surveys.people.importing.places import Place, shown
from surveys.people.importing.plan import (
    GrantedRole,
    RevokedRole,
    Who,
)
from surveys.people.importing.state import PersonNow, RoleAssignment, RosterSnapshot
from surveys.people.importing.target_roster import TargetRoster
from surveys.people.role_rules import needs_confirmation

_Asked = dict[tuple[Who, str, Place | None], str]


def role_changes(
    roster: RosterSnapshot,
    target: TargetRoster,
    same: Mapping[int, PersonNow],
    gone: set[UUID],
    left: set[UUID],
    scope: frozenset[UUID] | None,
    by: UUID | None,
) -> tuple[list[GrantedRole], list[RevokedRole]]:
    """Return the roles to give and to take away, but for people in `left`, who lose all of them.

    `by` gives them, None for the operator of the server, who does not confirm by importing.
    """
    asked = _asked(target, same)
    names = {person.id: person.name for person in roster.people}
    has: Counter[tuple[Who, str, Place | None]] = Counter()
    revoked = []
    for held in roster.access:
        if held.person in left:
            continue
        role = (held.person, held.role, held.unit)
        has[role] += 1
        unwanted = role not in asked or has[role] > 1
        if held.unit in gone or (unwanted and _decided_on(held, target, scope)):
            unit = shown(roster.paths[held.unit]) if held.unit else None
            revoked.append(RevokedRole(held.id, names[held.person], held.role, unit))
    granted = [
        GrantedRole(
            who,
            name,
            role,
            place,
            target.places.shown(place) if place else None,
            waits=needs_confirmation(
                role, place, root=roster.whole.id, by_holder=by is not None and who == by
            ),
        )
        for (who, role, place), name in asked.items()
        if (who, role, place) not in has
    ]
    return granted, revoked


def _decided_on(held: RoleAssignment, target: TargetRoster, scope: frozenset[UUID] | None) -> bool:
    if held.role == "manager":
        return target.says_who_leads and (scope is None or held.unit in scope)
    return held.unit is None and "role" in target.columns


def _asked(target: TargetRoster, same: Mapping[int, PersonNow]) -> _Asked:
    who: dict[str, Who] = {}
    names: dict[str, str] = {}
    asked: _Asked = {}
    for row, _place in target.people:
        email = comparable(row.email)
        names[email] = row.name
        who[email] = same[row.line].id if row.line in same else email
        for role in row.roles - {"manager"}:
            asked[who[email], role, None] = row.name
    for place, emails in target.leaders.items():
        for email in emails:
            asked[who[email], "manager", place] = names[email]
    return asked
