"""Where a group stands: the mean of a histogram, with its uncertainty."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.statistics.histogram import Moments, moments

PRIOR_SD = 0.95
"""Spread of a five-point question inside a team, used until an organisation has its own."""

PRIOR_WEIGHT = 4
"""How many degrees of freedom the prior spread counts for."""


@dataclass(frozen=True)
class Level:
    """A mean on the question's own scale (5 = good on a Likert scale) and its 95 % interval."""

    n: int
    mean: float
    low: float
    high: float


def guarded_sd(found: Moments, prior_sd: float = PRIOR_SD) -> float:
    """Return the standard deviation, kept from being too small in a small group.

    s_g = max(s, sqrt((v0 s0^2 + (n - 1) s^2) / (v0 + n - 1))) with v0 = 4 prior degrees of freedom,
    so that five equal answers do not give an interval of no width. The pooling is the posterior
    scale of a normal variance under a scaled inverse chi-square prior (Gelman et al., Bayesian Data
    Analysis, 3rd ed., section 2.6).
    """
    pooled = (PRIOR_WEIGHT * prior_sd**2 + (found.n - 1) * found.sd**2) / (
        PRIOR_WEIGHT + found.n - 1
    )
    return max(found.sd, math.sqrt(pooled))


def level(
    counts: Sequence[int],
    values: Sequence[float],
    invited: int | None,
    *,
    prior_sd: float | None = None,
) -> Level:
    """Return the mean of a group's answers and a 95 % interval for the whole group.

    m +- t(.975, n - 1) s_g / sqrt(n) sqrt(1 - n/N), Student's interval with the finite population
    correction (Cochran, Sampling Techniques, 3rd ed., section 2.6), clipped to what the people who
    did not answer could make of it: [v_min + (m - v_min) f, v_max - (v_max - m) f] with f = n/N.
    `invited` is N; None means that N is unknown and large: no correction, clipped to the scale.
    `prior_sd` defaults to 0.95 for five options, in proportion to the range for other scales.
    Raises ValueError for an impossible histogram or fewer than two answers.
    """
    # SciPy is slow to import and no page needs it before its first number.
    from scipy.special import stdtrit  # noqa: PLC0415

    found = moments(counts, values)
    if found.n < 2:
        msg = "an interval needs two answers or more"
        raise ValueError(msg)
    lowest, highest = values[0], values[-1]
    answered = min(1.0, found.n / invited) if invited else 0.0
    spread = prior_sd if prior_sd is not None else PRIOR_SD * (highest - lowest) / 4
    error = guarded_sd(found, spread) / math.sqrt(found.n) * math.sqrt(1 - answered)
    reach = float(stdtrit(found.n - 1, 0.975)) * error
    return Level(
        n=found.n,
        mean=found.mean,
        low=max(found.mean - reach, lowest + (found.mean - lowest) * answered),
        high=min(found.mean + reach, highest - (highest - found.mean) * answered),
    )
