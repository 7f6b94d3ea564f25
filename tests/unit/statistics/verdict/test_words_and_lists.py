"""Inputs to the words, levels, lists of many units, and numbers around a number."""

import math

import numpy as np
import pytest

from surveys.statistics.verdict.around import quarter_of, shows_silent
from surveys.statistics.verdict.cells import Timing, window
from surveys.statistics.verdict.evidence import (
    candidate_rates,
    limits,
    median_answers,
    size_classes,
    team_rates,
)
from surveys.statistics.verdict.hull import FIVE_POINTS, Scale, preimages
from surveys.statistics.verdict.levels import (
    least_unfavourable_share,
    level_p,
    level_verdict,
)
from surveys.statistics.verdict.lists import order, outstanding
from surveys.statistics.verdict.posterior import ChangeSize
from surveys.statistics.verdict.statement import (
    SizeInWords,
    size_in_words,
    sureness,
    verdict,
)
from surveys.statistics.verdict.thresholds import CommonSpread, Design, calibrate
from tests.unit.statistics.verdict.computed import PARAMETERS, cells_of


def changed(low: float, high: float, onset: int = 5) -> ChangeSize:
    return ChangeSize(0.99, (low + high) / 2, low, high, onset, onset - 1, onset + 1, 0)


@pytest.mark.parametrize(
    ("waves", "candidates", "sign", "expected"),
    [
        (2, 0, None, "too early"),
        (5, 0, None, "too early"),
        (5, 2, None, "unclear"),
        (5, 2, 1, "better"),
        (5, 2, -1, "worse"),
    ],
)
def test_there_is_one_verdict(waves: int, candidates: int, sign: int | None, expected: str) -> None:
    assert verdict(waves, candidates, sign) == expected


@pytest.mark.parametrize(
    ("ratio", "usual", "generous"),
    [
        (0.5, "probably", "less sure"),
        (2.9, "probably", "less sure"),
        (3.1, "very probably", "probably"),
        (10.1, "almost certainly", "very probably"),
    ],
)
def test_how_sure_a_change_is(ratio: float, usual: str, generous: str) -> None:
    assert sureness(7 * ratio, 7.0) == usual
    assert sureness(4 * ratio, 4.0, budget=0.25) == generous


@pytest.mark.parametrize(
    ("low", "high", "sign", "expected"),
    [
        (0.34, 0.71, 1, SizeInWords(0.3, 0.8)),
        (-0.71, -0.34, -1, SizeInWords(0.3, 0.8)),
        (-0.9, -0.3, -1, SizeInWords(0.3, 0.9)),
        (-0.83, -0.04, -1, SizeInWords(None, 0.9)),
        (-0.83, 0.1, -1, SizeInWords(None, 0.9)),
    ],
)
def test_a_size_is_rounded_outward(low: float, high: float, sign: int, expected: object) -> None:
    assert size_in_words(changed(low, high), sign) == expected


@pytest.mark.parametrize(
    ("bad", "good", "share", "standing", "likeliest", "sure"),
    [
        (0.95, 0.0, 0.0, "needs attention", "needs attention", True),
        (0.7, 0.0, 0.0, "mixed", "needs attention", False),
        (0.7, 0.0, 0.45, "needs attention", "needs attention", True),
        (0.0, 0.95, 0.0, "good", "good", True),
        (0.0, 0.6, 0.0, "mixed", "good", False),
        (0.02, 0.02, 0.0, "mixed", "mixed", True),
    ],
)
def test_the_verdict_on_a_level(
    bad: float, good: float, share: float, standing: str, likeliest: str, sure: bool
) -> None:
    result = level_verdict(bad, good, share)
    assert (result.standing, result.likeliest, result.sure) == (standing, likeliest, sure)
    assert result.bad + result.mixed + result.good == pytest.approx(1)


def test_the_unfavourable_share_counts_from_ten_answers_and_within_the_hull() -> None:
    low = {0, 1}
    assert least_unfavourable_share([2, 3, 2, 1, 0], low) == 0.0
    assert least_unfavourable_share([4, 5, 2, 1, 0], low) == pytest.approx(0.428, abs=1e-3)
    # The middle option is at its cap: the answers beside it may have been in the middle.
    assert least_unfavourable_share([0, 1, 9, 1, 0], low, preimages([0, 1, 9, 1, 0])) == 0.0


def test_a_level_is_tested_on_its_newest_waves_since_the_last_change() -> None:
    good, bad = [0, 0, 2, 4, 2], [3, 3, 2, 0, 0]
    cells = cells_of([[bad] * 4 + [good] * 6, [good] * 4 + [bad] * 6, [[0] * 5] * 10], range(10))
    p = level_p(cells, PARAMETERS)
    assert p[0] > 0.99
    assert p[1] < 0.01
    assert math.isnan(p[2])
    since = np.array([8, 8, -1])
    assert level_p(cells, PARAMETERS, since)[1] > p[1]


def test_changes_and_levels_are_one_family() -> None:
    change = np.array([0.0005, 0.09, 0.5, np.nan])
    level = np.array([[0.9, 0.9, 0.0001, 0.9], [0.8, 0.8, 0.9, np.nan]])
    result = outstanding(change, level)
    assert result.change.tolist() == [True, False, False, False]
    assert result.level.tolist() == [[False, False, True, False], [False] * 4]
    assert result.units.tolist() == [True, False, True, False]
    own_page = np.array([True, True, False, False])
    smallest = np.array([0.0005, 0.04, 0.0001, 1.0])
    assert order(result.units, smallest, own_page) == [2, 0, 1]


def test_the_window_is_two_years_at_most_sixty_waves_and_never_less_than_one() -> None:
    chosen, timing = window([30.0 * wave for wave in range(40)])
    assert (chosen.start, len(timing.days), timing.per_year) == (15, 25, 12)
    chosen, timing = window([7.0 * wave for wave in range(90)])
    assert (chosen.start, len(timing.days), timing.per_year) == (30, 60, 52)
    chosen, timing = window([2.0 * wave for wave in range(400)])
    assert (len(timing.days), timing.per_year) == (183, 60)
    assert window([0.0, 200.0, 600.0])[1].per_year == 3
    assert window([5.0])[1].gap > 0
    with pytest.raises(ValueError, match="one after the other"):
        window([0.0, 30.0, 30.0])
    with pytest.raises(ValueError, match="at least one"):
        window([])


def test_candidates_need_two_waves_before_them_and_wait_for_the_units_own() -> None:
    present = np.array(
        [[True, False, True, True, False, True], [False, True, True, True, True, True]]
    )
    timing = Timing(np.array([0.0, 30, 60, 90, 120, 250]), 30.0, 12)
    rates = candidate_rates(present, timing) * 365.25
    assert rates == pytest.approx(
        np.array([[0, 0, 0, 30, 0, 365.25 / 4], [0, 0, 0, 30, 30, 365.25 / 4]])
    )
    later = candidate_rates(present, timing, np.array([3, -1]))
    assert (later[0] > 0).tolist() == [False] * 5 + [True]
    three = np.stack([rates, rates, np.zeros_like(rates)])
    assert (team_rates(three) > 0).tolist() == (rates > 0).tolist()
    assert not team_rates(three[1:]).any()


def test_size_classes_and_their_limits() -> None:
    classes = size_classes(np.array([5, 6.5, 7, 9, 10, 24, 25, 99, 100, 4000]))
    assert classes.tolist() == [0, 0, 1, 1, 2, 3, 4, 5, 6, 6]
    assert limits(np.arange(7)) == pytest.approx([2.25, 2.35, 2.5, 2.75, 3.25, 4.5, 7])
    assert median_answers(np.array([[0, 7, 5, 0], [6, 8, 0, 9], [0, 0, 0, 0.0]])).tolist() == [
        6,
        8,
        0,
    ]


def test_a_larger_change_is_noticed_more_often() -> None:
    common = CommonSpread(0.06, 0.065)
    design = Design([PARAMETERS] * 2, [common] * 2, 0.2, 1, 8, 8, 12, 30.0)
    plain = calibrate(design)
    small, large = (
        plain.noticed(calibrate(design, change=size, within=6), 0.10) for size in (0.5, 1.0)
    )
    assert 0.10 < small < 0.6 < large
    assert plain.noticed(plain, 0.10) == pytest.approx(0.10, abs=0.001)
    assert plain.threshold(0.25) < plain.threshold(0.10)


def test_silent_people_are_shown_where_many_are_silent_or_many_invited() -> None:
    assert shows_silent(0.6, 30)
    assert not shows_silent(0.7, 100)
    assert shows_silent(0.9, 101)


def test_quarters_are_fixed() -> None:
    assert [list(quarter_of(wave)) for wave in (0, 2, 3)] == [[0, 1, 2], [0, 1, 2], [3, 4, 5]]


def test_the_model_reads_marks_on_the_scale_from_one_to_five() -> None:
    marks = Scale(tuple(map(float, range(1, 10, 2))), FIVE_POINTS.one_sided)
    counts = [[[0, 1, 2, 3, 1]] * 3] * 2
    five, nine = (cells_of(counts, [0, 30, 60], scale) for scale in (FIVE_POINTS, marks))
    assert nine.means == pytest.approx(five.means)
    assert nine.s2 == pytest.approx(five.s2)
