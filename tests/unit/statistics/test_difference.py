"""The difference of two means: against another library, and its share of wrong statements."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from surveys.statistics import InsufficientData
from surveys.statistics.difference import Difference, difference
from surveys.statistics.level import Away

FIVE = (1.0, 2.0, 3.0, 4.0, 5.0)
counts = st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(lambda c: sum(c) >= 10)


def told(first: list[int], second: list[int], **more: object) -> Difference:
    found = difference(first, second, FIVE, **more)  # type: ignore[arg-type]
    assert isinstance(found, Difference)
    return found


def test_it_is_welchs_interval_where_the_spread_is_that_of_the_answers() -> None:
    """With a prior spread of nothing; SciPy as a second opinion."""
    stats = pytest.importorskip("scipy.stats")
    first, second = [2, 3, 9, 14, 6], [8, 20, 40, 22, 5]
    rows = [np.repeat(FIVE, c) for c in (first, second)]
    found = told(first, second, prior_sd=1e-9)
    expected = stats.ttest_ind(*rows, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-6)
    assert (found.first, found.second) == pytest.approx(tuple(row.mean() for row in rows))


@given(counts, counts)
def test_both_ways_it_is_the_same_difference(first: list[int], second: list[int]) -> None:
    one, other = told(first, second), told(second, first)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert one.low <= one.first - one.second <= one.high


@given(counts, counts, st.floats(0, 1), st.floats(0, 1))
def test_what_the_blur_may_have_moved_makes_it_wider(
    first: list[int], second: list[int], worse: float, better: float
) -> None:
    plain = told(first, second)
    wide = told(first, second, away=(Away(worse, better), Away(better, worse)))
    assert wide.low == pytest.approx(plain.low - 2 * worse)
    assert wide.high == pytest.approx(plain.high + 2 * better)


def test_fewer_than_ten_answers_on_either_side_are_too_few() -> None:
    assert difference([1, 2, 2, 2, 2], [5, 5, 5, 5, 5], FIVE) == InsufficientData("answers", 9, 10)
    with pytest.raises(ValueError, match="-1"):
        difference([5, 5, 5, 5, -1], [5, 5, 5, 5, 5], FIVE)


def test_of_eleven_comparisons_without_a_difference_few_cards_tell_of_one() -> None:
    """One of twenty at most, though each card compares eleven questions; one by one, far more."""
    rng, shares = default_rng(5), [0.05, 0.15, 0.3, 0.35, 0.15]
    together, alone, cards = 0, 0, 400
    for _ in range(cards):
        pairs = [(rng.multinomial(14, shares), rng.multinomial(150, shares)) for _ in range(11)]
        for comparisons in (11, 1):
            found = [
                told(a.tolist(), b.tolist(), comparisons=comparisons, prior_sd=1e-9)
                for a, b in pairs
            ]
            wrong = any(one.low > 0 or one.high < 0 for one in found)
            together += wrong and comparisons > 1
            alone += wrong and comparisons == 1
    # Four standard errors above one in twenty.
    assert together / cards <= 0.05 + 4 * (0.05 * 0.95 / cards) ** 0.5
    assert alone / cards > 0.25
