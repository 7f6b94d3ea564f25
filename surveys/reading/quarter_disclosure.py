"""Disclosure control of a quarter: shares over three waves that add no conclusion. Pure.

The attacker knows the program and what the page of each wave shows: the band of the number of
answers, the average and its bounds. Shares over three waves, even in tenths, would often tell them
that nobody in one of the waves was neutral, say. So the numbers of answers per side over the three
waves are put into cells, and a quarter is told by its cell. The cells depend on nothing but what
the attacker knows already (simulatable auditing; Kenthapadi, Mishra & Nissim 2005, PODS, 118-127):
they begin with the numbers that are equal in tenths, and one that leads to a conclusion is merged
with the nearest until none does.

What a conclusion is, is said in `wave_conclusions`. Only what follows from a wave alone may follow.
"""

import functools
import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.reading.wave_conclusions import (
    IMPOSSIBLE,
    Asked,
    Counts,
    Group,
    Seen,
    groups_of,
    looks_of,
)
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.around import share_of_quarter, worth_of_quarter

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Tenths:
    """A share in tenths, and its 95 % interval in tenths, rounded outward."""

    part: int
    low: int
    high: int


Statement = tuple[Tenths, ...]
"""The shares of the sides, from bad to good; they add up to ten tenths."""


def shares_told(
    asked: Sequence[Asked], tables: Sequence[Sequence[int]], participation: float
) -> Statement | None:
    """Return what may be told of the shares of a question over the waves of a quarter.

    `tables` are its shown histograms, one per wave, of which the pages show the band, the average
    and its bounds; `participation` is the lower edge of the class that is shown (0 to 1). Each
    share is the middle of its cell; intervals are exact ones at what the answers are worth, for all
    of the cell, and hold the share that all members would give in .99 of the cases or more, blur
    included (simulated). None for a histogram that is never shown of a single atom.
    """
    counts = [tuple(table) for table in tables]
    looks = [looks_of(each).get(table) for each, table in zip(asked, counts, strict=True)]
    seen = [Seen(each, look) for each, look in zip(asked, looks, strict=True) if look is not None]
    if len(seen) < len(counts):
        return None
    sums = np.sum([a.on_sides(table) for a, table in zip(asked, counts, strict=True)], axis=0)
    return _statements(tuple(seen), participation)[tuple(sums.tolist())]


@dataclass(frozen=True)
class _Cell:
    """Some totals (rows of a table), and what follows by wave and by each wave's own answer."""

    rows: Sequence[int]
    conclusions: Ints

    def merged(self, other: "_Cell") -> "_Cell":
        return _Cell([*self.rows, *other.rows], self.conclusions & other.conclusions)


@functools.lru_cache(maxsize=2_000)
def _statements(waves: tuple[Seen, ...], participation: float) -> Mapping[Counts, Statement]:
    """Return what is told of all totals that three waves which look like this may have."""
    groups = [groups_of(wave) for wave in waves]
    places = np.array(list(itertools.product(*(range(len(each)) for each in groups))))
    on_sides = [np.array([group.on_sides for group in each]) for each in groups]
    sides = np.sum([each[places[:, i]] for i, each in enumerate(on_sides)], axis=0)
    totals, row_of = np.unique(sides, axis=0, return_inverse=True)
    order = np.argsort(row_of.ravel(), kind="stable")
    starts = np.searchsorted(row_of.ravel()[order], np.arange(len(totals)))
    follows = np.bitwise_and.reduceat(_conclusions(groups, places)[order], starts, axis=0)
    cells = _merged(totals, follows)
    n = sum(wave.asked.fewest for wave in waves)
    worth = worth_of_quarter(n, participation)
    return {
        tuple(totals[row].tolist()): statement
        for cell in cells
        for statement in [_in_tenths(totals[list(cell.rows)] / n, worth)]
        for row in cell.rows
    }


def _conclusions(groups: Sequence[Sequence[Group]], places: Ints) -> Ints:
    """Return what follows of each wave from each combination of groups.

    The shape is (combinations, own answers in the first, second, third wave, waves).
    """
    masks = [np.array([g.conclusions for g in each])[places[:, i]] for i, each in enumerate(groups)]
    size, own = masks[0].shape
    shape = (size, *(own for _ in masks))
    spread = [
        np.broadcast_to(
            mask.reshape(size, *(own if i == wave else 1 for i in range(len(masks)))), shape
        )
        for wave, mask in enumerate(masks)
    ]
    together = np.stack(spread, axis=-1)
    return np.where((together == IMPOSSIBLE).any(axis=-1, keepdims=True), IMPOSSIBLE, together)


def _merged(totals: Ints, follows: Ints) -> Sequence[_Cell]:
    """Return the cells, merged until none leads to a conclusion that does not follow anyway."""
    anyway = np.bitwise_and.reduce(follows, axis=0)
    equal: dict[Counts, list[int]] = defaultdict(list)
    for row, total in enumerate(totals):
        equal[tuple(_tenths(total / total.sum()))].append(row)
    cells = [_Cell(rows, np.bitwise_and.reduce(follows[rows], axis=0)) for rows in equal.values()]
    while len(cells) > 1:
        leaky = next((cell for cell in cells if _tells(cell, anyway)), None)
        if leaky is None:
            break
        others = [cell for cell in cells if cell is not leaky]
        nearest = min(others, key=lambda cell: _distance(totals, leaky, cell))
        cells = [cell for cell in others if cell is not nearest] + [leaky.merged(nearest)]
    return cells


def _tells(cell: _Cell, anyway: Ints) -> bool:
    more = (cell.conclusions != IMPOSSIBLE) & (cell.conclusions & ~anyway != 0)
    return bool(more.any())


def _distance(totals: Ints, one: _Cell, other: _Cell) -> float:
    away = totals[list(one.rows)].mean(axis=0) - totals[list(other.rows)].mean(axis=0)
    return float((away**2).sum())


def _tenths(shares: Floats) -> Sequence[int]:
    """Return shares in tenths that add up to ten (largest remainders)."""
    exact = [round(10 * share, 9) for share in shares.tolist()]
    tenths = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda side: tenths[side] - exact[side])
    for side in by_remainder[: 10 - sum(tenths)]:
        tenths[side] += 1
    return tenths


def _in_tenths(shares: Floats, worth: float) -> Statement:
    """Return what is told of a cell, of which each row has the shares of the sides."""
    told = []
    for part, least, most in zip(
        _tenths(shares.mean(axis=0)), shares.min(axis=0), shares.max(axis=0), strict=True
    ):
        low = share_of_quarter(float(least), worth).low
        high = share_of_quarter(float(most), worth).high
        told.append(Tenths(part, math.floor(round(10 * low, 9)), math.ceil(round(10 * high, 9))))
    return tuple(told)
