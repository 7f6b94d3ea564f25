"""Every number published or computed elsewhere comes out the same, to the precision printed."""

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from surveys.statistics.adjusted_index import Offset, adjusted_mean, offsets
from surveys.statistics.change import welch
from surveys.statistics.consistency import consistency, loadings, omega
from surveys.statistics.discoveries import adjusted_p_values, discoveries
from surveys.statistics.drivers import drivers, lmg, relative_weights
from surveys.statistics.experiment import difference_in_differences, effect
from surveys.statistics.histogram import Floats, Moments, many_moments, moments
from surveys.statistics.level import PRIOR_SD, PRIOR_WEIGHT, guarded_sds, level
from surveys.statistics.pooling import pool, pooled_variance, reliability
from surveys.statistics.quantiles import student
from surveys.statistics.share import wilson_interval
from surveys.statistics.trend import slope
from tests.unit.statistics.enough import PUBLISHED, counted, enough, of

VALUES = (1.0, 2.0, 3.0, 4.0, 5.0)


def of_answers(answers: Sequence[float]) -> Moments:
    return Moments(len(answers), float(np.mean(answers)), float(np.std(answers, ddof=1)))


def rows(data: dict[str, Any], *columns: str) -> Floats:
    """Return some columns of a table, all by default."""
    chosen = [data["columns"].index(name) for name in columns or data["columns"]]
    return np.array(data["rows"], dtype=float)[:, chosen]


def correlations(table: Floats) -> Floats:
    return np.asarray(np.corrcoef(table, rowvar=False), dtype=float)


def correlations_with(case: dict[str, Any], data: dict[str, Any]) -> tuple[Floats, Floats]:
    """Return the correlations among the predictors of a case, and those with its outcome."""
    between = correlations(rows(data, *case["predictors"], case["outcome"]))
    return between[:-1, :-1], between[:-1, -1]


def test_twelve_answers() -> None:
    case = PUBLISHED["likert_team_ci"]
    plain = moments(counted(case["x"]), VALUES)
    assert (plain.mean, plain.sd) == pytest.approx((case["mean"], case["sd"]), abs=1e-10)


def test_the_guarded_interval_by_hand() -> None:
    case = PUBLISHED["guarded_t_hand"]
    assert (case["s0"], case["nu0"]) == (PRIOR_SD, PRIOR_WEIGHT)
    plain = moments(counted(case["x"]), VALUES)
    [spread] = guarded_sds(many_moments(np.array([counted(case["x"])]), VALUES), PRIOR_SD)
    assert spread == pytest.approx(case["s_shrunk"], abs=1e-6)
    error = spread / math.sqrt(plain.n)
    assert error == pytest.approx(case["se"], abs=2e-6)
    reach = student(plain.n - 1) * error
    unclipped = (plain.mean - reach, plain.mean + reach)
    assert unclipped == pytest.approx(case["ci95_unclipped"], abs=1e-5)
    found = enough(level(counted(case["x"]), VALUES, case["N"]))
    assert (found.low, found.high) == pytest.approx(case["ci95"], abs=1e-5)


@pytest.mark.parametrize(
    "case", PUBLISHED["wilson"], ids=lambda case: f"{case['k']} of {case['n']}"
)
def test_newcombes_table_of_score_intervals(case: dict[str, Any]) -> None:
    assert wilson_interval(case["k"], case["n"]) == pytest.approx(case["ci"], abs=1e-10)


def test_the_sleep_data() -> None:
    case = PUBLISHED["welch_sleep"]
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    # R gives the first less the second group.
    found = welch(of_answers(second), of_answers(first))
    assert found.difference / found.error == pytest.approx(case["t"], abs=1e-7)
    assert (found.high - found.low) / 2 / found.error == pytest.approx(student(case["df"]))
    assert found.p == pytest.approx(case["p"], abs=1e-8)
    assert (found.low, found.high) == pytest.approx(case["ci"], abs=1e-9)


def test_the_example_of_benjamini_and_hochberg() -> None:
    case = PUBLISHED["bh1995"]
    assert sum(discoveries(case["p"], case["q"])) == case["rejected_bh"]
    assert adjusted_p_values(case["p"]) == pytest.approx(case["adj_bh"], abs=1e-10)
    alone = sum(p <= case["q"] / len(case["p"]) for p in case["p"])
    assert alone == case["rejected_bonferroni"] < case["rejected_bh"]


def test_the_dyestuff_batches() -> None:
    case = PUBLISHED["lme4_dyestuff"]
    batches = [of_answers(case["y"][start : start + 5]) for start in range(0, 30, 5)]
    sizes = [batch.n for batch in batches]
    means, sds = [batch.mean for batch in batches], [batch.sd for batch in batches]
    within = pooled_variance(np.array(sizes), np.array(sds))
    assert within == pytest.approx(case["var_within"])
    found = enough(pool(means, [within / n for n in sizes], least=6))
    assert found.mean == pytest.approx(case["mu"])
    assert found.between == pytest.approx(case["var_between"])
    assert [unit.from_all for unit in found.units] == pytest.approx(case["blup"], rel=1e-8)
    icc = enough(reliability(sizes, means, sds))
    assert icc.one_answer == pytest.approx(case["icc1"], abs=1e-9)
    assert icc.average_unit == pytest.approx(case["icc2_shrinkage"], abs=1e-9)


def test_eight_schools_are_pooled_completely() -> None:
    case = PUBLISHED["eb_eight_schools"]
    found = enough(pool(case["y"], [error**2 for error in case["se"]]))
    assert found.between == case["tau2"] == 0
    assert (found.mean, found.error) == pytest.approx((case["mu"], case["se_mu"]), abs=1e-8)
    assert found.heterogeneity == pytest.approx(case["Q"], abs=1e-9)
    assert {unit.mean for unit in found.units} == {found.mean}
    assert {unit.position for unit in found.units} == {"not distinguishable"}


def test_six_teams_are_pooled_in_part() -> None:
    case = PUBLISHED["eb_likert_teams"]
    teams = [of_answers(answers) for answers in case["teams"].values()]
    sizes, means = [team.n for team in teams], [team.mean for team in teams]
    within = pooled_variance(np.array(sizes), np.array([team.sd for team in teams]))
    assert within == pytest.approx(case["pooled_within_var"], abs=1e-11)
    found = enough(pool(means, [within / n for n in sizes], least=6))
    by_r = case["DL_on_means"]
    assert found.between == pytest.approx(by_r["tau2"], abs=1e-10)
    assert (found.mean, found.error) == pytest.approx((by_r["mu"], by_r["se"]), abs=1e-10)
    theta = dict(zip(case["teams"], found.units, strict=True))
    assert {t: unit.mean for t, unit in theta.items()} == pytest.approx(by_r["theta"], abs=1e-10)
    errors = {team: unit.error for team, unit in theta.items()}
    assert errors == pytest.approx(by_r["theta_se"], abs=1e-10)
    # Restricted maximum likelihood is another estimate of the same: close, not equal.
    assert {t: u.mean for t, u in theta.items()} == pytest.approx(case["lmer"]["theta"], abs=0.01)


def test_alpha_and_omega_of_thirty_departments_for_seven_three_and_two_questions() -> None:
    case, answers = PUBLISHED["alpha_attitude"], rows(PUBLISHED["attitude_data"])
    found = enough(consistency(answers, least=30))
    assert (found.n, found.questions) == (case["n"], case["k"])
    assert found.alpha == pytest.approx(case["alpha"], abs=1e-12)
    assert (found.low, found.high) == pytest.approx(case["feldt95"], abs=1e-11)
    assert found.omega == pytest.approx(case["omega_1f_ml"], abs=1e-5)
    assert omega(correlations(answers), "residuals") == pytest.approx(
        case["omega_1f_minres"], abs=1e-5
    )
    three = case["alpha_3"]
    answers = rows(PUBLISHED["attitude_data"], *three["items"])
    found = enough(consistency(answers, least=30))
    assert found.alpha == pytest.approx(three["alpha"], abs=1e-10)
    standardised = answers / answers.std(axis=0, ddof=1)
    same_spread = enough(consistency(standardised, least=30))
    assert same_spread.alpha == pytest.approx(three["std_alpha"], abs=1e-10)
    between = correlations(answers)
    assert loadings(between) == pytest.approx(three["loadings_closed_form"], abs=1e-10)
    assert found.omega == pytest.approx(three["omega"], abs=1e-10)
    pair = case["spearman_brown_rating_complaints"]
    assert omega(between[:2, :2]) == pytest.approx(pair, abs=1e-10)


def test_driver_weights_of_cars_and_of_the_rating_of_departments() -> None:
    case = PUBLISHED["relative_weights_mtcars"]
    found = relative_weights(*correlations_with(case, PUBLISHED["mtcars_data"]))
    assert found == pytest.approx(case["raw"], abs=1e-10)
    assert found.sum() == pytest.approx(case["r2"], abs=1e-9)
    assert 100 * found / found.sum() == pytest.approx(case["pct"], abs=1e-7)
    case = PUBLISHED["drivers_attitude"]
    between = correlations_with(case, PUBLISHED["attitude_data"])
    assert relative_weights(*between) == pytest.approx(case["rw"], abs=1e-11)
    assert lmg(*between) == pytest.approx(case["lmg"], abs=1e-11)
    assert lmg(*between).sum() == pytest.approx(case["r2"], abs=1e-9)


def test_direction_is_apart_from_importance() -> None:
    """`advance` has a negative coefficient beside the others, but goes together with the rating."""
    case, data = PUBLISHED["drivers_attitude"], PUBLISHED["attitude_data"]
    predictors, rating = rows(data, *case["predictors"]), rows(data, case["outcome"])[:, 0]
    design = np.column_stack([np.ones(len(rating)), predictors])
    coefficients = np.linalg.lstsq(design, rating, rcond=None)[0]
    assert coefficients == pytest.approx(case["ols_coef"], abs=1e-7)
    assert coefficients[-1] < 0
    four_times = np.tile(predictors, (4, 1)), np.tile(rating, 4), [0] * 4 * len(rating)
    found = enough(drivers(*four_times))
    advance = found.drivers[-1]
    assert (advance.together, advance.share > 0) == ("rises", True)
    assert found.explained == pytest.approx(case["r2"], abs=1e-9)


def test_minimum_wages_and_employment() -> None:
    case = PUBLISHED["did_card_krueger"]
    found = difference_in_differences(*case["nj"], *case["pa"])
    assert found == pytest.approx(case["did"])
    # The paper's 2.76 is from means before rounding.
    assert found == pytest.approx(case["printed"], abs=0.011)


def test_the_lady_tasting_tea() -> None:
    case = PUBLISHED["permutation_tea"]
    [milk_first, tea_first] = case["table"]
    told = [1.0] * milk_first[0] + [0.0] * milk_first[1]
    others = [1.0] * tea_first[0] + [0.0] * tea_first[1]
    found = enough(effect(of(told), of(others)))
    assert (found.exact, found.assignments) == (True, 70)
    # Both ways to be right, or wrong, every time.
    assert found.p / 2 == pytest.approx(case["p_one_sided"], abs=1e-10)


def test_anscombes_first_line_and_a_weighted_line_through_eight_waves() -> None:
    case, weighted = PUBLISHED["slope_anscombe1"], PUBLISHED["slope_wls"]
    x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0]
    y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    first = enough(slope(x, y, [1] * len(x)))
    second = enough(slope(weighted["wave"], weighted["mean"], weighted["n"]))
    for found, printed in ((first, case), (second, weighted)):
        numbers = found.per_wave, found.error, found.p
        assert numbers == pytest.approx((printed["slope"], printed["se"], printed["p"]), abs=1e-10)
    assert first.per_wave / first.error == pytest.approx(case["t"], abs=1e-10)
    assert (second.low, second.high) == pytest.approx(weighted["ci"], abs=1e-12)


def test_an_index_adjusted_by_hand() -> None:
    case = PUBLISHED["adjusted_index_hand"]
    found = offsets(case["item_means"], case["scale_mean"])
    assert found == pytest.approx(case["delta"])
    known = {question: Offset(offset, 0.03) for question, offset in found.items()}
    mean, error = adjusted_mean({"iso_1": case["anchor_mean_later"]}, {"iso_1": 0.04}, known)
    assert mean == pytest.approx(case["adjusted"])
    assert error == pytest.approx(math.hypot(0.03, 0.04))


def test_no_published_number_is_left_out() -> None:
    used = set(re.findall(r'PUBLISHED\["(\w+)"\]', Path(__file__).read_text()))
    assert used == set(PUBLISHED) - {"wilson_source"}
