"""Which roles an import gives and takes, among those who stay and those who come. Pure.

Files decide on who leads what if they say so anywhere (columns leads, head or role), and on roles
for the whole organisation if they have the column role; what they do not decide on stays.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from surveys.errors import Phrase, phrase
from surveys.people.importing.places import Place
from surveys.people.importing.plan import (
    NO_ADMINISTRATOR,
    NO_HR,
    Given,
    Taken,
    Who,
    shown,
)
from surveys.people.importing.state import Held, PersonNow, RosterNow
from surveys.people.importing.wanted import Wanted

_Asked = dict[tuple[Who, str, Place | None], str]


def roles_of_who_stays(
    now: RosterNow,
    wanted: Wanted,
    same: Mapping[int, PersonNow],
    gone: set[UUID],
    left: set[UUID],
    within: frozenset[UUID] | None,
) -> tuple[list[Given], list[Taken]]:
    """Return what is given and taken; whoever is in `left` loses all without being named here."""
    asked = _asked(wanted, same)
    names = {person.id: person.name for person in now.people}
    has: Counter[tuple[Who, str, Place | None]] = Counter()
    taken = []
    for held in now.access:
        if held.person in left:
            continue
        role = (held.person, held.role, held.unit)
        has[role] += 1
        unwanted = role not in asked or has[role] > 1
        if held.unit in gone or (unwanted and _decided_on(held, wanted, within)):
            unit = shown(now.paths[held.unit]) if held.unit else None
            taken.append(Taken(held.id, names[held.person], held.role, unit))
    given = [
        Given(who, name, role, place, wanted.places.shown(place) if place else None)
        for (who, role, place), name in asked.items()
        if (who, role, place) not in has
    ]
    return given, taken


def _decided_on(held: Held, wanted: Wanted, within: frozenset[UUID] | None) -> bool:
    if held.role == "manager":
        return wanted.says_who_leads and (within is None or held.unit in within)
    return held.unit is None and "role" in wanted.columns


def _asked(wanted: Wanted, same: Mapping[int, PersonNow]) -> _Asked:
    who: dict[str, Who] = {}
    names: dict[str, str] = {}
    asked: _Asked = {}
    for row, _place in wanted.people:
        email = row.email.casefold()
        names[email] = row.name
        who[email] = same[row.line].id if row.line in same else email
        for role in row.roles - {"manager"}:
            asked[who[email], role, None] = row.name
    for place, (email, _line) in wanted.leaders.items():
        asked[who[email], "manager", place] = names[email]
    return asked


def last_ones(
    now: RosterNow, gone: set[UUID], given: Sequence[Given], taken: Sequence[Taken]
) -> Iterator[Phrase]:
    """Yield a note for each role that nobody would have any more for the whole organisation."""
    ended = {role.id for role in taken}
    for role, words in (("administrator", NO_ADMINISTRATOR), ("hr", NO_HR)):
        had = [held for held in now.access if held.role == role and held.unit is None]
        keep = any(held.person not in gone and held.id not in ended for held in had)
        if had and not keep and not any(g.role == role and g.place is None for g in given):
            yield phrase(words)
