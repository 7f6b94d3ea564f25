"""What can be shown, told before a wave: nine people in two teams, a flat organisation, many."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.counting.disclosure import HeadCounts, atoms, published_units
from surveys.counting.prospects import Prospects, can_be_shown
from surveys.units.tree import Tree
from surveys.waves import Thresholds

WHOLE, A, B, C = (UUID(int=n) for n in range(4))
TREE = Tree({WHOLE: None, A: WHOLE, B: WHOLE, C: WHOLE})
LIMITS = Thresholds()


@pytest.mark.parametrize(
    ("invited", "shown"),
    [
        ({A: 5, B: 4}, {WHOLE}),
        ({WHOLE: 9}, {WHOLE}),
        ({WHOLE: 5}, set()),
        ({A: 6, B: 6}, {WHOLE, A, B}),
        # The three of C would follow by subtraction.
        ({A: 6, B: 8, C: 3}, {WHOLE, B}),
        ({A: 3, B: 3, C: 12}, {WHOLE, C}),
    ],
)
def test_what_is_promised_is_what_the_count_publishes_when_everybody_answers(
    invited: dict[UUID, int], shown: set[UUID]
) -> None:
    assert can_be_shown(TREE, invited, LIMITS.k) == shown


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_a_unit_of_k_people_or_fewer_is_never_promised(people: list[int]) -> None:
    invited = dict(zip((WHOLE, A, B, C), people, strict=True))
    shown = can_be_shown(TREE, invited, LIMITS.k)
    assert all(TREE.totals(invited)[unit] > LIMITS.k for unit in shown)
    heads = HeadCounts(invited, invited)
    assert shown == set(published_units(TREE, heads, LIMITS.k, atoms(TREE, heads, LIMITS.k)))


def test_nine_people_in_two_teams_are_told_before_the_wave() -> None:
    nine = Prospects({WHOLE: "Bakery"}, {A: "Ovens", B: "Shop"}, False, LIMITS)
    said = " ".join(nine.in_words("en"))
    assert "only Bakery as a whole can be shown. Without numbers: Ovens, Shop." in said
    assert "It takes more than 10 people to show a comment" in said
    (of_team,) = nine.of_unit(A, "en")
    assert "Ovens will have no numbers of its own" in of_team
    assert nine.of_unit(WHOLE, "en") == ()


def test_many_units_are_counted_and_five_are_named_and_where_all_can_be_shown_nothing_is_said() -> (
    None
):
    hidden = {UUID(int=n): f"Team {n}" for n in range(10, 17)}
    (said,) = Prospects({WHOLE: "W", A: "A"}, hidden, True, LIMITS).in_words("en")[:1]
    assert said == "If everybody answers, 2 of 9 units have numbers of their own."
    many = Prospects({WHOLE: "W", A: "A"}, hidden, True, LIMITS).in_words("en")[1]
    assert "Team 10, Team 11, Team 12, Team 13, Team 14 and 2 more." in many
    assert Prospects({WHOLE: "W", A: "A"}, {}, True, LIMITS).in_words("en") == []
    assert "nothing can be shown" in Prospects({}, hidden, True, LIMITS).in_words("en")[0]
