"""One multivariate normal of all measured values says the same as the formulas in blocks."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import CENTRE, Cells
from surveys.statistics.verdict.covariance import CHANGE_VARIANCE, KnownChange, known_changes, noise
from surveys.statistics.verdict.evidence import candidate_rates, evidence
from surveys.statistics.verdict.likelihood import change_rates, log_likelihood
from surveys.statistics.verdict.posterior import posterior
from tests.unit.statistics.verdict.computed import (
    PARAMETERS,
    cells_of,
    conditional,
    questions,
    simulated,
    whitened,
)

DAYS = (0.0, 28.0, 61.0, 84.0, 130.0, 158.0, 190.0)
CHANGES = [KnownChange(1, 2, 3), KnownChange(0, 4, 5)]
SEEDS = [1, 2, 3]


def small(seed: int) -> Cells:
    counts = simulated(3, len(DAYS), seed=seed, missing=0.25)[0]
    counts[0, -1] = [0, 1, 2, 3, 1]
    return cells_of(counts, DAYS)


def joint(cells: Cells, changes: list[KnownChange]) -> tuple[Floats, Floats]:
    """Return covariance and noise of all units' true levels and means, each unit's waves in turn.

    Element by element from the definition of the model.
    """
    p, timing = PARAMETERS, cells.timing
    units, waves = cells.answers.shape
    places = list(itertools.product(range(units), range(waves)))
    covariance = np.zeros((len(places), len(places)))
    for a, (unit, wave) in enumerate(places):
        for b, (other, later) in enumerate(places):
            days = abs(timing.days[wave] - timing.days[later])
            value = 1.0 + p.kappa2 * (wave == later)
            if unit == other:
                value += p.tau2 * np.exp(-p.eta * days / 365.25)
                value += p.sa2 * p.phi ** (days / timing.gap)
                for change in changes:
                    both = min(wave, later) >= change.onset and change.unit == unit
                    value += CHANGE_VARIANCE * both
            covariance[a, b] = value
    return covariance, np.diag(noise(p.row[None], cells)[0].ravel())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("changes", [[], CHANGES], ids=["none known", "two known"])
def test_the_likelihood_with_and_without_changes(seed: int, changes: list[KnownChange]) -> None:
    cells = small(seed)
    covariance, alone = joint(cells, changes)
    measured = cells.present.ravel()
    total = (covariance + alone)[np.ix_(measured, measured)]
    y = cells.deviations.ravel()[measured]
    known = known_changes(changes, np.arange(3), len(DAYS))
    plain = log_likelihood(PARAMETERS.row[None], cells, known, changes=False)[0]
    zero = np.zeros(len(y))
    assert plain == pytest.approx(multivariate_normal(zero, total).logpdf(y), abs=1e-8)

    rates = change_rates(cells.timing)
    expected = rates.sum() / 3
    mixture = 0.0
    owner = np.repeat(np.arange(3), len(DAYS))[measured]
    wave = np.tile(np.arange(len(DAYS)), 3)[measured]
    for unit in range(3):
        ratios = np.exp(-expected)
        for k in np.nonzero(rates)[0]:
            step = ((owner == unit) & (wave >= k)).astype(float)
            more = multivariate_normal(zero, total + CHANGE_VARIANCE * np.outer(step, step))
            ratio = np.exp(more.logpdf(y) - multivariate_normal(zero, total).logpdf(y))
            ratios += (1 - np.exp(-expected)) * rates[k] / rates.sum() * ratio
        mixture += np.log(ratios)
    with_changes = log_likelihood(PARAMETERS.row[None], cells, known)[0]
    assert with_changes == pytest.approx(plain + mixture, abs=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_posterior_of_a_level(seed: int) -> None:
    cells = small(seed)
    covariance, alone = joint(cells, CHANGES)
    measured = cells.present.ravel()
    y = cells.deviations.ravel()[measured]
    others = conditional(cells, CHANGES)
    restart = np.array([5, 3, -1])
    rates = candidate_rates(cells.present, cells.timing, restart)
    result = posterior(others, rates)
    units = np.repeat(np.arange(3), len(DAYS))
    waves = np.tile(np.arange(len(DAYS)), 3)
    for unit in range(3):
        of_unit = units == unit
        options = [(float(np.exp(-rates[unit].sum())), np.zeros(len(units)))]
        for k in np.nonzero(rates[unit])[0]:
            weight = -np.expm1(-rates[unit].sum()) * rates[unit, k] / rates[unit].sum()
            options.append((float(weight), (of_unit & (waves >= k)).astype(float)))
        weights, means, squares = [], [], []
        for weight, step in options:
            prior = covariance + CHANGE_VARIANCE * np.outer(step, step)
            total = (prior + alone)[np.ix_(measured, measured)]
            weights.append(weight * multivariate_normal(np.zeros(len(y)), total).pdf(y))
            gain = np.linalg.solve(total, prior[measured][:, of_unit]).T
            mean = CENTRE + gain @ y
            variance = np.diag(prior[np.ix_(of_unit, of_unit)] - gain @ prior[measured][:, of_unit])
            means.append(mean)
            squares.append(variance + mean**2)
        shares = np.array(weights) / sum(weights)
        level = shares @ np.array(means)
        sd = np.sqrt(shares @ np.array(squares) - level**2)
        assert result.level[unit] == pytest.approx(level, abs=1e-7)
        assert result.sd[unit] == pytest.approx(sd, abs=1e-6)
        assert result.no_change[unit] == pytest.approx(shares[0], abs=1e-7)


def test_evidence_is_a_ratio_of_densities_of_each_prefix() -> None:
    cells = small(1)
    one = whitened(cells)
    log_evidence = evidence([one], 0.0).own[0]
    for unit, wave in itertools.product(range(3), range(len(DAYS))):
        upto = slice(0, wave + 1)
        z, zero = one.values[unit, upto], np.zeros(wave + 1)
        ratio = 0.0
        for k in range(wave + 1):
            x = one.steps[unit, upto, k]
            changed = multivariate_normal(zero, np.eye(wave + 1) + CHANGE_VARIANCE * np.outer(x, x))
            plain = multivariate_normal(zero, np.eye(wave + 1))
            ratio += one.rates[unit, k] * np.exp(changed.logpdf(z) - plain.logpdf(z))
        assert np.exp(log_evidence[unit, wave]) == pytest.approx(ratio, abs=1e-8)


def test_evidence_of_a_team_is_a_ratio_of_densities_of_all_its_charts() -> None:
    """Also after a change of one chart was told: it takes no part in candidates up to then."""
    rho, restart = 0.3, 4
    charts = [whitened(one) for one in questions()]
    first = charts[0]
    last = np.array([restart, -1, -1])
    charts[0] = replace(first, rates=candidate_rates(first.present, first.timing, last))
    log_evidence = evidence(charts, rho).team
    waves = first.present.shape[1]
    between = (1 - rho) * np.eye(6) + rho
    for unit, wave in itertools.product((0, 1), (3, 6, waves - 1)):
        own = np.nonzero(first.present[unit, : wave + 1])[0]
        z = np.stack([one.values[unit, own] for one in charts])
        total = np.kron(between, np.eye(len(own)))
        ratio = 0.0
        for k in np.nonzero(charts[1].rates[unit, : wave + 1])[0]:
            x = np.stack([one.steps[unit, own, k] for one in charts])
            if unit == 0 and k <= restart:
                x[0] = 0
            changed = total + CHANGE_VARIANCE * np.outer(x, x)
            densities = [
                multivariate_normal(np.zeros(z.size), v).logpdf(z.ravel()) for v in (changed, total)
            ]
            ratio += charts[1].rates[unit, k] * np.exp(densities[0] - densities[1])
        assert log_evidence[unit, wave] == pytest.approx(np.log(ratio), abs=1e-8)
