"""The hull of the blur: all histograms that would be published as this one.

The count coarsens (nearly) unanimous histograms by a fixed map
(`surveys/counting/disclosure.py`), which is undone here step by step. No number from a published
histogram is more certain than its range over the hull. Five = good; numbers are on the scale from
1 to 5 unless they are shares.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.histogram import Floats, check_histogram

Counts = tuple[int, ...]
Integers = NDArray[np.int64]

WORST, BEST = 1.0, 5.0
"""The ends of the scale on which the model works."""

MIN_ATOM = 5
"""Minimum number of answers of a histogram that was coarsened on its own."""

_SURPLUS, _LEAST_CAP = 2, 3
"""Maximum number of answers over the cap of an option, and that cap, in the smallest atom."""


@dataclass(frozen=True)
class Scale:
    """The values of an averaged scale from bad to good, and how its histograms are coarsened.

    `one_sided` are the groups of options that may never hold all answers; on five options the two
    unfavourable ones.
    """

    values: tuple[float, ...]
    one_sided: tuple[frozenset[int], ...]

    def __post_init__(self) -> None:
        """Refuse values that do not rise."""
        if len(self.values) < 2 or any(np.diff(self.values) <= 0):
            msg = f"the values of a scale rise from bad to good, not {self.values}"
            raise ValueError(msg)

    @property
    def scores(self) -> Floats:
        """The values mapped to 1..5: 1 + 4 (v - v_1) / (v_m - v_1); the shape is (m,)."""
        values = np.asarray(self.values, dtype=float)
        shares = (values - values[0]) / (values[-1] - values[0])
        return np.asarray(WORST + (BEST - WORST) * shares)

    @property
    def outside(self) -> int:
        """The option to which answers move from the one-sided group at the bad end.

        The middle of the scale or the option above it, or one further up beyond a larger group.
        """
        options = len(self.values)
        return max([_taking(options, group) for group in self.one_sided], default=options // 2)

    def own(self, score: float) -> float:
        """Return a number on the scale from 1 to 5 as one on the question's own scale."""
        share = (score - WORST) / (BEST - WORST)
        return self.values[0] + share * (self.values[-1] - self.values[0])


FIVE_POINTS = Scale((1.0, 2.0, 3.0, 4.0, 5.0), (frozenset({0, 1}),))


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


def preimages(
    published: Sequence[int],
    one_sided: tuple[frozenset[int], ...] = FIVE_POINTS.one_sided,
    reissued: int = 0,
) -> frozenset[Counts]:
    """Return all histograms that the count would publish as this one.

    An option holds at most k = min(o - 2, 9 o // 10) answers, with o = n - `reissued`; a surplus
    moves to the next option towards the middle, from the middle option half to each side; then, if
    a group of `one_sided` options holds o answers or more, answers move out of it until it holds
    o - 1. The steps are undone in reverse, so the result is exact for any number of options. It is
    empty for a histogram that is never published, and holds the histogram itself otherwise. Raises
    ValueError for negative counts.
    """
    check_histogram(published, len(published))
    return _preimages(tuple(published), one_sided, reissued)


@functools.lru_cache(maxsize=50_000)
def _preimages(
    published: Counts, one_sided: tuple[frozenset[int], ...], reissued: int
) -> frozenset[Counts]:
    others = sum(published) - reissued
    cap = most_in_an_option(others)
    states = {published}
    for group in reversed(one_sided):
        states = {s for state in states for s in _before_one_sided(state, group, others)}
    for option in reversed(_from_the_ends(len(published))):
        states = {s for state in states for s in _before_capping(state, option, cap)}
    return frozenset(states)


def most_in_an_option(others: int) -> int:
    """Return the number of answers of `others` people that one option may hold when published."""
    return min(others - 2, others * 9 // 10)


def ranges(
    published: Sequence[int], scale: Scale, number: Callable[[Counts], float], reissued: int = 0
) -> tuple[float, float]:
    """Return the least and greatest value of a number over the hull of a histogram.

    Extremes of two numbers of one question need not occur together. Raises ValueError for a
    histogram that is never published.
    """
    hull = preimages(published, scale.one_sided, reissued)
    if not hull:
        msg = f"the count never publishes the histogram {list(published)}"
        raise ValueError(msg)
    numbers = [number(counts) for counts in hull]
    return min(numbers), max(numbers)


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


def _from_the_ends(options: int) -> list[int]:
    middle = (options - 1) / 2
    return sorted(range(options), key=lambda option: -abs(option - middle))


def _before_capping(state: Counts, option: int, cap: int) -> Iterator[Counts]:
    """Yield what one option's step of capping maps to this state."""
    if state[option] > cap:
        return
    yield state
    if state[option] < cap:
        return
    middle = (len(state) - 1) / 2
    if option != middle:
        towards = option + 1 if option < middle else option - 1
        for surplus in range(1, state[towards] + 1):
            yield _changed(state, [(option, surplus), (towards, -surplus)])
        return
    for surplus in range(1, sum(state) + 1):
        halves = surplus // 2, surplus - surplus // 2
        if state[option - 1] < halves[0] or state[option + 1] < halves[1]:
            return
        moves = [(option, surplus), (option - 1, -halves[0]), (option + 1, -halves[1])]
        yield _changed(state, moves)


def _before_one_sided(state: Counts, group: frozenset[int], others: int) -> Iterator[Counts]:
    """Yield what the step for one group of one-sided options maps to this state."""
    held = sum(state[option] for option in group)
    if held > others - 1:
        return
    yield state
    if held < others - 1:
        return
    taking = _taking(len(state), group)
    states = {state}
    for _ in range(state[taking]):
        states = {
            before
            for after in states
            for giving in group
            for before in [_changed(after, [(giving, 1), (taking, -1)])]
            if giving == min((o for o in group if before[o]), key=lambda o: abs(o - taking))
        }
        yield from states


def _taking(options: int, group: frozenset[int]) -> int:
    """Return the option to which answers move from a one-sided group."""
    middle = (options - 1) / 2
    return min(set(range(options)) - group, key=lambda option: abs(option - middle))


def _changed(state: Counts, moves: Iterable[tuple[int, int]]) -> Counts:
    counts = list(state)
    for option, change in moves:
        counts[option] += change
    return tuple(counts)
