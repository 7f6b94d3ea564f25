"""Contacts are those of the nearest unit above that has its own, at last the organisation's."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from surveys.organisation import Contacts, ContactsOfUnits, support_in_short

WHOLE = Contacts("Ada", "0800 1")


@st.composite
def known_contacts(draw: st.DrawFn) -> ContactsOfUnits:
    """A tree of up to twelve units, some with contacts of their own."""
    units = [UUID(int=number + 1) for number in range(draw(st.integers(1, 12)))]
    above: dict[UUID, UUID | None] = {units[0]: None}
    for place, unit in enumerate(units[1:], start=1):
        above[unit] = units[draw(st.integers(0, place - 1))]
    own = draw(st.sets(st.sampled_from(units)))
    named = {unit: Contacts(f"Counsellor {unit.int}", f"0800 {unit.int}") for unit in own}
    return ContactsOfUnits(WHOLE, named, above)


@given(known_contacts())
def test_a_unit_has_its_own_or_else_what_the_unit_above_has(known: ContactsOfUnits) -> None:
    for unit, above in known.above.items():
        inherited = WHOLE if above is None else known.of(above)
        assert known.of(unit) == known.own.get(unit, inherited)


def test_an_unknown_unit_and_units_in_a_circle_have_those_of_the_organisation() -> None:
    one, other = UUID(int=1), UUID(int=2)
    circle = ContactsOfUnits(WHOLE, {UUID(int=3): Contacts("Bo", "1")}, {one: other, other: one})
    assert {circle.of(unit) for unit in (None, one, UUID(int=9))} == {WHOLE}


def test_one_line_has_what_can_be_called_as_links_and_nothing_typed_as_markup() -> None:
    line = support_in_short(Contacts("Ada", "0800 1", "[x](http://evil)"), "nl")
    assert "\n" not in line
    assert "[0800 1](tel:08001)" in line
    assert "](http://evil" not in line
