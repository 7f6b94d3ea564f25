"""Means, intervals and changes against numbers worked out elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveys.statistics.change import change
from surveys.statistics.histogram import Moments, moments
from surveys.statistics.insufficient_data import InsufficientData
from surveys.statistics.level import guarded_sd, level
from tests.unit.statistics.enough import enough

VALUES = (1.0, 2.0, 3.0, 4.0, 5.0)
histograms = st.lists(st.integers(0, 12), min_size=5, max_size=5).filter(lambda c: sum(c) >= 5)


def counted(answers: list[int]) -> list[int]:
    return [answers.count(value) for value in range(1, 6)]


def test_moments_are_those_of_the_answers_themselves() -> None:
    answers = [4, 3, 2, 4, 5, 3, 4, 4, 3, 2, 4, 3]
    found = moments(counted(answers), VALUES)
    assert found.n == 12
    assert found.mean == pytest.approx(3.41666666667)
    assert found.sd == pytest.approx(np.std(answers, ddof=1))


def test_a_single_answer_has_no_spread() -> None:
    assert moments((0, 0, 0, 1, 0), VALUES) == Moments(1, 4.0, 0.0)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ((1, 2, 3), "3 counts for 5 options"),
        ((1, 2, 3, -1, 0), "no negative counts"),
    ],
)
def test_an_impossible_histogram_is_refused_everywhere(
    counts: tuple[int, ...], message: str
) -> None:
    for attempt in (
        lambda: moments(counts, VALUES),
        lambda: level(counts, VALUES, 10),
        lambda: change(counts, (1, 1, 1, 1, 1), VALUES),
        lambda: change((1, 1, 1, 1, 1), counts, VALUES),
    ):
        with pytest.raises(ValueError, match=message):
            attempt()


def test_a_histogram_without_answers_has_no_mean() -> None:
    with pytest.raises(ValueError, match="without answers has no mean"):
        moments((0, 0, 0, 0, 0), VALUES)


@pytest.mark.parametrize("few", [(0, 0, 0, 0, 0), (0, 0, 4, 0, 0)])
def test_four_answers_are_not_enough_for_an_interval_or_a_change(few: tuple[int, ...]) -> None:
    more, reason = (1, 1, 1, 1, 1), InsufficientData("answers", sum(few), 5)
    assert level(few, VALUES, 10) == reason
    assert change(few, more, VALUES) == reason
    assert change(more, few, VALUES) == reason


def test_the_guard_pools_with_four_prior_degrees_of_freedom() -> None:
    """By hand: sqrt((4 * 0.95**2 + 4 * 0.5) / 8) = 0.837406."""
    assert guarded_sd(moments(counted([4, 4, 3, 5, 4]), VALUES)) == pytest.approx(
        0.837406, abs=1e-6
    )


def test_the_guard_never_makes_a_spread_smaller() -> None:
    assert guarded_sd(Moments(5, 3.0, 2.0)) == 2.0


def test_five_equal_answers_do_not_give_an_interval_without_width() -> None:
    found = enough(level((0, 0, 0, 5, 0), VALUES, 40))
    assert found.high - found.low > 1


def test_the_level_of_five_answers_of_eight_people_worked_out_by_hand() -> None:
    """s_g = 0.837406, se = 0.229332, t = 2.7764: 3.36327 to 4.63673; at most 4.375 is feasible."""
    found = enough(level(counted([4, 4, 3, 5, 4]), VALUES, 8))
    assert (found.n, found.mean) == (5, 4.0)
    assert found.low == pytest.approx(3.36327, abs=1e-5)
    assert found.high == pytest.approx(4.375)


def test_without_the_guard_a_level_is_students_interval_with_the_finite_correction() -> None:
    """R 4.2.2: mean and qt(.975, 11) * se for 12 of 16 people."""
    answers = [4, 3, 2, 4, 5, 3, 4, 4, 3, 2, 4, 3]
    found = enough(level(counted(answers), VALUES, 16, prior_sd=0))
    assert found.mean == pytest.approx(3.41666666667)
    assert (found.low, found.high) == pytest.approx((3.13064336277, 3.70268997056))


def test_the_standard_error_is_that_of_cochrans_petitions() -> None:
    """Cochran, Sampling Techniques: N = 676, n = 50; 80 % limits of the total 18,106.3-21,669.5.

    His variance is rounded to 229.0, hence the half a signature.
    """
    signatures = {
        42: 23, 41: 4, 36: 1, 32: 1, 29: 1, 27: 2, 23: 1, 19: 1, 16: 2, 15: 2,
        14: 1, 11: 1, 10: 1, 9: 1, 7: 1, 6: 3, 5: 2, 4: 1, 3: 1,
    }  # fmt: skip
    values = sorted(signatures)
    counts, worth = [signatures[v] for v in values], [float(v) for v in values]
    found = enough(level(counts, worth, 676, prior_sd=0))
    error = (found.high - found.low) / 2 / stats.t.ppf(0.975, 49)
    assert 676 * found.mean == pytest.approx(19887.92)
    limits = (676 * (found.mean - 1.28 * error), 676 * (found.mean + 1.28 * error))
    assert limits == pytest.approx((18106.3, 21669.5), abs=0.5)


def test_a_level_never_leaves_what_those_who_did_not_answer_could_make_of_it() -> None:
    """By hand: 9 of 12 with mean 3.6 leave 2.95 to 3.95."""
    found = enough(level((0, 9, 0), (1.0, 3.6, 5.0), 12, prior_sd=100))
    assert (found.low, found.high) == pytest.approx((2.95, 3.95))
    assert (found.worst, found.best) == pytest.approx((2.95, 3.95))


def test_an_unknown_number_of_people_means_no_correction() -> None:
    answers = [4, 3, 2, 4, 5, 3, 4, 4, 3, 2, 4, 3]
    found = enough(level(counted(answers), VALUES, None, prior_sd=0))
    reference = stats.ttest_1samp(answers, 0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((reference.low, reference.high))


def test_a_level_without_number_of_people_stays_on_the_scale() -> None:
    found = enough(level((0, 0, 0, 0, 6), VALUES, None))
    assert found.high == 5
    assert found.low > 1


@given(histograms)
def test_when_everybody_answered_the_level_is_certain(counts: list[int]) -> None:
    found = enough(level(counts, VALUES, sum(counts)))
    assert (found.low, found.high) == pytest.approx((found.mean, found.mean))


@given(histograms)
def test_more_answers_than_people_count_as_all(counts: list[int]) -> None:
    found = enough(level(counts, VALUES, sum(counts) - 1))
    assert found.everybody
    assert replace(found, invited=sum(counts)) == level(counts, VALUES, sum(counts))


@given(histograms, st.none() | st.integers(0, 100))
def test_turning_the_scale_around_turns_the_level_around(
    counts: list[int], absent: int | None
) -> None:
    invited = None if absent is None else sum(counts) + absent
    found = enough(level(counts, VALUES, invited))
    turned = enough(level(counts[::-1], VALUES, invited))
    assert (turned.mean, turned.low, turned.high) == pytest.approx(
        (6 - found.mean, 6 - found.high, 6 - found.low)
    )


@given(histograms, st.none() | st.integers(0, 100))
def test_a_level_lies_in_its_interval_and_on_the_scale(
    counts: list[int], absent: int | None
) -> None:
    found = enough(level(counts, VALUES, None if absent is None else sum(counts) + absent))
    tiny = 1e-12
    assert 1 - tiny <= found.low <= found.mean + tiny
    assert found.mean - tiny <= found.high <= 5 + tiny


@given(histograms, st.integers(0, 50), st.integers(0, 50))
def test_the_more_people_did_not_answer_the_wider_the_interval(
    counts: list[int], absent: int, more: int
) -> None:
    fewer = enough(level(counts, VALUES, sum(counts) + absent))
    further = enough(level(counts, VALUES, sum(counts) + absent + more))
    assert further.low <= fewer.low + 1e-9
    assert further.high >= fewer.high - 1e-9


def test_the_prior_spread_follows_the_range_of_the_scale() -> None:
    """Five equal grades on 1 to 9 are twice as uncertain as five equal answers on 1 to 5."""
    grades = tuple(float(grade) for grade in range(1, 10))
    counts = (0, 0, 0, 0, 5, 0, 0, 0, 0)
    on_grades = enough(level(counts, grades, None))
    on_five = enough(level((0, 0, 5, 0, 0), VALUES, None))
    assert on_grades.high - on_grades.low == pytest.approx(2 * (on_five.high - on_five.low))


@given(histograms, histograms)
def test_turning_the_scale_around_turns_the_change_around(
    earlier: list[int], later: list[int]
) -> None:
    found = enough(change(earlier, later, VALUES))
    turned = enough(change(earlier[::-1], later[::-1], VALUES))
    assert (turned.difference, turned.low, turned.high) == pytest.approx(
        (-found.difference, -found.high, -found.low)
    )


@given(histograms, histograms)
def test_going_back_is_the_opposite_change(earlier: list[int], later: list[int]) -> None:
    there = enough(change(earlier, later, VALUES))
    back = enough(change(later, earlier, VALUES))
    assert (back.difference, back.low, back.high) == pytest.approx(
        (-there.difference, -there.high, -there.low)
    )


@given(histograms, histograms)
def test_without_an_active_guard_a_change_is_welchs_interval(
    earlier: list[int], later: list[int]
) -> None:
    first, second = (np.repeat(VALUES, counts) for counts in (earlier, later))
    if min(first.std(), second.std()) == 0:
        return
    found = enough(change(earlier, later, VALUES, prior_sd=0))
    reference = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((reference.low, reference.high))


def test_wide_answers_need_no_guard_so_the_default_is_welchs_interval_too() -> None:
    earlier, later = (3, 1, 1, 1, 4), (4, 0, 1, 2, 5)
    first, second = (np.repeat(VALUES, counts) for counts in (earlier, later))
    found = enough(change(earlier, later, VALUES))
    reference = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((reference.low, reference.high))


def test_a_change_is_that_of_the_sleep_data() -> None:
    """R: t.test(extra ~ group, data = sleep) prints -3.3654832 to 0.2054832 for 1 minus 2."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    values = sorted({*first, *second})
    found = enough(
        change(
            [first.count(v) for v in values], [second.count(v) for v in values], values, prior_sd=0
        )
    )
    assert (-found.high, -found.low) == pytest.approx((-3.3654832307, 0.2054832307))
    assert found.p == pytest.approx(0.07939414)


def test_a_prior_spread_of_0_and_equal_answers_leave_no_room_for_chance() -> None:
    found = enough(level((0, 0, 0, 5, 0), VALUES, 10, prior_sd=0))
    assert (found.low, found.high) == (4, 4)


def test_a_change_between_equal_answers_without_prior_spread_is_certain() -> None:
    found = enough(change((0, 0, 5, 0, 0), (0, 0, 0, 5, 0), VALUES, prior_sd=0))
    assert (found.low, found.high) == (1, 1)
