"""Means, intervals and changes against numbers worked out elsewhere."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveys.statistics import InsufficientData
from surveys.statistics.change import welch
from surveys.statistics.histogram import ManyMoments, Moments, moments
from surveys.statistics.level import PRIOR_SD, guarded_sds, level
from tests.unit.statistics.enough import counted, enough

VALUES = (1.0, 2.0, 3.0, 4.0, 5.0)
TINY = 1e-9
histograms = st.lists(st.integers(0, 12), min_size=5, max_size=5).filter(lambda c: sum(c) >= 5)


def bounds_by_welch(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the second mean less the first, as SciPy computes it."""
    interval = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    return float(interval.low), float(interval.high)


def test_moments_are_those_of_the_answers_and_a_single_answer_has_no_spread() -> None:
    answers = [4, 3, 2, 4, 5, 3, 4, 4, 3, 2, 4, 3]
    found = moments(counted(answers), VALUES)
    assert found.n == 12
    assert found.mean == pytest.approx(3.41666666667)
    assert found.sd == pytest.approx(np.std(answers, ddof=1))
    assert moments((0, 0, 0, 1, 0), VALUES) == Moments(1, 4.0, 0.0)
    with pytest.raises(ValueError, match="without answers has no mean"):
        moments((0, 0, 0, 0, 0), VALUES)


@pytest.mark.parametrize(
    ("counts", "message"),
    [((1, 2, 3), "3 counts for 5 options"), ((1, 2, 3, -1, 0), "no negative counts")],
)
def test_an_impossible_histogram_is_refused_everywhere(
    counts: tuple[int, ...], message: str
) -> None:
    for attempt in (
        lambda: moments(counts, VALUES),
        lambda: level(counts, VALUES, 10),
    ):
        with pytest.raises(ValueError, match=message):
            attempt()


@pytest.mark.parametrize("few", [(0, 0, 0, 0, 0), (0, 0, 4, 0, 0)])
def test_four_answers_are_not_enough_for_an_interval(few: tuple[int, ...]) -> None:
    assert level(few, VALUES, 10) == InsufficientData("answers", sum(few), 5)


def test_equal_answers_leave_no_room_for_chance_only_without_prior_spread_for_the_guard() -> None:
    wide = ManyMoments(*(np.array([of]) for of in (5.0, 3.0, 2.0)))
    assert guarded_sds(wide, PRIOR_SD) == [2.0]
    guarded = enough(level((0, 0, 0, 5, 0), VALUES, 40))
    assert guarded.high - guarded.low > 1
    certain = enough(level((0, 0, 0, 5, 0), VALUES, 10, prior_sd=0))
    assert (certain.low, certain.high) == (4, 4)
    found = welch(Moments(5, 3.0, 0.0), Moments(5, 4.0, 0.0))
    assert (found.low, found.high) == (1, 1)


def test_a_level_without_a_guard_has_students_interval_on_the_scale() -> None:
    answers = [4, 3, 2, 4, 5, 3, 4, 4, 3, 2, 4, 3]
    found = enough(level(counted(answers), VALUES, None, prior_sd=0))
    reference = stats.ttest_1samp(answers, 0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((reference.low, reference.high))
    all_good = enough(level((0, 0, 0, 0, 6), VALUES, None))
    assert all_good.high == 5 > all_good.low > 1


@given(histograms, st.integers(0, 50))
def test_a_level_lies_in_its_interval_which_is_the_same_however_many_are_silent(
    counts: list[int], absent: int
) -> None:
    found = enough(level(counts, VALUES, sum(counts) + absent))
    assert 1 - TINY <= found.low <= found.mean + TINY
    assert found.mean - TINY <= found.high <= 5 + TINY
    assert (found.mean_low, found.mean_high) == (found.mean, found.mean)
    for invited in (sum(counts), None):
        other = enough(level(counts, VALUES, invited))
        assert (other.mean, other.low, other.high) == (found.mean, found.low, found.high)


def test_the_prior_spread_follows_the_range_of_the_scale() -> None:
    """Five equal grades on 1 to 9 are twice as uncertain as five equal answers on 1 to 5."""
    grades = tuple(float(grade) for grade in range(1, 10))
    counts = (0, 0, 0, 0, 5, 0, 0, 0, 0)
    on_grades = enough(level(counts, grades, None))
    on_five = enough(level((0, 0, 5, 0, 0), VALUES, None))
    assert on_grades.high - on_grades.low == pytest.approx(2 * (on_five.high - on_five.low))


@given(histograms, histograms)
def test_a_change_has_welchs_interval_as_scipy_computes_it(
    earlier: list[int], later: list[int]
) -> None:
    first, second = (np.repeat(VALUES, counts) for counts in (earlier, later))
    if min(first.std(), second.std()) == 0:
        return
    found = welch(moments(earlier, VALUES), moments(later, VALUES))
    assert (found.low, found.high) == pytest.approx(bounds_by_welch(first, second))
