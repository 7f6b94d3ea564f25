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
