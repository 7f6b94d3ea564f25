"""Which people are to be confirmed, which domains are usual, and whose link waits."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.confirmations import Confirmed, Place, address_of
from surveys.organisation.small_units import (
    SMALL_UNIT,
    domains,
    held_back,
    unconfirmed,
    usual_domains,
)

NORTH, SOUTH = UUID(int=1), UUID(int=2)


def place(person: int, unit: UUID = NORTH, address: str = "") -> Place:
    return Place(UUID(int=person), unit, address or f"p{person}@example.org")


def by_person(*places: Place) -> dict[UUID, Place]:
    return {one.person: one for one in places}


def confirmed(*places: Place) -> dict[UUID, Confirmed]:
    return {one.person: Confirmed(one, 1) for one in places}


@pytest.mark.parametrize(
    ("now", "waits"),
    [
        (place(1), False),
        (place(1, SOUTH), True),
        (place(1, address="other@example.org"), True),
        (place(2), True),
    ],
    ids=["as confirmed", "moved", "other address", "new"],
)
def test_whatever_differs_from_what_was_confirmed_waits(now: Place, waits: bool) -> None:
    assert bool(unconfirmed(by_person(now), confirmed(place(1)))) == waits


@given(known=st.integers(0, 30), ghosts=st.integers(1, 60))
def test_only_confirmed_people_make_a_unit_large(known: int, ghosts: int) -> None:
    staff = [place(number) for number in range(known)]
    invented = [place(100 + number) for number in range(ghosts)]
    waiting = unconfirmed(by_person(*staff, *invented), confirmed(*staff))
    assert waiting == (invented if known < SMALL_UNIT else [])


def test_a_confirmed_person_who_has_moved_away_counts_in_neither_unit() -> None:
    staff = [place(number) for number in range(SMALL_UNIT)]
    now = by_person(*staff[1:], place(0, SOUTH), place(100))
    assert set(unconfirmed(now, confirmed(*staff))) == {place(0, SOUTH), place(100)}


def test_a_link_waits_in_a_small_unit_while_its_address_is_not_the_confirmed_one() -> None:
    known = confirmed(place(1), place(2, SOUTH))
    asked = [place(1), place(2, NORTH, "ad@example.org"), place(3)]
    assert held_back(asked, known) == {UUID(int=2), UUID(int=3)}
    large = confirmed(*(place(number) for number in range(100, 100 + SMALL_UNIT)))
    assert held_back(asked, large) == set()


@pytest.mark.parametrize(
    ("email", "channel", "at", "expected"),
    [
        ("mo@Example.org", None, None, {"example.org"}),
        ("mo@example.org", "slack", "@mo", {"example.org"}),
        ("mo@example.org", "slack", "mo@evil.example", {"example.org", "evil.example"}),
        ("mo@example.org", "mail", None, {"example.org"}),
    ],
)
def test_the_domains_of_an_address_are_those_of_every_way_to_somebody(
    email: str, channel: str | None, at: str | None, expected: set[str]
) -> None:
    assert domains(address_of(email, channel, at)) == expected


def test_a_domain_is_usual_from_a_tenth_of_the_addresses() -> None:
    addresses = [f"p{n}@a.example" for n in range(17)]
    addresses += ["x@b.example", "y@b.example", "z@c.example"]
    assert usual_domains(addresses) == {"a.example", "b.example"}
    assert usual_domains([]) == set()
