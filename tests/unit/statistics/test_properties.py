"""What holds for all numbers: turning a scale, mixing units, adding an option nobody chose."""

import itertools
import random
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from surveys.statistics import InsufficientData, known
from surveys.statistics.change import welch
from surveys.statistics.consistency import consistency, loadings
from surveys.statistics.discoveries import adjusted_p_values
from surveys.statistics.drivers import drivers, lmg, relative_weights
from surveys.statistics.experiment import Team, effect, power, pre_trend
from surveys.statistics.histogram import Floats, many_moments, moments
from surveys.statistics.level import level, levels
from surveys.statistics.pooling import pool, reliability
from surveys.statistics.share import exact_interval, share
from surveys.statistics.trend import slope
from tests.unit.statistics.enough import enough, of

VALUES = (1.0, 2.0, 3.0, 4.0, 5.0)
histograms = st.lists(st.integers(0, 12), min_size=5, max_size=5).filter(lambda c: sum(c) >= 10)
series = st.lists(st.floats(1, 5), min_size=8, max_size=20)
seeds = st.integers(0, 2**32 - 1)


def turned(means: Sequence[float]) -> list[float]:
    return [6 - mean for mean in means]


@given(histograms, histograms)
def test_turning_a_scale_or_going_back_turns_levels_shares_and_changes(
    earlier: list[int], later: list[int]
) -> None:
    good, bad = (enough(share(later, options)) for options in ((3, 4), (0, 1)))
    other = enough(share(later[::-1], (0, 1)))
    assert (good.part, good.low, good.high) == (other.part, other.low, other.high)
    assert good.part + bad.part <= 1
    here, turned_round = (enough(level(c, VALUES, None)) for c in (later, later[::-1]))
    assert (turned_round.mean, turned_round.low, turned_round.high) == pytest.approx(
        (6 - here.mean, 6 - here.high, 6 - here.low)
    )
    first, second = moments(earlier, VALUES), moments(later, VALUES)
    there = welch(first, second)
    opposite = -there.difference, -there.high, -there.low
    turned_back = (moments(counts[::-1], VALUES) for counts in (earlier, later))
    for before, after in (tuple(turned_back), (second, first)):
        back = welch(before, after)
        assert (back.difference, back.low, back.high) == pytest.approx(opposite)
        assert (back.p, back.error) == pytest.approx((there.p, there.error))


@given(series)
def test_turning_a_scale_turns_the_slope_of_a_series(means: list[float]) -> None:
    sizes = [10] * len(means)
    numbers = list(range(len(means)))
    rising = enough(slope(numbers, means, sizes))
    falling = enough(slope(numbers, turned(means), sizes))
    assert falling.per_wave == pytest.approx(-rising.per_wave, abs=1e-9)


@given(seeds)
def test_turning_all_scales_or_mixing_the_units_changes_nothing_else(seed: int) -> None:
    chance = np.random.default_rng(seed)
    means, variances = chance.uniform(1, 5, 9), chance.uniform(0.02, 0.4, 9)
    there, back = enough(pool(means, variances)), enough(pool(turned(means), variances))
    assert back.mean == pytest.approx(6 - there.mean)
    opposite = {"probably better": "probably worse", "probably worse": "probably better"}
    for one, other in zip(there.units, back.units, strict=True):
        assert other.position == opposite.get(one.position, one.position)
        assert other.from_all == pytest.approx(-one.from_all, abs=1e-12)
    changes = chance.normal(size=9)
    better, worse = (enough(effect(of(c[:4]), of(c[4:]))) for c in (changes, -changes))
    assert (worse.difference, worse.p) == pytest.approx((-better.difference, better.p))
    sizes = chance.integers(5, 30, 9)
    mixed = chance.permutation(9)
    back = enough(pool(means[mixed], variances[mixed]))
    assert (back.mean, back.between) == pytest.approx((there.mean, there.between))
    assert [u.mean for u in back.units] == pytest.approx([there.units[p].mean for p in mixed])
    icc, same = (enough(reliability(sizes[o], means[o], variances[o])) for o in (range(9), mixed))
    numbers = [(r.one_answer, r.average_unit, r.low, r.high) for r in (icc, same)]
    assert numbers[1] == pytest.approx(numbers[0])
    p = chance.uniform(size=9)
    adjusted = adjusted_p_values(p.tolist())
    assert adjusted_p_values(p[mixed].tolist()) == [adjusted[place] for place in mixed]


def many_answers(seed: int, groups: int = 12) -> tuple[Floats, Floats, list[int]]:
    """Return answers of 1 to 5 to three questions, an outcome that the first drives, and groups."""
    chance, people = np.random.default_rng(seed), 240
    answers = chance.integers(1, 6, (people, 3)).astype(float)
    outcome = np.clip(np.round(0.8 * answers[:, 0] + chance.normal(size=people)), 1, 5)
    return answers, outcome, list(chance.integers(0, groups, people))


@settings(max_examples=10)
@given(seeds, st.sampled_from([3, 60]))
def test_the_order_of_people_changes_no_driver(seed: int, groups: int) -> None:
    """Neither does who is called what group: only who is in one with whom."""
    answers, outcome, group = many_answers(seed, groups)
    mixed = np.random.default_rng(seed).permutation(len(answers))
    there = enough(drivers(answers, outcome, group))
    again = enough(drivers(answers[mixed], outcome[mixed], [group[place] for place in mixed]))
    for one, other in zip(there.drivers, again.drivers, strict=True):
        assert (other.share, other.low, other.high) == pytest.approx((one.share, one.low, one.high))
    assert again.strongest == there.strongest


def test_drivers_tell_what_drives_and_how_sure_that_is() -> None:
    found = enough(drivers(*many_answers(1)))
    assert found.strongest == 0
    assert found.drivers[0].together == "rises"
    assert sum(driver.share for driver in found.drivers) == pytest.approx(1)
    for driver in found.drivers:
        assert driver.low <= driver.share <= driver.high
        assert driver.lmg == pytest.approx(driver.share, abs=0.05)
    answers, outcome, groups = many_answers(1)
    opposite = enough(drivers(6 - answers, outcome, groups)).drivers
    assert opposite[0].together == "falls"
    assert [d.share for d in opposite] == pytest.approx([d.share for d in found.drivers])


def test_differences_between_teams_are_no_drivers() -> None:
    """In each team the outcome has nothing to do with the question; between teams everything."""
    chance = np.random.default_rng(3)
    groups = np.repeat(np.arange(20), 20)
    of_team = np.repeat(chance.normal(size=20), 20)
    answers = np.column_stack([of_team + chance.normal(size=400), chance.normal(size=400)])
    outcome = of_team + chance.normal(size=400)
    assert np.corrcoef(answers[:, 0], outcome)[0, 1] > 0.3
    assert enough(drivers(answers, outcome, list(groups))).explained < 0.02


def test_with_two_hundred_unclear_answers_no_driver_is_called_the_strongest() -> None:
    chance = np.random.default_rng(4)
    rows = chance.normal(size=(220, 5))
    outcome = rows.sum(axis=1) + 3 * chance.normal(size=220)
    assert enough(drivers(rows, outcome, [0] * 220)).strongest is None


@given(histograms, st.integers(0, 4), st.none() | st.integers(0, 60))
def test_an_option_that_nobody_chose_changes_nothing(
    counts: list[int], place: int, absent: int | None
) -> None:
    invited = None if absent is None else sum(counts) + absent
    more = [*counts[:place], 0, *counts[place:]]
    between = [*VALUES[:place], VALUES[place] - 0.5, *VALUES[place:]]
    if place:
        assert level(more, between, invited) == level(counts, VALUES, invited)
    found, same = moments(counts, VALUES), moments(more, between)
    assert (same.n, same.mean, same.sd) == pytest.approx((found.n, found.mean, found.sd))
    chosen = [option + (option >= place) for option in (3, 4)]
    assert share(more, [*chosen, place]) == share(counts, (3, 4))


@given(st.lists(histograms, min_size=1, max_size=8))
def test_many_histograms_give_what_each_gives_alone(rows: list[list[int]]) -> None:
    table = np.array(rows, dtype=float)
    found = many_moments(table, VALUES)
    for place, counts in enumerate(rows):
        alone = moments(counts, VALUES)
        assert (found.n[place], found.mean[place], found.sd[place]) == pytest.approx(
            (alone.n, alone.mean, alone.sd)
        )
    together = levels(table, VALUES, [None] * len(rows))
    assert together == [level(counts, VALUES, None) for counts in rows]


def test_two_sides_that_were_already_parting_are_found_out() -> None:
    together = enough(pre_trend([3.0, 3.1, 2.9, 3.0, 3.1], [3.2, 3.3, 3.1, 3.1, 3.3]))
    assert not together.clear
    parting = enough(pre_trend([3.0, 3.2, 3.4, 3.6, 3.81], [3.2, 3.2, 3.2, 3.2, 3.2]))
    assert parting.clear


def test_teams_of_very_different_size_count_by_their_answers() -> None:
    """By hand: (3 * 40 + 1 * 10 * 3) / 70 = 2.142857 on one side, 0 on the other."""
    tried = [Team(3.0, 40), *[Team(1.0, 10)] * 3]
    waited = [Team(value, 12) for value in (-0.1, 0.1, -0.2, 0.2)]
    assert enough(effect(tried, waited)).difference == pytest.approx(150 / 70)
    alike = [Team(3.0, 30), *[Team(1.0, 10)] * 3]
    assert enough(effect(alike, waited)).difference == pytest.approx(1.5)


def test_the_power_of_an_experiment_rises_with_the_change_up_to_certainty() -> None:
    """For every size: SciPy's noncentral t has no number for some tails."""
    for tried, waited in ((4, 4), (5, 7), (10, 10), (4, 40), (50, 50)):
        for answers, within in itertools.product((5, 12, 100, 10_000), (0.05, 0.3, 0.9, 1.5)):
            noticed = [
                enough_power(power(tried, waited, answers, tenths / 10, within_sd=within))
                for tenths in range(41)
            ]
            assert all(0 < one <= 1 for one in noticed)
            assert all(b >= a - 1e-9 for a, b in itertools.pairwise(noticed))
            assert noticed[-1] > 0.98


def enough_power(found: float | InsufficientData) -> float:
    assert isinstance(found, float)
    return found


def test_the_real_assignment_counts_among_those_drawn_or_tried_and_p_is_two_sided() -> None:
    chance = random.Random(6)  # noqa: S311
    tried, waited = ([chance.gauss(mean, 0.3) for _ in range(12)] for mean in (2, 0))
    found = enough(effect(of(tried), of(waited)))
    assert (found.exact, found.assignments) == (False, 20_000)
    assert found.p == pytest.approx(1 / 20_000)
    # Only the real choice of 2 of 10 is as far from 0, so p is 1 of 45 and not twice that.
    found = enough(effect(of([5, 5]), of(n / 10 for n in range(8)), least=2))
    assert found.p == pytest.approx(1 / 45)


FEW: list[tuple[object, InsufficientData]] = [
    (share((2, 2, 2, 2, 1), (3, 4)), InsufficientData("answers", 9, 10)),
    (slope([1, 2, 3, 4], [3.0] * 4, [9] * 4), InsufficientData("waves", 4, 5)),
    (pool([3.0] * 7, [0.1] * 7), InsufficientData("units", 7, 8)),
    (reliability([9], [3.0], [1.0]), InsufficientData("units", 1, 2)),
    (consistency(np.ones((49, 3))), InsufficientData("answers", 49, 50)),
    (drivers(np.ones((99, 2)), np.ones(99), [0] * 99), InsufficientData("answers", 99, 100)),
    (drivers(np.ones((219, 11)), np.ones(219), [0] * 219), InsufficientData("answers", 219, 220)),
    (effect(of([0.1] * 3), of([0.2] * 9)), InsufficientData("teams", 3, 4)),
    (drivers(np.ones((120, 2)), np.ones(120), [0] * 120), InsufficientData("differences", 0, 1)),
    (consistency(np.ones((120, 2))), InsufficientData("differences", 0, 1)),
]


@pytest.mark.parametrize(("found", "reason"), FEW)
def test_too_little_is_said_and_not_guessed(found: object, reason: InsufficientData) -> None:
    assert found == reason
    assert known(reason) is None


def test_one_factor_that_does_not_fit_has_no_loadings() -> None:
    assert loadings(np.array([[1.0, -0.2], [-0.2, 1.0]])) is None
    against = np.array([[1.0, 0.5, -0.5], [0.5, 1.0, 0.5], [-0.5, 0.5, 1.0]])
    assert loadings(against) is None


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (lambda: levels(np.ones((2, 4)), VALUES, [None] * 2), "counts"),
        (lambda: levels(-np.ones((2, 5)), VALUES, [None] * 2), "counts"),
        (lambda: levels(np.ones(5), VALUES, [None] * 5), "counts"),
        (lambda: consistency(np.ones((60, 1))), "two questions or more"),
    ],
)
def test_impossible_input_is_refused(estimate: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        estimate()


@settings(max_examples=60)
@given(seeds, st.integers(1, 3), st.integers(2, 7), st.sampled_from([1, 4, 60]))
def test_no_answers_whatever_break_the_count(
    seed: int, options: int, questions: int, groups: int
) -> None:
    """Few different answers: equal questions, opposite ones, some that nobody answers otherwise."""
    chance = np.random.default_rng(seed)
    answers = chance.integers(1, 1 + options, (160, questions)).astype(float)
    for column in range(1, questions):
        same = chance.integers(0, 4)
        if same == 0:
            answers[:, column] = answers[:, 0]
        elif same == 1:
            answers[:, column] = 6 - answers[:, 0]
    outcome = answers[:, chance.integers(0, questions)].copy()
    found = drivers(answers, outcome, list(chance.integers(0, groups, 160)), resamples=20)
    if not isinstance(found, InsufficientData):
        numbers = [n for d in found.drivers for n in (d.share, d.low, d.high, d.lmg)]
        assert np.isfinite([found.explained, *[n for n in numbers if n is not None]]).all()
        assert 0 <= found.explained <= 1 + 1e-6
    scale = consistency(answers)
    if not isinstance(scale, InsufficientData):
        assert np.isfinite([scale.alpha, scale.low, scale.high]).all()
        assert scale.omega is None or 0 <= scale.omega <= 1


@given(st.integers(1, 40), st.data())
def test_the_ends_of_an_exact_interval_are_just_unlikely(n: int, data: st.DataObject) -> None:
    """At the lower end so many or more have a chance of 2.5 %, at the upper end so few or fewer."""
    chosen = data.draw(st.integers(0, n))
    low, high = exact_interval(chosen, n)
    if chosen:
        assert stats.binom.sf(chosen - 1, n, low) == pytest.approx(0.025)
    if chosen < n:
        assert stats.binom.cdf(chosen, n, high) == pytest.approx(0.025)
    assert low <= chosen / n <= high


def test_with_two_predictors_relative_weights_and_lmg_are_the_same() -> None:
    """Johnson 2000 shows that they are; with more they are close."""
    inside, outside = np.array([[1.0, 0.4], [0.4, 1.0]]), np.array([0.5, 0.3])
    assert relative_weights(inside, outside) == pytest.approx(lmg(inside, outside))


@settings(max_examples=15)
@given(seeds, st.integers(4, 6))
def test_groups_of_equal_size_are_permuted_as_scipy_does(seed: int, teams: int) -> None:
    """With unequal groups SciPy doubles the smaller tail, which is another definition."""
    chance = random.Random(seed)  # noqa: S311
    tried = [chance.gauss(0.3, 1) for _ in range(teams)]
    waited = [chance.gauss(0, 1) for _ in range(teams)]
    found = enough(effect(of(tried), of(waited)))
    reference = stats.permutation_test(
        (tried, waited), lambda a, b: np.mean(a) - np.mean(b), n_resamples=np.inf
    )
    assert found.p == pytest.approx(reference.pvalue)
    welch = stats.ttest_ind(tried, waited, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((welch.low, welch.high))
