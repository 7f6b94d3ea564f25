"""What goes together with an outcome, when predictors go together with each other too.

Shares of what is explained, never causes: the same people answered at the same moment.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.not_enough import NotEnough

LEAST = 100
"""Shares need so many people who answered everything."""

LEAST_FOR_ORDER = 200
"""Whether one driver is the strongest can be said from so many people."""

SURE_OF_FIRST = 0.8
"""And only if it is first in so many of the resamples."""

PEOPLE_PER_PREDICTOR = 20
MOST_FOR_LMG = 10
RESAMPLES = 300
_MANY_GROUPS = 40
_SEED = 20_261


@dataclass(frozen=True)
class Driver:
    """One predictor: its share of what is explained (0 to 1), 95 % interval, and its direction."""

    share: float
    low: float
    high: float
    together: Literal["rises", "falls"]
    """Whether the outcome is better or worse where this is better (5 = good)."""
    lmg: float | None
    """The share by the averages over all orders, as a check; None for more than 10 predictors."""


@dataclass(frozen=True)
class Drivers:
    """What goes together with an outcome, predictors in the order given."""

    n: int
    explained: float
    """R squared: the part of the variance inside teams that all of them explain together."""
    drivers: Sequence[Driver]
    strongest: int | None
    """The place of the driver that is surely first; None where that cannot be said."""


def relative_weights(correlations: Floats, with_outcome: Floats) -> Floats:
    """Return the relative weights of predictors; they add up to R squared.

    Rxx = V D V', L = V D^1/2 V', beta* = L^-1 rxy, epsilon = (L o L)(beta* o beta*) (Johnson 2000,
    Multivariate Behavioral Research 35:1). `correlations` are those among p predictors (..., p, p),
    `with_outcome` those with the outcome (..., p).
    """
    values, vectors = np.linalg.eigh(correlations)
    root = np.sqrt(np.maximum(values, 1e-12))
    turned = np.swapaxes(vectors, -1, -2)
    loadings = (vectors * root[..., None, :]) @ turned
    beta = ((vectors / root[..., None, :]) @ turned) @ with_outcome[..., None]
    return np.asarray(((loadings**2) @ beta**2)[..., 0])


def lmg(correlations: Floats, with_outcome: Floats) -> Floats:
    """Return what each predictor adds to R squared, averaged over all orders of adding them.

    Lindeman, Merenda & Gold 1980, Introduction to bivariate and multivariate analysis, p. 119; the
    Shapley value of R squared. For up to 10 predictors: there are 2^p sets of them.
    """
    p = len(with_outcome)
    explained = np.zeros(1 << p)
    for chosen in range(1, 1 << p):
        places = [place for place in range(p) if chosen >> place & 1]
        inside, outside = correlations[np.ix_(places, places)], with_outcome[places]
        explained[chosen] = outside @ np.linalg.solve(inside, outside)
    added = np.zeros(p)
    for chosen in range(1 << p):
        size = chosen.bit_count()
        weight = math.factorial(size) * math.factorial(p - size - 1) if size < p else 0
        for place in range(p):
            if not chosen >> place & 1:
                added[place] += weight * (explained[chosen | 1 << place] - explained[chosen])
    return added / math.factorial(p)


def drivers(
    answers: Floats, outcome: Floats, groups: Sequence[int], *, resamples: int = RESAMPLES
) -> Drivers | NotEnough:
    """Return how much each predictor goes together with an outcome inside groups.

    `answers` has a row per person and a column per predictor, `outcome` a value per person, all
    turned so that high is good and complete; `groups` says which group each belongs to: everything
    is taken as the distance from the group's mean, else differences between teams would pass for
    drivers. Intervals are percentiles of a bootstrap, of groups where there are 40 or more, else of
    people; its random numbers are fixed, and the order of rows does not matter. Fewer than 100
    people, or than 20 per predictor, are not enough, nor answers that do not differ.
    """
    n, p = answers.shape
    need = max(LEAST, PEOPLE_PER_PREDICTOR * p)
    if n < need:
        return NotEnough("answers", n, need)
    centred = _centred(np.column_stack([answers, outcome]), np.asarray(groups))
    if not centred.any(axis=0).all():
        return NotEnough("differences", 0, 1)
    whole = _correlations(centred.T @ centred)
    weights = relative_weights(whole[:-1, :-1], whole[:-1, -1])
    resampled = _resampled(centred, np.asarray(groups), resamples)
    shares = resampled / resampled.sum(axis=1, keepdims=True)
    low, high = np.percentile(shares, [2.5, 97.5], axis=0)
    explained = float(weights.sum())
    checks = lmg(whole[:-1, :-1], whole[:-1, -1]) / explained if p <= MOST_FOR_LMG else [None] * p
    return Drivers(
        n,
        explained,
        [
            Driver(
                float(weights[place]) / explained,
                float(low[place]),
                float(high[place]),
                "rises" if whole[place, -1] >= 0 else "falls",
                None if check is None else float(check),
            )
            for place, check in enumerate(checks)
        ],
        _surely_first(n, weights, shares),
    )


def _surely_first(n: int, weights: Floats, shares: Floats) -> int | None:
    first = int(weights.argmax())
    is_first = (shares.argmax(axis=1) == first).mean()
    return first if n >= LEAST_FOR_ORDER and is_first >= SURE_OF_FIRST else None


def _centred(table: Floats, groups: Floats) -> Floats:
    _, place = np.unique(groups, return_inverse=True)
    sizes = np.bincount(place)
    sums = np.zeros((len(sizes), table.shape[1]))
    np.add.at(sums, place, table)
    return np.asarray(table - (sums / sizes[:, None])[place])


def _correlations(products: Floats) -> Floats:
    """Return correlations from sums of products of centred columns (..., p, p)."""
    spread = np.sqrt(np.einsum("...ii->...i", products))
    # In a resample a column may not differ at all; then it goes together with nothing.
    spread = np.where(spread > 0, spread, 1.0)
    found = products / (spread[..., :, None] * spread[..., None, :])
    np.einsum("...ii->...i", found)[...] = 1.0
    return np.asarray(found)


def _resampled(centred: Floats, groups: Floats, resamples: int) -> Floats:
    """Return relative weights of so many resamples (resamples, p)."""
    names, place = np.unique(groups, return_inverse=True)
    # Sorted, so that who stands where in a group changes nothing.
    order = np.lexsort((*centred.T, place))
    rows, place = centred[order], place[order]
    if len(names) >= _MANY_GROUPS:
        parts = np.zeros((len(names), centred.shape[1] ** 2))
        np.add.at(parts, place, (rows[:, :, None] * rows[:, None, :]).reshape(len(rows), -1))
    else:
        parts = (rows[:, :, None] * rows[:, None, :]).reshape(len(rows), -1)
    chance = np.random.default_rng(_SEED)
    drawn = chance.multinomial(len(parts), np.full(len(parts), 1 / len(parts)), size=resamples)
    products = (drawn.astype(float) @ parts).reshape(resamples, centred.shape[1], -1)
    found = _correlations(products)
    return relative_weights(found[:, :-1, :-1], found[:, :-1, -1])
