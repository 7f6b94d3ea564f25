"""Units are found by name, and by a path where names repeat."""

from uuid import UUID, uuid4

import pytest

from db.people import UnitRow
from surveys.units.names import UnitNames

WHOLE, NORTH, SOUTH = uuid4(), uuid4(), uuid4()
TOP_NIGHT, NORTH_NIGHT, SOUTH_NIGHT = uuid4(), uuid4(), uuid4()
NAMES = UnitNames(
    [
        UnitRow(SOUTH_NIGHT, SOUTH, "Night"),
        UnitRow(WHOLE, None, "Example"),
        UnitRow(NORTH, WHOLE, "North"),
        UnitRow(SOUTH, WHOLE, "South"),
        UnitRow(TOP_NIGHT, WHOLE, "Night"),
        UnitRow(NORTH_NIGHT, NORTH, "Night"),
    ]
)


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("Example", {WHOLE}),
        ("North", {NORTH}),
        ("Example / North", {NORTH}),
        ("North / Night", {NORTH_NIGHT}),
        ("Example / North / Night", {NORTH_NIGHT}),
        ("Example / Night", {TOP_NIGHT}),
        ("Night", {TOP_NIGHT, NORTH_NIGHT, SOUTH_NIGHT}),
        *((name, set()) for name in ("Nowhere", "Example / South / North", "North / ", "")),
    ],
)
def test_a_unit_has_its_name_and_every_path_that_leads_to_it(name: str, units: set[UUID]) -> None:
    assert set(NAMES.called(name)) == units
    assert len(NAMES.called(name)) == len(units)


def test_units_of_one_name_are_told_apart_by_the_shortest_paths_which_leave_out_the_whole() -> None:
    ways = NAMES.told_apart("Night")
    assert ways == ["Example / Night", "North / Night", "South / Night"]
    assert [len(NAMES.called(way)) for way in ways] == [1, 1, 1]
    paths = [NAMES.path[unit] for unit in (WHOLE, TOP_NIGHT, SOUTH_NIGHT)]
    assert paths == ["Example", "Night", "South / Night"]
    assert not UnitNames([]).called("North")
