"""What an experiment could find, and what comes back to the usual by itself. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from surveys.experiments.stretches import CountedWave, Moved, Series, harmonic, moved, stretch
from surveys.statistics import InsufficientData
from surveys.statistics.experiment import (
    MIN_TEAMS_PER_SIDE,
    SIGNIFICANT,
    WAVES_PER_SIDE,
    power,
)
from surveys.statistics.histogram import Moments
from surveys.statistics.pooling import MIN_UNITS_TO_POOL, pooled_variance, reliability

NOTICED = 0.8
"""How often an experiment notices a change that it is said to be able to find."""

_SMALLEST, _LARGEST = 0.1, 4.0
"""The changes that are tried, on a scale of five; between them in steps of the smallest."""


@dataclass(frozen=True)
class Prospect:
    """What an experiment could find, told before it begins.

    `noticeable` is the smallest change noticed in eight of ten cases, None where none is; `smaller`
    how often half of it is. `published` of the units have had enough waves with results lately, and
    are expected on these `sides`; `answers` is the usual number of answers of one. `with_past` says
    whether it is known how differently units change.
    """

    units: int
    published: int
    sides: tuple[int, int]
    answers: float | None
    noticeable: float | None
    smaller: float | None
    with_past: bool
    missing: InsufficientData | None = None


@dataclass(frozen=True)
class BackToUsual:
    """Regression to the mean: where those who take part stood, and how much comes back by itself.

    `chance` is the part of the differences between units that is chance; None with too few units.
    `units` of those that take part had results then.
    """

    theirs: float
    of_all: float
    chance: float | None
    units: int

    @property
    def by_itself(self) -> float | None:
        """The change that is to be expected without any measure (positive = better)."""
        return None if self.chance is None else (self.of_all - self.theirs) * self.chance


def significant_of(starting: Sequence[int], units: int) -> float:
    """Return the p-value at which a step counts as noticed: 5 % for all steps together.

    Divided by the number of steps with enough units on both sides (Bonferroni).
    """
    sides = sides_of(starting, units)
    return SIGNIFICANT / max(1, sum(min(pair) >= MIN_TEAMS_PER_SIDE for pair in sides))


def sides_of(starting: Sequence[int], units: int) -> list[tuple[int, int]]:
    """Return how many units start in each step, and how many still wait then."""
    return [(number, units - sum(starting[: step + 1])) for step, number in enumerate(starting)]


def prospect(
    starting: Sequence[int],
    length: int,
    waves: Sequence[CountedWave],
    series: Mapping[UUID, Series],
    within_sd: float,
) -> Prospect:
    """Return what an experiment could find, from the published waves before it.

    `series` has every unit that takes part. The spread of answers within units is their own in the
    last `length` waves, with few of them the usual one, `within_sd`; that of the changes of units
    is the one between the last two stretches of `length` waves. A change is noticed once it exceeds
    what the blur may hide, as it did lately.
    """
    units, recent = len(series), waves[-length:]
    least = min(WAVES_PER_SIDE, max(1, len(recent)))
    stretches = [found for one in series.values() if (found := stretch(one, recent, least=least))]
    published = len(stretches)
    sides = sides_of(starting, units)[0]
    if not stretches:
        return Prospect(units, 0, sides, None, None, None, with_past=False)
    # Units without results are on either side as the lot has it: on average, in this proportion.
    sides = (round(sides[0] * published / units), round(sides[1] * published / units))
    answers = harmonic([found.answers for found in stretches])
    # On both sides, before the start and after it.
    hidden = 2 * float(np.mean([sum(found.away) for found in stretches]))
    changed = moved([*series], waves[-2 * length : -length], recent, series)
    with_past = len(changed) >= MIN_UNITS_TO_POOL
    if published >= MIN_UNITS_TO_POOL:
        within_sd = _within_sd(series.values(), recent) or within_sd
    team_sd = _spread_of_changes(changed, within_sd, answers, length) if with_past else 0.0

    def often(change: float) -> float | InsufficientData:
        return power(
            *sides,
            answers,
            max(0.0, change - hidden),
            within_sd=within_sd,
            team_sd=team_sd,
            waves=length,
            significant=significant_of(starting, units),
        )

    first = often(_SMALLEST)
    if isinstance(first, InsufficientData):
        return Prospect(units, published, sides, answers, None, None, with_past, missing=first)
    tried = np.arange(_SMALLEST, _LARGEST + _SMALLEST / 2, _SMALLEST).round(1).tolist()
    enough = (change for change in tried if _known(often(change)) >= NOTICED)
    noticeable = next(enough, None)
    smaller = None if noticeable is None else _known(often(noticeable / 2))
    return Prospect(units, published, sides, answers, noticeable, smaller, with_past)


def back_to_usual(theirs: Sequence[Moments], of_all: Sequence[Moments]) -> BackToUsual | None:
    """Return what comes back by itself, from one wave: the units that take part, and all units.

    A group that was chosen because of its number is on average nearer to all others the next time,
    by the part of the differences between units that is chance: 1 - ICC(2).
    """
    if not theirs or not of_all:
        return None
    chance = None
    if len(of_all) >= MIN_UNITS_TO_POOL:
        found = reliability(*zip(*((one.n, one.mean, one.sd) for one in of_all), strict=True))
        chance = None if isinstance(found, InsufficientData) else 1 - found.average_unit
    mean, mean_of_all = (float(np.mean([one.mean for one in group])) for group in (theirs, of_all))
    return BackToUsual(mean, mean_of_all, chance, len(theirs))


def _known(result: float | InsufficientData) -> float:
    return 0.0 if isinstance(result, InsufficientData) else result


def _within_sd(series: Iterable[Series], waves: Sequence[CountedWave]) -> float:
    """Return the spread of answers within units, pooled over some waves."""
    told = [one[wave.id] for one in series for wave in waves if wave.id in one]
    n, sd = (
        np.array(column, dtype=float) for column in ([o.n for o in told], [o.sd for o in told])
    )
    return math.sqrt(pooled_variance(n, sd))


def _spread_of_changes(
    changed: Sequence[Moved], within_sd: float, answers: float, length: int
) -> float:
    """Return by how much the true changes of units differ: what chance in answers leaves over."""
    seen = float(np.var([one.change for one in changed], ddof=1))
    return math.sqrt(max(0.0, seen - 2 * within_sd**2 / (length * answers)))
