"""The scale of a question as the statistics take it, and the groups of its options."""

import pytest

from surveys.instrument import Question, shipped
from surveys.reading.shares import Shares, groups_of, shares
from surveys.reading.verdicts.families import scale_of
from surveys.statistics.verdict.hull import FIVE_POINTS
from tests.scales import on_scale

MOOD = shipped().question("mood_1")
FOUR, SEVEN = on_scale(MOOD, size=4), on_scale(MOOD, size=7)
PROMOTERS = on_scale(MOOD, min=0, max=10, favourable_from=9, unfavourable_to=6)


def test_the_statistics_take_values_and_what_the_count_lets_no_group_hold_entirely() -> None:
    assert scale_of(MOOD) == FIVE_POINTS
    assert scale_of(SEVEN).values == (1, 2, 3, 4, 5, 6, 7)
    assert scale_of(SEVEN).one_sided == (frozenset({0, 1, 2}),)
    assert scale_of(PROMOTERS).values == tuple(range(11))
    assert scale_of(PROMOTERS).one_sided == (frozenset(range(7)),)
    with pytest.raises(ValueError, match="wl_c has no average"):
        scale_of(shipped().question("wl_c"))


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        (MOOD, {"favourable": (3, 4), "neutral": (2,), "unfavourable": (0, 1)}),
        (FOUR, {"favourable": (2, 3), "unfavourable": (0, 1)}),
        (SEVEN, {"favourable": (4, 5, 6), "neutral": (3,), "unfavourable": (0, 1, 2)}),
        (
            PROMOTERS,
            {"favourable": (9, 10), "neutral": (7, 8), "unfavourable": (0, 1, 2, 3, 4, 5, 6)},
        ),
        (shipped().question("fh_3"), {}),
    ],
    ids=["five", "four", "seven", "0 to 10", "days"],
)
def test_groups_follow_the_parts_of_the_scale_and_a_quantity_has_none(
    question: Question, groups: dict[str, tuple[int, ...]]
) -> None:
    assert groups_of(question) == groups


def test_two_parts_without_a_neutral_one_add_up_too() -> None:
    found: Shares = shares([1, 5, 4, 10], groups_of(FOUR), 10)
    assert found.in_words("en").startswith("Favourable: 70%")
    assert found.in_words("en").endswith("unfavourable: 30%.")
