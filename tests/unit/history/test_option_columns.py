"""Columns with the number of people who chose each option are told by their titles."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.history.aggregates.option_columns import option_columns
from surveys.instrument import shipped

AGREE = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
MIDDLE = [*AGREE[:2], "Neutral", *AGREE[3:]]
NEVER = ["Nooit", "Bijna nooit", "Soms", "Vaak", "Altijd"]


def found(titles: Sequence[str], cells: Sequence[str] = ("4", "0", "12")) -> list[str]:
    places = {title: place for place, title in enumerate(titles)}
    return option_columns(places, dict.fromkeys(titles, cells), shipped())


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Team", "Question", *AGREE, "Total"], AGREE),
        (["Team", AGREE[3], AGREE[0], "Total", AGREE[4], AGREE[1], AGREE[2]], AGREE),
        (["Team", "Question", *MIDDLE, "Total"], MIDDLE),
        (["Team", *MIDDLE[::-1], "Question"], MIDDLE),
        (["Team", *NEVER], NEVER),
        (["Team", *map(str, range(1, 6)), "Total"], [*map(str, range(1, 6))]),
        (["Team", *map(str, range(1, 11)), "Total"], [*map(str, range(1, 11))]),
        (["Team", AGREE[0], "Rather not", "Neutral", "Rather", AGREE[4]], []),
        (["Team", "Fully disagree", *MIDDLE[1:]], []),
        (["Team", *MIDDLE[:4], "Fully agree"], []),
        (["Team", *MIDDLE[:2], *MIDDLE[3:], "Total"], []),
        (["Team", *MIDDLE[:2], "Neutral", "Other", *MIDDLE[3:]], []),
        (["Team", AGREE[0], AGREE[3], "Neutral", AGREE[1], AGREE[4]], []),
        (["Team", AGREE[0], "Disagree", "Soms", "Agree", "Altijd"], []),
    ],
)
def test_a_run_of_columns_is_a_scale_when_its_ends_and_most_of_it_are(
    titles: Sequence[str], expected: Sequence[str]
) -> None:
    assert found(titles) == expected


@pytest.mark.parametrize("cells", [("3.5", "4"), ("12%",), ("often",), ()])
def test_a_column_of_another_name_has_to_hold_numbers_of_people(cells: Sequence[str]) -> None:
    columns = {title: place for place, title in enumerate(MIDDLE)}
    assert option_columns(columns, {"Neutral": cells}, shipped()) == []
    assert option_columns(columns, {"Neutral": ("<5", "12", "")}, shipped()) == MIDDLE


def test_columns_that_do_not_stand_side_by_side_are_no_scale() -> None:
    apart = {title: place + (place > 2) for place, title in enumerate(MIDDLE)}
    assert option_columns(apart, dict.fromkeys(MIDDLE, ("4",)), shipped()) == []


@given(
    before=st.lists(st.sampled_from(["Team", "Round", "Item", "Size"]), unique=True),
    renamed=st.sets(st.integers(1, 3), max_size=3),
    turned=st.booleans(),
)
def test_at_most_two_options_between_the_ends_may_have_another_name(
    before: list[str], renamed: set[int], turned: bool
) -> None:
    scale = [f"Level {n}" if n in renamed else title for n, title in enumerate(AGREE)]
    titles = [*before, *(scale[::-1] if turned else scale), "Total"]
    assert found(titles) == (scale if len(renamed) <= 2 else [])
