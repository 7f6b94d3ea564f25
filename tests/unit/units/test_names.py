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
    ("name", "unit"),
    [
        ("Example", WHOLE),
        ("North", NORTH),
        ("Example / North", NORTH),
        ("North / Night", NORTH_NIGHT),
        ("Example / North / Night", NORTH_NIGHT),
        ("Example / Night", TOP_NIGHT),
    ],
)
def test_a_unit_has_its_name_and_every_path_that_leads_to_it(name: str, unit: UUID) -> None:
    assert NAMES.called(name) == [unit]


@pytest.mark.parametrize("name", ["Nowhere", "Example / South / North", "North / ", ""])
def test_no_unit_has_another_name(name: str) -> None:
    assert not NAMES.called(name)


def test_a_name_that_repeats_leads_to_all_who_have_it() -> None:
    assert set(NAMES.called("Night")) == {TOP_NIGHT, NORTH_NIGHT, SOUTH_NIGHT}


def test_units_of_one_name_are_told_apart_by_the_shortest_paths() -> None:
    ways = NAMES.told_apart("Night")
    assert ways == ["Example / Night", "North / Night", "South / Night"]
    assert [len(NAMES.called(way)) for way in ways] == [1, 1, 1]


def test_people_read_paths_without_the_whole() -> None:
    assert NAMES.path[WHOLE] == "Example"
    assert NAMES.path[TOP_NIGHT] == "Night"
    assert NAMES.path[SOUTH_NIGHT] == "South / Night"


def test_an_organisation_without_units_has_no_names() -> None:
    assert not UnitNames([]).called("North")
