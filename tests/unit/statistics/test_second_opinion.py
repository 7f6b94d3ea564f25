"""Other libraries compute the same on random input: statsmodels and pingouin.

They stand in the dependency group `oracles`; without it these tests are skipped.
"""

import importlib
import os
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.statistics.consistency import consistency
from surveys.statistics.discoveries import adjusted_p_values, discoveries
from surveys.statistics.drivers import lmg, relative_weights
from surveys.statistics.pooling import pool
from surveys.statistics.share import exact_interval, wilson_interval
from surveys.statistics.trend import slope
from tests.unit.statistics.enough import enough


def oracle(name: str) -> ModuleType:
    """Import another library; without it skip a test, or fail where all tests must run.

    A worker that runs none of these tests does not load them: they are large.
    """
    if os.environ.get("CI") == "true":
        return importlib.import_module(name)
    module: ModuleType = pytest.importorskip(
        name, reason="needs the dependency group of oracles: `uv sync --group oracles`"
    )
    return module


seeds = st.integers(0, 2**32 - 1)


@given(st.integers(1, 400), st.data())
def test_a_score_interval_is_that_of_statsmodels(n: int, data: st.DataObject) -> None:
    chosen = data.draw(st.integers(0, n))
    reference = oracle("statsmodels.stats.proportion").proportion_confint(
        chosen, n, method="wilson"
    )
    assert wilson_interval(chosen, n) == pytest.approx(reference, abs=1e-12)


def test_the_exact_interval_is_that_of_clopper_and_pearson() -> None:
    reference = oracle("statsmodels.stats.proportion").proportion_confint(15, 148, method="beta")
    assert exact_interval(15, 148) == pytest.approx(reference, abs=1e-5)
    assert reference == pytest.approx((0.05784, 0.16165), abs=1e-5)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_false_discoveries_are_those_of_statsmodels(p: list[float]) -> None:
    rejected, corrected, *_ = oracle("statsmodels.stats.multitest").multipletests(
        p, alpha=0.1, method="fdr_bh"
    )
    assert adjusted_p_values(p) == pytest.approx(list(corrected), abs=1e-12)
    close = any(abs(value - 0.1) < 1e-12 for value in corrected)
    assert close or discoveries(p) == list(rejected)


@given(seeds, st.integers(2, 30))
def test_pooling_is_that_of_statsmodels(seed: int, units: int) -> None:
    chance = np.random.default_rng(seed)
    means, variances = chance.normal(3.5, 0.5, units), chance.uniform(0.01, 0.3, units)
    found = enough(pool(list(means), list(variances), least=2))
    # It takes the root of a negative variance where the spread is less than chance.
    with np.errstate(invalid="ignore"):
        reference = oracle("statsmodels.stats.meta_analysis").combine_effects(
            means, variances, method_re="chi2"
        )
    assert found.between == pytest.approx(max(0.0, reference.tau2), abs=1e-9)
    assert found.heterogeneity == pytest.approx(reference.q)
    if reference.tau2 > 0:
        assert found.mean == pytest.approx(reference.mean_effect_re)
        assert found.error == pytest.approx(reference.sd_eff_w_re)


@given(seeds, st.integers(5, 40))
def test_a_slope_is_that_of_weighted_least_squares(seed: int, waves: int) -> None:
    chance = np.random.default_rng(seed)
    numbers = np.cumsum(chance.integers(1, 4, waves))
    means, sizes = chance.uniform(1, 5, waves), chance.integers(5, 40, waves)
    found = enough(slope(list(numbers), list(means), list(sizes)))
    sm = oracle("statsmodels.api")
    fitted = sm.WLS(means, sm.add_constant(numbers.astype(float)), weights=sizes).fit()
    assert found.per_wave == pytest.approx(fitted.params[1])
    assert found.error == pytest.approx(fitted.bse[1])
    assert found.p == pytest.approx(fitted.pvalues[1])
    assert (found.low, found.high) == pytest.approx(tuple(fitted.conf_int()[1]))


@settings(max_examples=20)
@given(seeds, st.integers(2, 8))
def test_alpha_and_its_interval_are_those_of_pingouin(seed: int, questions: int) -> None:
    chance = np.random.default_rng(seed)
    answers = chance.normal(size=(80, 1)) + chance.normal(size=(80, questions))
    found = enough(consistency(answers))
    alpha, interval = oracle("pingouin").cronbach_alpha(pd.DataFrame(answers))
    assert found.alpha == pytest.approx(alpha)
    # It prints three decimals.
    assert (found.low, found.high) == pytest.approx(tuple(interval), abs=6e-4)


@settings(max_examples=20)
@given(seeds, st.integers(2, 6))
def test_driver_weights_add_up_to_what_a_regression_explains(seed: int, predictors: int) -> None:
    chance = np.random.default_rng(seed)
    common = chance.normal(size=(120, 1))
    rows = common + chance.normal(size=(120, predictors))
    outcome = rows.sum(axis=1) + chance.normal(size=120)
    between = np.asarray(np.corrcoef(np.column_stack([rows, outcome]), rowvar=False), dtype=float)
    inside, outside = between[:-1, :-1], between[:-1, -1]
    sm = oracle("statsmodels.api")
    explained = sm.OLS(outcome, sm.add_constant(rows)).fit().rsquared
    assert relative_weights(inside, outside).sum() == pytest.approx(explained)
    assert lmg(inside, outside).sum() == pytest.approx(explained)
