"""What goes together with an outcome, when predictors go together with each other too.

Shares of what is explained, never causes: the same people answered at the same moment.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

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
RESAMPLES = 200
_MANY_GROUPS = 40
_SEED = 20_261
_SINGULAR, _NOTHING = 1e-10, 1e-9
Places = NDArray[np.intp]


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
    root = np.sqrt(np.maximum(values, _SINGULAR))
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
    chosen = (np.arange(1 << p)[:, None] >> np.arange(p)) & 1
    outside = with_outcome * chosen
    # What is not chosen becomes a predictor that goes together with nothing, so that all sets of
    # predictors are solved at once.
    both = chosen[:, :, None] * chosen[:, None, :]
    inside = np.where(both | np.eye(p, dtype=int), correlations * both + np.eye(p) * (1 - both), 0)
    # Two questions that everybody answered alike share what they explain.
    solved = np.linalg.pinv(inside, rcond=_SINGULAR, hermitian=True) @ outside[..., None]
    explained = (outside * solved[..., 0]).sum(axis=1)
    sizes = chosen.sum(axis=1)
    orders = np.array([math.factorial(k) * math.factorial(p - k - 1) for k in range(p)])
    added = np.zeros(p)
    for place in range(p):
        without = np.flatnonzero(chosen[:, place] == 0)
        gain = explained[without | 1 << place] - explained[without]
        added[place] = gain @ orders[sizes[without]]
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
    _, place = np.unique(np.asarray(groups), return_inverse=True)
    centred = _centred(np.column_stack([answers, outcome]), place)
    if not centred.any(axis=0).all():
        return NotEnough("differences", 0, 1)
    whole = _correlations(centred.T @ centred)
    weights = relative_weights(whole[:-1, :-1], whole[:-1, -1])
    explained = float(weights.sum())
    if explained < _NOTHING:
        return NotEnough("differences", 0, 1)
    resampled = _resampled(centred, place, resamples)
    shares = resampled / np.maximum(resampled.sum(axis=1, keepdims=True), _NOTHING)
    low, high = np.percentile(shares, [2.5, 97.5], axis=0)
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


def _centred(table: Floats, place: Places) -> Floats:
    """Return the distance of each row from the mean of its group."""
    sizes = np.bincount(place)
    sums = [np.bincount(place, weights=column) / sizes for column in table.T]
    return np.asarray(table - np.stack(sums, axis=1)[place])


def _correlations(products: Floats) -> Floats:
    """Return correlations from sums of products of centred columns (..., p, p)."""
    spread = np.sqrt(np.einsum("...ii->...i", products))
    # In a resample a column may not differ at all; then it goes together with nothing.
    spread = np.where(spread > 0, spread, 1.0)
    found = products / (spread[..., :, None] * spread[..., None, :])
    np.einsum("...ii->...i", found)[...] = 1.0
    return np.asarray(found)


def _resampled(centred: Floats, place: Places, resamples: int) -> Floats:
    """Return relative weights of so many resamples (resamples, p)."""
    # Sorted, so that who stands where in a group changes nothing.
    order = np.lexsort((*centred.T, place))
    rows, groups = centred[order], place[order]
    parts = (rows[:, :, None] * rows[:, None, :]).reshape(len(rows), -1)
    if groups[-1] + 1 >= _MANY_GROUPS:
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        parts = np.add.reduceat(parts, starts, axis=0)
    products = (_times(len(parts), resamples) @ parts).reshape(resamples, centred.shape[1], -1)
    found = _correlations(products)
    return relative_weights(found[:, :-1, :-1], found[:, :-1, -1])


@functools.lru_cache(maxsize=16)
def _times(n: int, resamples: int) -> Floats:
    """Return how often each of n parts is drawn in each resample (resamples, n)."""
    chance = np.random.default_rng(_SEED)
    drawn = chance.integers(0, n, size=(resamples, n)) + n * np.arange(resamples)[:, None]
    times = np.bincount(drawn.ravel(), minlength=n * resamples)
    return times.reshape(resamples, n).astype(float)
