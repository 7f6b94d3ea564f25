"""What may be stored where a histogram is shown: the reduction to a band, undone. Pure.

`Bands.reduce_all` scales cumulative counts to the fewest answers of a band and rounds them, so each
cumulative count comes from a few neighbouring ones.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.reading.bands import Ints, sides
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.hull import MIN_ATOM, Counts, Scale
from surveys.statistics.verdict.moved import Moved

Bools = NDArray[np.bool_]

BELOW, BETWEEN, ABOVE, ALL = range(4)
"""Parts of a histogram: the one-sided group or half at the bad end, the middle, the options above
it, and all answers.
"""


def before_reduction(reduced: Counts, n: int) -> Iterator[Counts]:
    """Yield the histograms of n answers that are reduced to this one, before it is coarsened."""
    low, high = _cumulative(np.array(reduced), np.array(n))
    for inner in _nondecreasing(list(zip(low.tolist(), high.tolist(), strict=True)), 0):
        edges = (0, *inner, n)
        yield tuple(b - a for a, b in itertools.pairwise(edges))


def _nondecreasing(ranges: Sequence[tuple[int, int]], least: int) -> Iterator[Counts]:
    if not ranges:
        yield ()
        return
    (low, high), *others = ranges
    for value in range(max(low, least), high + 1):
        for rest in _nondecreasing(others, value):
            yield (value, *rest)


def _cumulative(reduced: Ints, n: Ints) -> tuple[Ints, Ints]:
    """Return the least and greatest cumulative counts that are scaled and rounded to these.

    `reduced` has the shape (..., m) and `n` the shape (...); the last cumulative count, n itself,
    is left out. `Bands` rounds F C / n, ties up in the lower half and down in the upper: r comes
    from (2 r - 1) n <= 2 F C < (2 r + 1) n below the middle, and from < and <= above it.
    """
    edges = reduced.cumsum(axis=-1)
    whole, inner = edges[..., -1:], 2 * edges[..., :-1]
    twice, n = 2 * np.maximum(whole, 1), n[..., None]
    low, high = (inner - 1) * n, (inner + 1) * n
    least = np.where(inner - 1 < whole, -(-low // twice), low // twice + 1)
    greatest = np.where(inner + 1 >= whole, high // twice, (high - 1) // twice)
    return np.maximum(least, 0), np.minimum(greatest, n)


@dataclass(frozen=True)
class Cells:
    """Shown histograms, one per row, empty where there are too few answers; and their bands."""

    shape: tuple[int, ...]
    tables: Ints
    fewest: Ints
    most: Ints
    reissued: Ints
    present: Bools

    @classmethod
    def of(cls, tables: Floats | Ints, fewest: Ints, most: Ints, reissued: Ints | None) -> "Cells":
        """Return the rows of many histograms (..., m) and their bands (...)."""
        shape, flat = tables.shape[:-1], tables.reshape(-1, tables.shape[-1]).astype(np.int64)
        present = flat.sum(axis=1) >= MIN_ATOM
        again = np.zeros(shape, np.int64) if reissued is None else reissued
        bands = [np.where(present, each.ravel(), 0) for each in (fewest, most, again)]
        return cls(shape, flat * present[:, None], bands[0], bands[1], bands[2], present)

    def moved(self, low: Floats, high: Floats, scale: Scale) -> Moved:
        """Return what two means per row are away from the shown one."""
        mean = self.tables @ scale.scores / np.maximum(self.fewest, 1)
        away = (mean - low, high - mean)
        return Moved(*(np.where(self.present, part, 0.0).reshape(self.shape) for part in away))

    def unique(self, rows: Ints) -> tuple[list[tuple[Counts, int, int, int]], Ints]:
        """Return the different histograms in some rows with their bands, and which is where."""
        bands = (self.fewest[rows], self.most[rows], self.reissued[rows])
        keys, inverse = np.unique(
            np.column_stack([self.tables[rows], *bands]), axis=0, return_inverse=True
        )
        return [(tuple(key[:-3]), *key[-3:]) for key in keys.tolist()], inverse.ravel()


@dataclass(frozen=True)
class Range:
    """What may be stored: extreme means, and the least and greatest `counts` of each part.

    The shapes are (cells,) and (4, 2, cells). `coarsened` says where reading may have coarsened,
    `near` where the count may have coarsened one atom: there more is possible.
    """

    low: Floats
    high: Floats
    counts: Ints
    coarsened: Bools
    near: Bools


def reduction_range(cells: Cells, scale: Scale) -> Range:
    """Return the range of what is stored under the reduction alone."""
    size, steps = len(cells.tables), np.diff(scale.scores)
    options = len(steps) + 1
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    counts, near = np.zeros((4, 2, size), np.int64), np.zeros(size, dtype=bool)
    counts[:, 0] = np.iinfo(np.int64).max
    for more in range(int((cells.most - cells.fewest).max(initial=-1)) + 1):
        rows = np.flatnonzero(cells.fewest + more <= cells.most)
        n = cells.fewest[rows] + more
        least, greatest = _cumulative(cells.tables[rows], n)
        low[rows] = np.minimum(low[rows], scale.scores[-1] - greatest @ steps / np.maximum(n, 1))
        high[rows] = np.maximum(high[rows], scale.scores[-1] - least @ steps / np.maximum(n, 1))
        ends = np.zeros_like(n)[:, None], n[:, None]
        least, greatest = (np.hstack([ends[0], inner, ends[1]]) for inner in (least, greatest))
        near[rows] |= _may_be_coarsened(least, greatest, n - cells.reissued[rows], scale.one_sided)
        first, last = options // 2, (options + 1) // 2
        spans = ((0, scale.outside), (first, last), (last, options), (0, -1))
        for part, (start, stop) in enumerate(spans):
            fewest = np.maximum(least[:, stop] - greatest[:, start], 0)
            counts[part, 0, rows] = np.minimum(counts[part, 0, rows], fewest)
            most = greatest[:, stop] - least[:, start] if start != stop else np.zeros_like(n)
            counts[part, 1, rows] = np.maximum(counts[part, 1, rows], most)
    edges = np.pad(cells.tables.cumsum(axis=1), ((0, 0), (1, 0)))
    others, of_sides = cells.fewest - cells.reissued, sides(options)
    coarsened = _may_be_coarsened(edges, edges, others, ())
    coarsened |= (cells.reissued > 0) & _may_be_coarsened(edges, edges, others, of_sides)
    return Range(low, high, counts, coarsened & cells.present, near & cells.present)


def _may_be_coarsened(
    least: Ints, greatest: Ints, others: Ints, one_sided: tuple[frozenset[int], ...]
) -> Bools:
    """Return where an option may be at its cap, or a side as full as it may be.

    `least` and `greatest` are cumulative counts with 0 in front, (rows, m + 1).
    """
    cap = np.minimum(others - 2, others * 9 // 10)
    may = np.asarray((greatest[:, 1:] - least[:, :-1]).max(axis=1) >= cap)
    for side in one_sided:
        may |= greatest[:, max(side) + 1] - least[:, min(side)] >= others - 1
    return may
