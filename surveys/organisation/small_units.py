"""Which people of small units are to be confirmed, and which addresses are unusual. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from db.confirmations import Confirmed, Place

SMALL_UNIT = 20
"""A unit is small while the places of fewer than this many of its people are confirmed.

Those who are confirmed count, not those who are listed, so that nobody makes a unit large by
inventing people.
"""

USUAL_SHARE = 0.1
"""The share of addresses from which a domain is one of the usual domains of the organisation."""

_DOMAIN = re.compile(r"[^\s(:]@([^\s)]+)")


def unconfirmed(now: Mapping[UUID, Place], confirmed: Mapping[UUID, Confirmed]) -> list[Place]:
    """Return the places in small units that differ from the last confirmed ones."""

    def is_confirmed(place: Place) -> bool:
        last = confirmed.get(place.person)
        return last is not None and last.place == place

    number = Counter(place.unit for place in now.values() if is_confirmed(place))
    return [
        place
        for place in now.values()
        if number[place.unit] < SMALL_UNIT and not is_confirmed(place)
    ]


def makers(
    place: Place,
    confirmed: Mapping[UUID, Confirmed],
    changes: Mapping[tuple[UUID, int], set[UUID]],
) -> set[UUID]:
    """Return who changed a person's place since it was last confirmed."""
    last = confirmed.get(place.person)
    return changes.get((place.person, last.number if last else 0), set())


def held_back(recipients: Iterable[Place], confirmed: Mapping[UUID, Confirmed]) -> set[UUID]:
    """Return the people in small units whose address is not the last confirmed one.

    A recipient's place has the unit of the ballot in the open wave.
    """
    number = Counter(one.place.unit for one in confirmed.values())
    return {
        person
        for person, unit, address in recipients
        if number[unit] < SMALL_UNIT
        and (person not in confirmed or confirmed[person].place.address != address)
    }


def domains(address: str) -> set[str]:
    """Return the domains in an address as stored, in lower case; none for names of a chat."""
    return {domain.lower() for domain in _DOMAIN.findall(address)}


def usual_domains(addresses: Collection[str]) -> set[str]:
    """Return the domains of at least a tenth of some addresses.

    Those are the addresses confirmed so far, or all before anything is confirmed: invented people
    do not make a domain usual.
    """
    number = Counter(domain for address in addresses for domain in domains(address))
    return {domain for domain, n in number.items() if n >= USUAL_SHARE * len(addresses)}
