"""What the page of one wave shows of a question, and what follows from it about the answers. Pure.

A conclusion is, for everybody: nobody, or everybody, chose an option or a side; for somebody inside
the group, who knows their own answer: all others chose one option, or one of the sides that may
never hold all answers.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from surveys.reading.blur import hull_of_shown
from surveys.statistics.level import Level, levels
from surveys.statistics.verdict.hull import Scale
from surveys.texts import rounded

Counts = tuple[int, ...]
Look = tuple[float, ...]
"""Every number that pages show of the level of a histogram, to one decimal."""

MOST_OPTIONS = 5
"""Maximum number of options: all histograms in a band are listed."""

IMPOSSIBLE = -1
"""In place of conclusions: nobody in the group can have given the answer."""


@dataclass(frozen=True)
class Asked:
    """A question in one wave of a unit: its scale, the options on each side, and the band.

    Sides are from bad to good. `fewest` and `most` are the band of the number of answers, of which
    `reissued` may come from reissued tokens; `prior_sd` is that of the question's levels.
    """

    scale: Scale
    sides: tuple[tuple[int, ...], ...]
    fewest: int
    most: int
    prior_sd: float | None = None
    reissued: int = 0

    @property
    def options(self) -> int:
        """The number of options."""
        return len(self.scale.values)

    def on_sides(self, counts: Counts) -> Counts:
        """Return the number of answers on each side."""
        return tuple(sum(counts[option] for option in side) for side in self.sides)


@functools.lru_cache(maxsize=200)
def _sources(asked: Asked) -> Mapping[Counts, frozenset[Counts]]:
    """Return for each histogram that may be shown all true ones that it can come from."""
    every = list(_histograms(asked.fewest, asked.options))
    hulls = (
        hull_of_shown(counts, asked.fewest, asked.most, asked.scale, asked.reissued)
        for counts in every
    )
    return {counts: hull for counts, hull in zip(every, hulls, strict=True) if hull}


@functools.lru_cache(maxsize=200)
def looks_of(asked: Asked) -> Mapping[Counts, Look]:
    """Return what pages show of each histogram: every number of its level, to one decimal."""
    hulls = _sources(asked)
    every = list(hulls)
    shown = levels(
        np.array(every, dtype=float),
        asked.scale.values,
        [None] * len(every),
        prior_sd=asked.prior_sd,
        hulls=list(hulls.values()),
    )
    known = [level for level in shown if isinstance(level, Level)]
    told = [tuple(rounded(float(of or 0)) for of in level) for level in known]
    return dict(zip(every, told, strict=True))


@dataclass(frozen=True)
class Seen:
    """What the page of a wave shows of a question."""

    asked: Asked
    look: Look


@dataclass(frozen=True)
class Group:
    """The shown histograms of a wave that are equal on the sides, out of those that look alike.

    `conclusions` has a bit mask for each answer that somebody inside the group may have given, and
    one for everybody else.
    """

    on_sides: Counts
    conclusions: tuple[int, ...]


def _histograms(n: int, options: int) -> Iterator[Counts]:
    for bars in itertools.combinations(range(n + options - 1), options - 1):
        edges = (-1, *bars, n + options - 1)
        yield tuple(b - a - 1 for a, b in itertools.pairwise(edges))


@functools.lru_cache(maxsize=2_000)
def groups_of(seen: Seen) -> Sequence[Group]:
    """Return the groups of all histograms that look like this, by their sides."""
    alike: dict[Counts, list[Counts]] = defaultdict(list)
    for shown, true in _sources(seen.asked).items():
        if looks_of(seen.asked)[shown] == seen.look:
            alike[seen.asked.on_sides(shown)] += true
    groups = []
    for sides, sources in sorted(alike.items()):
        follows = [
            _in_common(_inside(seen.asked, counts, own) for counts in sources if counts[own])
            for own in range(seen.asked.options)
        ]
        follows.append(_in_common(_outside(seen.asked, counts) for counts in sources))
        groups.append(Group(sides, tuple(follows)))
    return groups


def _in_common(masks: Iterator[int]) -> int:
    return functools.reduce(int.__and__, masks, IMPOSSIBLE)


def _outside(asked: Asked, counts: Counts) -> int:
    """Return what is true of a histogram, one bit each: nobody, or everybody, chose a set."""
    n, options = sum(counts), ((option,) for option in range(asked.options))
    held = [sum(counts[option] for option in chosen) for chosen in (*asked.sides, *options)]
    return _bits([number == 0 for number in held] + [number == n for number in held])


def _inside(asked: Asked, counts: Counts, own: int) -> int:
    """Return what is true of all the others, for somebody who gave the answer `own`."""
    others = [count - (option == own) for option, count in enumerate(counts)]
    n = sum(others)
    one_sided = [sum(others[option] for option in side) == n for side in asked.scale.one_sided]
    return _bits([number == n for number in others] + one_sided)


def _bits(true: Sequence[bool]) -> int:
    return sum(1 << place for place, holds in enumerate(true) if holds)
