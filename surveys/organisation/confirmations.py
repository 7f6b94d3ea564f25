"""Before a wave opens, HR or the works council confirm who is in small units.

Anybody who keeps the list of people could invent colleagues of somebody and answer for them, move
somebody among invented people, or have the links of colleagues sent to an address of their own. So
somebody else confirms the place of each person: the unit in which their ballot counts, and the
address of their messages. Whatever changes a place, by whatever way, makes it unconfirmed.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from db import confirmations as stored
from db import people, waves
from db.confirmations import Confirmed, Place
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader
from surveys.installation import Installation
from surveys.names import same_name
from surveys.organisation import small_units
from surveys.organisation.confirmation_rule import (
    PlaceError,
    check_may_confirm,
    keep_on_in,
)
from surveys.organisation.places import places
from surveys.units import UnitNames

MAX_NAMES = 20
"""The most people of a unit whose names an entry of the trail lists."""

Reason = Literal["new", "moved", "address"]


@dataclass(frozen=True)
class PersonWaiting:
    """Somebody whose place is not confirmed, and why."""

    place: Place
    name: str
    reason: Reason
    is_outside: bool
    """Whether the address is outside the usual domains of the organisation."""

    is_own: bool
    """Whether the reader changed this place, so that somebody else has to confirm it."""

    @property
    def needs_a_look(self) -> bool:
        """Whether this person is confirmed apart from the others of the unit."""
        return self.is_outside or self.is_own


@dataclass(frozen=True)
class UnitWaiting:
    """A unit with people who wait for confirmation, and the number of all its people."""

    unit: UUID
    path: str
    number: int
    """The number of people whose ballots count in this unit itself."""

    people: Sequence[PersonWaiting]


def read_waiting(installation: Installation, who: Reader, text: str = "") -> list[UnitWaiting]:
    """Return the units with people who wait, by path; with `text` in path, name or address.

    Raises NotAllowedError for a reader who may not confirm.
    """
    check_may_confirm(who)
    with reading(installation.engine) as session:
        now, confirmed = places(session), stored.last_confirmed(session)
        changes, paths = stored.changed_by(session), UnitNames(people.units(session)).path
        names = {person: name for person, name, _ in people.names_and_addresses(session)}
    waiting = small_units.unconfirmed(now, confirmed)
    trusted = [last.place for last in confirmed.values()] or list(now.values())
    usual = small_units.usual_domains([place.address for place in trusted])
    by_unit: dict[UUID, list[PersonWaiting]] = {}
    for place in waiting:
        last = confirmed.get(place.person)
        by_unit.setdefault(place.unit, []).append(
            PersonWaiting(
                place,
                names[place.person],
                _reason(place, last),
                is_outside=not small_units.domains(place.address) <= usual,
                is_own=who.person in small_units.makers(place, confirmed, changes),
            )
        )
    number = Counter(place.unit for place in now.values())
    listed = [
        UnitWaiting(unit, paths[unit], number[unit], sorted(some, key=lambda one: one.name))
        for unit, some in by_unit.items()
    ]
    wanted = same_name(text)
    return sorted((u for u in listed if _matches(u, wanted)), key=lambda unit: unit.path)


def confirm(installation: Installation, who: Reader, chosen: Collection[Place]) -> int:
    """Confirm places as they were shown, all or none; return the number of new confirmations.

    What somebody else confirmed meanwhile is passed over. Notes in the trail who is in which unit.
    Raises PlaceError for a place that has changed since, or that `who` changed, and
    NotAllowedError for a reader who may not confirm.
    """
    check_may_confirm(who)
    with writing(installation.engine) as session:
        now, confirmed = places(session), stored.last_confirmed(session)
        changes, paths = stored.changed_by(session), UnitNames(people.units(session)).path
        names = {person: name for person, name, _ in people.names_and_addresses(session)}
        rows = []
        for place in chosen:
            last = confirmed.get(place.person)
            name = names.get(place.person, place.address)
            if now.get(place.person) != place:
                raise PlaceError("changed", name=name)
            if last is not None and last.place == place:
                continue
            if who.person in small_units.makers(place, confirmed, changes):
                raise PlaceError("own", name=name)
            rows.append(Confirmed(place, (last.number if last else 0) + 1))
        stored.confirm(session, rows, waves.last_number(session) + 1, who.person)
        by_unit: dict[UUID, list[str]] = {}
        for row in rows:
            by_unit.setdefault(row.place.unit, []).append(names[row.place.person])
        done: list[tuple[trail.Action, str]] = [
            ("people confirmed", f"{paths[unit]}: {_listed(some)}")
            for unit, some in by_unit.items()
        ]
        trail.note_all(session, done, who.person)
        keep_on_in(session)
    return len(rows)


def _reason(place: Place, last: Confirmed | None) -> Reason:
    if last is None:
        return "new"
    return "moved" if last.place.unit != place.unit else "address"


def _matches(unit: UnitWaiting, text: str) -> bool:
    return text in same_name(unit.path) or any(
        text in same_name(f"{one.name} {one.place.address}") for one in unit.people
    )


def _listed(names: Sequence[str]) -> str:
    if len(names) > MAX_NAMES:
        return f"{len(names)} people"
    return ", ".join(sorted(names))
