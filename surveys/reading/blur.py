"""The hull of what is shown: every true histogram that pages would show as this one. Pure.

Two maps lie between the answers and a page. The count coarsens each atom
(`surveys/counting/disclosure.py`), and reading reduces what is stored to the smallest number of
answers in its band and coarsens it as the count would have coarsened that number (`Bands`). Both
are undone here, the last one first. Five = good; means are on the scale from 1 to 5.
"""

import functools
from collections.abc import Sequence

import numpy as np

from surveys.reading.bands import Bands, Ints, sides
from surveys.reading.reduction import ALL, Bools, Cells, Range, before_reduction, reduction_range
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.hull import FIVE_POINTS, MIN_ATOM, Counts, Scale, preimages
from surveys.statistics.verdict.moved import Moved, moved_in_rest

Groups = tuple[frozenset[int], ...]
"""Groups of options that may never hold all answers."""


@functools.lru_cache(maxsize=20_000)
def hull_of_shown(
    counts: Counts, fewest: int, most: int, scale: Scale = FIVE_POINTS, reissued: int = 0
) -> frozenset[Counts]:
    """Return all true histograms of one atom that would be shown as this one.

    They have `fewest` to `most` answers, the band of what is shown. Exact for any number of
    options; empty for a histogram that is never shown of a single atom.
    """
    return frozenset(
        true
        for stored in stored_of_shown(counts, fewest, most, reissued)
        for true in preimages(stored, scale.one_sided, reissued)
    )


def hull_behind(
    counts: Sequence[int], invited: int | None, bands: Bands, one_sided: Groups, *, composed: bool
) -> frozenset[Counts]:
    """Return the true histograms that may stand behind what is shown of a unit in a wave.

    Of a unit that is `composed` of others, those that may be stored: which of its atoms the count
    coarsened is not known.
    """
    key, band = tuple(counts), bands.of(sum(counts), invited)
    if band is None or sum(key) < MIN_ATOM:
        return frozenset()
    of_atom: frozenset[Counts] = frozenset()
    if not composed:
        scale = _scale(len(key), one_sided)
        of_atom = hull_of_shown(key, band.fewest, band.most, scale, bands.reissued)
    # Results from elsewhere may never have been coarsened.
    return of_atom or stored_of_shown(key, band.fewest, band.most, bands.reissued)


def moved_in_shown(
    tables: Floats,
    fewest: Ints,
    most: Ints,
    scale: Scale = FIVE_POINTS,
    reissued: Ints | None = None,
) -> Moved:
    """Return how far the true means of single atoms may lie from the shown ones.

    `tables` are shown histograms, (..., m); `fewest`, `most` (the band of each) and `reissued` have
    the shape (...). 0 with fewer than five answers; negative where, with reissued tokens, every
    true mean lies on one side of the shown one. A histogram that is never shown of a single atom
    has the range of the reduction alone.
    """
    cells = Cells.of(tables, fewest, most, reissued)
    low, high, _, _ = _of_atoms(cells, reduction_range(cells, scale), scale)
    return cells.moved(low, high, scale)


def moved_in_shown_union(
    tables: Floats,
    fewest: Ints,
    most: Ints,
    above: Ints,
    scale: Scale = FIVE_POINTS,
    reissued: Ints | None = None,
    *,
    composed: Bools,
) -> Moved:
    """Return how far the true means of all published units may lie from the shown ones.

    As `moved_in_shown` with `tables` (units, waves, m), but units may be sums of atoms. `above` has
    the index of the nearest published unit above each one in that wave, or -1; `composed` tells
    which units had others below them, published or not, so that several atoms may lie inside. All
    published units of a wave have to be there. Exact for single atoms, bounds for sums: what the
    count may have moved in published units inside, and in the rest as in `hull.moved_in_union`.
    """
    cells = Cells.of(tables, fewest, most, reissued)
    stored = reduction_range(cells, scale)
    low, high, worse, better = _of_atoms(cells, stored, scale)
    parts = _with_coarsened(cells, stored, scale)
    wave = np.arange(above.shape[1])
    into = np.where(above >= 0, above * above.shape[1] + wave, -1).ravel()
    depth, upwards = np.zeros(len(into), np.int64), into
    while (upwards >= 0).any():
        depth += upwards >= 0
        upwards = np.where(upwards >= 0, into[upwards], -1)
    # Fewer than two atoms' answers, and nothing published inside: one atom.
    is_sum = composed.ravel() & (parts.counts[ALL, 1] >= 2 * MIN_ATOM)
    is_sum[into[into >= 0]] = True
    inside = np.zeros((3, len(into)))
    smallest = np.zeros((4, len(into)), np.int64)
    for level in range(int(depth.max(initial=0)), -1, -1):
        rows = np.flatnonzero((depth == level) & is_sum & cells.present)
        rest = np.maximum(parts.counts[:, 1, rows] - smallest[:, rows], 0)
        again = np.maximum(cells.reissued[rows] - inside[2, rows].astype(int), 0)
        lower, higher = moved_in_rest(rest, again, scale)
        worse[rows], better[rows] = inside[0, rows] + lower, inside[1, rows] + higher
        low[rows] = parts.low[rows] - worse[rows] / cells.fewest[rows]
        high[rows] = parts.high[rows] + better[rows] / cells.fewest[rows]
        rows = np.flatnonzero((depth == level) & (into >= 0) & cells.present)
        for total, values in zip(inside, (worse, better, cells.reissued), strict=True):
            np.add.at(total, into[rows], values[rows])
        for count, answers in zip(smallest, parts.counts[:, 0], strict=True):
            np.add.at(count, into[rows], answers[rows])
    return cells.moved(low, high, scale)


def moved_by_reduction(
    tables: Floats, fewest: Ints, most: Ints, scale: Scale, reissued: Ints
) -> Moved:
    """Return how far means of what is stored may lie from the shown ones, whatever the count did.

    As `moved_in_shown`, for tables of which the reduction to a band is all that has to be undone.
    """
    cells = Cells.of(tables, fewest, most, reissued)
    stored = _with_coarsened(cells, reduction_range(cells, scale), scale)
    return cells.moved(stored.low, stored.high, scale)


@functools.lru_cache(maxsize=20_000)
def stored_of_shown(shown: Counts, fewest: int, most: int, reissued: int = 0) -> frozenset[Counts]:
    """Return what may be stored where this is shown, for all numbers of answers in its band.

    Of a single atom the count may have coarsened these, of a sum its atoms one by one.
    """
    return frozenset(
        stored
        for reduced in _reduced(shown, reissued)
        for n in range(fewest, most + 1)
        for stored in before_reduction(reduced, n)
    )


def _reduced(shown: Counts, reissued: int) -> frozenset[Counts]:
    """Return the reduced histograms that are coarsened to what is shown."""
    return preimages(shown, sides(len(shown)) if reissued else (), reissued)


def _of_atoms(cells: Cells, stored: Range, scale: Scale) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the extreme means of single atoms, and what the count may have moved in them.

    The latter, worse and better, as sums of scores.
    """
    low, high = stored.low.copy(), stored.high.copy()
    worse, better = np.zeros(len(low)), np.zeros(len(low))
    rows = np.flatnonzero(stored.near | stored.coarsened)
    if len(rows):
        unique, where = cells.unique(rows)
        extents = [_extent(*key, scale) for key in unique]
        known = np.array([extent is not None for extent in extents])[where]
        table = np.array([extent or (0.0,) * 4 for extent in extents])[where[known]]
        for column, of_column in zip((low, high, worse, better), table.T, strict=True):
            column[rows[known]] = of_column
    return low, high, worse, better


@functools.lru_cache(maxsize=50_000)
def _extent(
    shown: Counts, fewest: int, most: int, reissued: int, scale: Scale
) -> tuple[float, float, float, float] | None:
    """Return what `_of_atoms` does of one histogram; None if it is never shown of a single atom."""
    scores = scale.scores
    numbers = []
    for stored in stored_of_shown(shown, fewest, most, reissued):
        if true := preimages(stored, scale.one_sided, reissued):
            n, total = sum(stored), float(scores @ stored)
            sums = [float(scores @ counts) for counts in true]
            low, high = min(sums), max(sums)
            numbers.append((low / n, high / n, total - low, high - total))
    if not numbers:
        return None
    lows, highs, worse, better = zip(*numbers, strict=True)
    return min(lows), max(highs), max(worse), max(better)


def _with_coarsened(cells: Cells, stored: Range, scale: Scale) -> Range:
    """Return the range of what is stored also where reading may have coarsened what is shown."""
    rows = np.flatnonzero(stored.coarsened)
    if not len(rows):
        return stored
    low, high, counts = stored.low.copy(), stored.high.copy(), stored.counts.copy()
    unique, where = cells.unique(rows)
    before = [sorted(_reduced(shown, again)) or [shown] for shown, _, _, again in unique]
    owners = np.repeat(np.arange(len(unique)), [len(each) for each in before])
    tables = np.array([reduced for each in before for reduced in each])
    fewest, most, again = np.array([bands for _, *bands in unique])[owners].T
    each = reduction_range(Cells.of(tables, fewest, most, again), scale)
    starts = np.searchsorted(owners, np.arange(len(unique)))
    low[rows] = np.minimum.reduceat(each.low, starts)[where]
    high[rows] = np.maximum.reduceat(each.high, starts)[where]
    counts[:, 0, rows] = np.minimum.reduceat(each.counts[:, 0], starts, axis=1)[:, where]
    counts[:, 1, rows] = np.maximum.reduceat(each.counts[:, 1], starts, axis=1)[:, where]
    return Range(low, high, counts, stored.coarsened, stored.near)


@functools.cache
def _scale(options: int, one_sided: Groups) -> Scale:
    return Scale(tuple(map(float, range(options))), one_sided)
