"""How far true means may lie from the published ones, because the count coarsened histograms."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.hull import FIVE_POINTS, MIN_ATOM, Counts, Integers, Scale, ranges

_SURPLUS, _LEAST_CAP = 2, 3
"""Maximum number of answers over the cap of an option, and that cap, in the smallest atom."""


@dataclass(frozen=True)
class Moved:
    """By how much the true mean may be worse and better than the published one, from 1 to 5.

    Arrays of one shape, an entry per histogram; 0 where nothing was coarsened.
    """

    worse: Floats
    better: Floats

    def of(self, units: Sequence[int] | Integers) -> "Moved":
        """Return some rows."""
        return Moved(self.worse[units], self.better[units])


def moved(counts: Floats, scale: Scale, reissued: Floats | None = None) -> Moved:
    """Return how far the true means of many histograms may lie from the published ones.

    `counts` has the shape (..., m), one atom each; `reissued` the shape (...), 0 by default. Fewer
    than five answers count as none. Raises ValueError for a histogram that is never published.
    """
    n = counts.sum(axis=-1)
    others = n if reissued is None else n - reissued
    full = counts.max(axis=-1) >= np.minimum(others - 2, others * 9 // 10)
    for group in scale.one_sided:
        full |= counts[..., sorted(group)].sum(axis=-1) >= others - 1
    where = np.nonzero(full & (n >= MIN_ATOM))
    worse, better = np.zeros(n.shape), np.zeros(n.shape)
    if not len(where[0]):
        return Moved(worse, better)
    table = np.column_stack([counts[where], (n - others)[where]]).astype(int)
    unique, inverse = np.unique(table, axis=0, return_inverse=True)
    extents = np.array([_extent(tuple(row[:-1]), row[-1], scale) for row in unique.tolist()])
    worse[where], better[where] = extents[inverse.ravel()].T
    return Moved(worse, better)


@functools.lru_cache(maxsize=50_000)
def _extent(published: Counts, reissued: int, scale: Scale) -> tuple[float, float]:
    scores = scale.scores
    low, high = ranges(published, scale, lambda counts: float(scores @ counts), reissued)
    total, n = float(scores @ published), sum(published)
    return (total - low) / n, (high - total) / n


def moved_in_union(
    inside: Sequence[tuple[int, float, float]],
    rest: Sequence[int],
    scale: Scale = FIVE_POINTS,
    reissued: int = 0,
) -> tuple[float, float]:
    """Return how far the mean of a sum of atoms may lie from the published one: worse, better.

    `inside` holds n, worse and better of each published unit in it; `rest` the histogram of the
    other answers with the `reissued` tokens among them. Their atoms are unknown: at most rest // 5,
    each with three answers or more in the option that was at its cap. In such an atom two answers
    moved by one option, and one more out of the one-sided group; each reissued token lets two more
    answers move. Bounds, not exact.
    """
    total = sum(n for n, _, _ in inside) + sum(rest)
    if not total:
        return 0.0, 0.0
    first, last = len(rest) // 2, (len(rest) + 1) // 2
    parts = np.array(
        [sum(rest[: scale.outside]), sum(rest[first:last]), sum(rest[last:]), sum(rest)]
    )
    worse, better = moved_in_rest(parts, np.array(reissued), scale)
    lo = sum(n * part for n, part, _ in inside) + float(worse)
    hi = sum(n * part for n, _, part in inside) + float(better)
    return lo / total, hi / total


def moved_in_rest(parts: Integers, reissued: Integers, scale: Scale) -> tuple[Floats, Floats]:
    """Return by how much the sum of scores in unknown atoms may be lower and higher.

    `parts` has the numbers of answers below `scale.outside`, in and above the middle, and of all,
    (4, ...); `reissued` the tokens among them, (...). Upper bounds of these give upper bounds.
    """
    below, between, above, answers = parts
    options = len(scale.values)
    atoms = answers // MIN_ATOM
    from_below = _SURPLUS + scale.outside - 1
    more = reissued * (options - 1)
    worse = from_below * np.minimum(atoms, below // _LEAST_CAP)
    worse = worse + np.minimum(atoms, between // _LEAST_CAP) + more
    better = _SURPLUS * np.minimum(atoms, above // _LEAST_CAP) + more
    step = float(np.diff(scale.scores).max())
    return np.asarray(worse * step), np.asarray(better * step)
