"""Other spellings of units, and units above new ones, are written into a mapping."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from surveys.history.unit_spellings import (
    spellings_in,
    units_above_in,
    with_spelling,
    with_unit_above,
)

MAPPING = "unit: {column: Team, above: {Zuid: Sales}, new_below: Acme}\nskip: ['2020', '<5']\n"
NAMES = st.sampled_from(["Zuid", "Noord", "Operations / Noord", "2020", "a: b", "[x]"])


def test_a_name_becomes_another_spelling_of_a_unit_and_a_new_unit_again() -> None:
    spelled = with_spelling(MAPPING, "Zuid", "Operations / South")
    assert spellings_in(spelled) == {"Zuid": "Operations / South"}
    assert units_above_in(spelled) == ({}, "Acme"), "a unit of Peil needs no place"
    assert yaml.safe_load(spelled)["skip"] == ["2020", "<5"]
    again = with_spelling(spelled, "Zuid", None)
    assert yaml.safe_load(again) == {
        "unit": {"column": "Team", "new_below": "Acme"},
        "skip": ["2020", "<5"],
    }


def test_a_name_that_was_renamed_is_known_by_the_later_one() -> None:
    text = "unit: {column: Team, rename: {Z: Zuid, ZD: zuid, N: North}}\n"
    assert spellings_in(with_spelling(text, "Zuid", "South")) == {
        "Z": "South",
        "ZD": "South",
        "N": "North",
    }


def test_a_new_unit_lies_below_another_or_where_all_others_do() -> None:
    placed = with_unit_above(MAPPING, "zuid", "Example")
    assert units_above_in(placed) == ({"zuid": "Example"}, "Acme")
    assert units_above_in(with_unit_above(placed, "Zuid", None)) == ({}, "Acme")


@given(choices=st.lists(st.tuples(NAMES, st.none() | NAMES.map("in Peil: {}".format))))
def test_the_last_word_about_a_name_holds(choices: list[tuple[str, str | None]]) -> None:
    text, last = MAPPING, dict[str, str]()
    for name, unit in choices:
        text = with_spelling(text, name, unit)
        last.pop(name, None)
        last |= {} if unit is None else {name: unit}
    assert spellings_in(text) == last
