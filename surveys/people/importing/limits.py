"""What a list may not do without an explicit confirmation. Pure.

A list that was cut off, or whose names or keys were written in another way, looks as if many people
had left. Beyond these limits somebody has to say that it is right; an unattended run stops:

* more than a third of all people would leave;
* more than half of the people of a unit of five or more would leave it, by leaving or moving;
* more than a third of those who have a role would lose one, of five or more;
* a role that was given by hand would be taken from somebody who stays, or would be lost because
  another key stands at the holder's address;
* nobody would be administrator, or HR, any more; the whole organisation would be renamed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from surveys.access.mail_address import comparable
from surveys.errors import Phrase, phrase
from surveys.people.importing.places import shown
from surveys.people.importing.plan import (
    ADDRESS_WITH_ROLE,
    HOLDERS_LOST,
    MANY_LEAVE,
    NO_ADMINISTRATOR,
    NO_HR,
    ROLES_BY_HAND,
    UNITS_HALVED,
    WHOLE_RENAMED,
    GrantedRole,
    Leaver,
    PersonChange,
    RevokedRole,
)
from surveys.people.importing.state import RosterSnapshot
from surveys.people.importing.target_roster import TargetRoster

SHARE_THAT_MAY_LEAVE = 1 / 3
SHARE_OF_A_UNIT = 1 / 2
SMALLEST_GROUP = 5
"""The size from which a unit, or those who have a role, are watched."""

_NAMED = 5
"""How many units, people or roles a sentence names."""


def of_plan(
    roster: RosterSnapshot,
    target: TargetRoster,
    changed: Sequence[PersonChange],
    left: Sequence[Leaver],
    granted: Sequence[GrantedRole],
    revoked: Sequence[RevokedRole],
) -> Iterator[Phrase]:
    """Yield each limit that a plan reaches."""
    if is_too_many(len(left), len(roster.people), SHARE_THAT_MAY_LEAVE):
        yield phrase(MANY_LEAVE, n=len(left), all=len(roster.people))
    leavers = {leaver.id for leaver in left}
    gone = leavers | {change.id for change in changed if change.place is not None}
    yield from _units_halved(roster, gone)
    yield from _roles_lost(roster, target, leavers, revoked)
    yield from _last_ones(roster, leavers, granted, revoked)
    whole = roster.whole
    name = target.places.units[whole.id].name
    if name != whole.name:
        yield phrase(WHOLE_RENAMED, now=name, before=whole.name)


def is_too_many(gone: int, everybody: int, share: float) -> bool:
    """Return whether more than a share of a group would go."""
    return gone > everybody * share


def first_few(names: Sequence[str]) -> str:
    """Return the first names of a list; a number stands for the others."""
    return ", ".join(
        [*names[:_NAMED], *([f"+ {len(names) - _NAMED}"] if len(names) > _NAMED else [])]
    )


def _units_halved(roster: RosterSnapshot, gone: set[UUID]) -> Iterator[Phrase]:
    """Yield a limit for units that lose most people; the whole itself is where newcomers wait."""
    before = Counter(person.unit for person in roster.people)
    leave = Counter(person.unit for person in roster.people if person.id in gone)
    halved = [
        f"{shown(roster.paths[unit])} ({leave[unit]}/{number})"
        for unit, number in before.items()
        if unit != roster.whole.id
        and number >= SMALLEST_GROUP
        and is_too_many(leave[unit], number, SHARE_OF_A_UNIT)
    ]
    if halved:
        yield phrase(UNITS_HALVED, units=first_few(sorted(halved)))


def _roles_lost(
    roster: RosterSnapshot, target: TargetRoster, leavers: set[UUID], revoked: Sequence[RevokedRole]
) -> Iterator[Phrase]:
    holders = {held.person for held in roster.access}
    ended = {role.id for role in revoked}
    losing = (holders & leavers) | {held.person for held in roster.access if held.id in ended}
    if len(holders) >= SMALLEST_GROUP and is_too_many(
        len(losing), len(holders), SHARE_THAT_MAY_LEAVE
    ):
        yield phrase(HOLDERS_LOST, n=len(losing), all=len(holders))
    by_hand = {held.id for held in roster.access if not held.by_list}
    if taken := [role for role in revoked if role.id in by_hand]:
        words = [
            f"{role.name}: {role.role}" + (f" ({role.unit})" if role.unit else "") for role in taken
        ]
        yield phrase(ROLES_BY_HAND, roles=first_few(sorted(words)))
    addresses = {comparable(row.email) for row, _ in target.people}
    taken_over = sorted(
        person.name
        for person in roster.people
        if person.id in leavers & holders and comparable(person.email) in addresses
    )
    if taken_over:
        yield phrase(ADDRESS_WITH_ROLE, names=first_few(taken_over))


def _last_ones(
    roster: RosterSnapshot,
    gone: set[UUID],
    granted: Sequence[GrantedRole],
    revoked: Sequence[RevokedRole],
) -> Iterator[Phrase]:
    """Yield a note for each role that nobody would have any more for the whole organisation."""
    ended = {role.id for role in revoked}
    for role, words in (("administrator", NO_ADMINISTRATOR), ("hr", NO_HR)):
        had = [h for h in roster.access if h.role == role and h.unit is None and h.confirmed]
        keep = any(held.person not in gone and held.id not in ended for held in had)
        new = any(g.role == role and g.place is None and not g.waits for g in granted)
        if had and not keep and not new:
            yield phrase(words)
