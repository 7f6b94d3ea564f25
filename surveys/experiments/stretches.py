"""Averages of units over some waves, before and after a start. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np

from surveys.statistics.experiment import WAVES_PER_SIDE
from surveys.statistics.histogram import Moments
from surveys.statistics.level import Away


@dataclass(frozen=True)
class CountedWave:
    """A counted wave; `number` is None for an imported one."""

    id: UUID
    number: int | None
    opens_on: date
    closes_on: date


NOWHERE = Away(0.0, 0.0)
"""How far the true mean may lie away where nothing is blurred."""


@dataclass(frozen=True)
class WaveAverage(Moments):
    """The published moments of a unit's answers in a wave, and where the true mean may lie."""

    away: Away = NOWHERE


Series = Mapping[UUID, WaveAverage]
"""What is published of a unit's answers to one question, by wave."""


@dataclass(frozen=True)
class Stretch:
    """Some waves of a unit: the mean of its averages, and the harmonic mean of its answers.

    The true mean may lie `away`.
    """

    mean: float
    answers: float
    waves: int
    away: Away = NOWHERE


@dataclass(frozen=True)
class Moved:
    """A unit before and after the start of a step."""

    unit: UUID
    before: Stretch
    after: Stretch

    @property
    def change(self) -> float:
        """The change of its average (positive = better)."""
        return self.after.mean - self.before.mean

    @property
    def away(self) -> Away:
        """By how much its true change may be worse and better than the published one."""
        before, after = self.before.away, self.after.away
        return Away(after.worse + before.better, after.better + before.worse)

    @property
    def answers(self) -> float:
        """The harmonic mean of its answers before and after."""
        return harmonic([self.before.answers, self.after.answers])


def average(units: Collection[Moved], *, after: bool) -> float:
    """Return the mean of the averages of some units, before or after the start."""
    return float(np.mean([(one.after if after else one.before).mean for one in units]))


def moved(
    units: Sequence[UUID],
    before: Sequence[CountedWave],
    after: Sequence[CountedWave],
    series: Mapping[UUID, Series],
) -> list[Moved]:
    """Return the units that have enough waves with results both before and after."""
    found = []
    for unit in units:
        first, then = (stretch(series.get(unit, {}), waves) for waves in (before, after))
        if first is not None and then is not None:
            found.append(Moved(unit, first, then))
    return found


def stretch(
    series: Series, waves: Sequence[CountedWave], *, least: int = WAVES_PER_SIDE
) -> Stretch | None:
    """Return what some waves of a unit say; None with fewer than `least` published ones."""
    shown = [series[wave.id] for wave in waves if wave.id in series]
    if len(shown) < least:
        return None
    mean = float(np.mean([one.mean for one in shown]))
    away = Away(*(float(np.mean(ends)) for ends in zip(*(one.away for one in shown), strict=True)))
    return Stretch(mean, harmonic([one.n for one in shown]), len(shown), away)


def harmonic(numbers: Sequence[float]) -> float:
    """Return the harmonic mean of numbers of answers, by which means of them weigh."""
    return len(numbers) / sum(1 / number for number in numbers)
