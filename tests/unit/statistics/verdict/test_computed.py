"""Each step of the verdict's model gives the numbers that were computed independently."""

from typing import Any

import numpy as np
import pytest

from surveys.statistics.level import level
from surveys.statistics.verdict.around import share_of_quarter, silent_reach, worth_of_quarter
from surveys.statistics.verdict.covariance import Parameters
from surveys.statistics.verdict.evidence import candidate_rates, correlation, evidence, size_classes
from surveys.statistics.verdict.fitting import CENTRE, fit, objective
from surveys.statistics.verdict.hull import FIVE_POINTS, preimages
from surveys.statistics.verdict.levels import level_p
from surveys.statistics.verdict.likelihood import log_likelihood
from surveys.statistics.verdict.lists import weighted_discoveries
from surveys.statistics.verdict.posterior import posterior, size_and_onset
from surveys.statistics.verdict.thresholds import Calibration, CommonSpread, Design, calibrate
from tests.unit.statistics.enough import enough
from tests.unit.statistics.verdict.computed import (
    COMPUTED,
    NOTHING,
    ONE_UNIT,
    PARAMETERS,
    SIX_QUESTIONS,
    SIX_UNITS,
    cells_of,
    conditional,
    logs,
    questions,
    whitened,
)

SIX = cells_of(SIX_UNITS["counts"], SIX_UNITS["days"])
ONE = cells_of(ONE_UNIT["counts"], ONE_UNIT["days"])
PRECISE = 2e-9
"""The numbers have ten digits."""


def near(expected: object) -> Any:
    return pytest.approx(np.asarray(expected, dtype=float), abs=PRECISE)


def test_what_the_model_reads() -> None:
    assert SIX.answers == near(SIX_UNITS["n"])
    assert SIX.means == near(SIX_UNITS["m"])
    assert SIX.hull_variance == near(SIX_UNITS["b"])
    assert SIX.room == near(SIX_UNITS["room"])
    assert SIX.s2 == pytest.approx(SIX_UNITS["s2"], abs=PRECISE)
    assert (SIX.timing.gap, SIX.timing.per_year) == (28, 13)


@pytest.mark.parametrize(
    ("changes", "name"), [(False, "loglik_without_changes"), (True, "loglik_with_changes")]
)
def test_the_likelihood(changes: bool, name: str) -> None:
    result = log_likelihood(PARAMETERS.row[None], SIX, NOTHING, changes=changes)
    assert result[0] == pytest.approx(SIX_UNITS[name], abs=1e-8)


@pytest.mark.parametrize(("of", "case"), [(SIX, SIX_UNITS), (ONE, ONE_UNIT)], ids=["six", "one"])
def test_the_fit(of: Any, case: dict[str, Any]) -> None:
    result = fit(of)
    assert result.objective == pytest.approx(case["fit"]["objective"], abs=1e-5)
    expected = Parameters(**case["fit"]["by_specified_optimiser"])
    assert result.parameters.row == pytest.approx(expected.row, rel=1e-4)
    best = Parameters(**case["fit"]["params"])
    assert result.parameters.row == pytest.approx(best.row, rel=0.002)


def test_the_start_of_the_fit() -> None:
    expected = SIX_UNITS["fit"]["objective_at_prior_centre"]
    assert objective(CENTRE[None], SIX, NOTHING)[0] == pytest.approx(expected, abs=1e-8)


def test_one_unit_given_the_others() -> None:
    case, result = SIX_UNITS["given_others"], conditional(SIX)
    assert result.residual == near(case["residual"])
    assert result.common == near(case["common"])
    assert result.covariance[1] == near(case["V_of_unit_1"])


def test_the_evidence_of_one_question() -> None:
    one = whitened(SIX)
    assert one.values == near(SIX_UNITS["whitened_limited"])
    result = evidence([one], 0.3)
    assert result.own[0] == near(logs(SIX_UNITS["log_e"]))
    assert result.chart == near(result.own)
    assert result.team == near(result.own[0])
    assert evidence([whitened(ONE)], 0.0).own[0] == near(logs(ONE_UNIT["log_e"]))


def test_the_evidence_of_six_questions() -> None:
    charts = [whitened(one) for one in questions()]
    result = evidence(charts, SIX_QUESTIONS["rho"])
    own, beside = (logs(SIX_QUESTIONS[name]) for name in ("log_e_own", "log_e_beside"))
    assert result.own == near(own)
    assert result.beside == near(beside)
    assert result.chart == near(np.logaddexp(own, beside) - np.log(2))
    assert result.team == near(logs(SIX_QUESTIONS["log_e_team"]))
    values, present = (
        np.stack([getattr(c, name) for c in charts]) for name in ("values", "present")
    )
    assert correlation(values, present) == SIX_QUESTIONS["rho_from_data"]


def test_the_posterior() -> None:
    case = SIX_UNITS["posterior"]
    result = posterior(conditional(SIX), candidate_rates(SIX.present, SIX.timing))
    for name in ("level", "sd", "no_change", "change_into"):
        assert getattr(result, name) == near(case[name]), name
    assert result.below(2.5) == near(case["below_2_5"])
    assert 1 - result.below(3.5) == near(case["above_3_5"])
    expected = case["unit_1_change"]
    size = size_and_onset(result, 1)
    assert size is not None
    for name, value in expected.items():
        assert getattr(size, name) == pytest.approx(value, abs=PRECISE), name


def test_the_posterior_of_one_unit() -> None:
    result = posterior(conditional(ONE), candidate_rates(ONE.present, ONE.timing))
    assert result.level == near(ONE_UNIT["level"])
    assert result.sd == near(ONE_UNIT["sd"])


def test_the_p_values_of_levels() -> None:
    assert level_p(SIX, PARAMETERS) == near(SIX_UNITS["level_p_at_2_5"])


@pytest.mark.parametrize("name", COMPUTED["thresholds"]["cases"])
def test_thresholds(name: str) -> None:
    case = COMPUTED["thresholds"]["cases"][name]
    answers, history = (int(part.split()[place]) for part, place in zip(name.split(","), (1, 0)))  # noqa: B905
    common = []
    for one in questions():
        spread = conditional(one).common_covariance
        other = ~np.eye(spread.shape[1], dtype=bool)
        common.append(CommonSpread(float(spread[:, other].mean()), float(spread[:, ~other].mean())))
    place = int(size_classes(np.array([float(answers)]))[0])
    rho = SIX_QUESTIONS["rho"]
    design = Design([PARAMETERS] * 6, common, rho, place, answers, history, 12, 30.0)
    result = calibrate(design)
    assert result.threshold(0.10) == pytest.approx(case["at_10"], abs=1e-6)
    assert result.threshold(0.25) == pytest.approx(case["at_25"], abs=1e-6)
    for budget, other_seeds in ((0.10, "other_seeds_at_10"), (0.25, "other_seeds_at_25")):
        assert result.threshold(budget) == pytest.approx(np.mean(case[other_seeds]), rel=0.15)


def test_yearly_p_values() -> None:
    case = COMPUTED["lists"]["yearly_p"]
    calibration = Calibration(np.sort(np.array(case["simulated_years"])))
    assert calibration.p_values(np.array(case["evidence"])) == near(case["p"])


def test_discoveries_among_all() -> None:
    case = COMPUTED["lists"]
    assert weighted_discoveries(case["p"], case["weights"]) == case["weighted_bh_10"]
    assert weighted_discoveries(case["p"], [1.0] * len(case["p"])) == case["bh_10"]
    assert weighted_discoveries([], []) == []


@pytest.mark.parametrize("case", COMPUTED["one_wave"], ids=lambda case: str(case["published"]))
def test_the_interval_of_one_wave(case: dict[str, Any]) -> None:
    counts = case["published"]
    result = enough(level(counts, FIVE_POINTS.values, None, hull=preimages(counts)))
    assert (result.low, result.high) == pytest.approx(case["interval"], abs=PRECISE)


def tenths(answered: int, invited: int) -> float:
    """Return the lower edge of a class of participation of a tenth; the last one is open."""
    return min(answered * 10 // invited, 9) / 10


@pytest.mark.parametrize("case", COMPUTED["silent"], ids=lambda case: f"{case['n']}")
def test_what_silent_people_may_feel(case: dict[str, Any]) -> None:
    assert silent_reach(tenths(case["n"], case["invited"])) == pytest.approx(case["adds"])


@pytest.mark.parametrize("case", COMPUTED["quarter"], ids=lambda case: str(case["result"]["n"]))
def test_the_shares_of_a_quarter(case: dict[str, Any]) -> None:
    counts = [sum(column) for column in zip(*case["tables"], strict=True)]
    n, expected = sum(counts), case["result"]
    n_eff = worth_of_quarter(n, tenths(n, sum(case["invited"])))
    assert (n, n_eff) == pytest.approx((expected["n"], expected["n_eff"]), abs=1e-8)
    for name, side in (("unfavourable", counts[:2]), ("favourable", counts[3:])):
        interval = share_of_quarter(sum(side) / n, n_eff)
        assert (sum(side) / n, interval.low, interval.high) == pytest.approx(
            (expected[name]["share"], expected[name]["low"], expected[name]["high"]), abs=PRECISE
        )
