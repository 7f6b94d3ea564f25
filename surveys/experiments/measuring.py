"""From published averages of units to the outcome of an experiment. Pure.

Every step is compared on its own: the units that start in it with those that have not started yet.
Units that started earlier are left out of it, because they are neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np

from surveys.experiments.experiment import Experiment
from surveys.experiments.prospects import significant_of
from surveys.experiments.stretches import CountedWave, Moved, Series, moved
from surveys.statistics import InsufficientData
from surveys.statistics.experiment import (
    SIGNIFICANT,
    WAVES_PER_SIDE,
    Effect,
    Team,
    effect,
    pre_trend,
)
from surveys.statistics.level import Away
from surveys.statistics.trend import Slope

MAX_WAVES_BEFORE = 13
"""Waves before a start in which it is looked at whether both sides went the same way: a cycle."""


@dataclass(frozen=True)
class Comparison:
    """The outcome of a step: both sides, the difference between them, and their past.

    `left_out` units had too few waves with results on one side of the start. `significant` is the
    largest p-value at which a difference counts as noticed. `course` has the averages of both sides
    in the waves before and after the start, oldest first.
    """

    step: int
    tried: Sequence[Moved]
    waited: Sequence[Moved]
    left_out: int
    effect: Effect | InsufficientData
    before_start: Slope | InsufficientData
    significant: float = SIGNIFICANT
    course: Sequence[tuple[CountedWave, float, float]] = ()
    start: date | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_noticed(self) -> bool:
        """Whether a difference counts as noticed: both by the lot and by its interval."""
        found = self.effect
        if isinstance(found, InsufficientData):
            return False
        return found.p <= self.significant and (found.low > 0 or found.high < 0)

    @property
    def ran_apart(self) -> bool:
        """Whether the sides already went different ways before the start."""
        return isinstance(self.before_start, Slope) and self.before_start.clear


def waves_of_step(
    experiment: Experiment, step: int, waves: Sequence[CountedWave]
) -> tuple[Sequence[CountedWave], Sequence[CountedWave]]:
    """Return the waves before and after the start of a step; both empty before it is counted.

    After: those of the step that were opened before the experiment ended. Before: as many.
    """
    first, following = experiment.first_wave_of(step), experiment.first_wave_of(step + 1)
    ended = experiment.ended_on
    places = [
        place
        for place, wave in enumerate(waves)
        if wave.number is not None
        and first <= wave.number < following
        and (ended is None or wave.opens_on <= ended)
    ]
    if not places:
        return (), ()
    before = waves[max(0, places[0] - experiment.plan.length) : places[0]]
    return before, [waves[place] for place in places]


def is_due(experiment: Experiment, step: int, waves: Sequence[CountedWave]) -> bool:
    """Return whether the outcome of a step is told: once all of its waves are counted, or it ended.

    Looking after every wave would find a difference by chance sooner or later.
    """
    _before, after = waves_of_step(experiment, step, waves)
    counted = max((wave.number or 0 for wave in waves), default=0)
    is_over = counted >= experiment.first_wave_of(step + 1) - 1 or experiment.ended_on is not None
    return is_over and len(after) >= WAVES_PER_SIDE


def compare(
    experiment: Experiment,
    step: int,
    waves: Sequence[CountedWave],
    series: Mapping[UUID, Series],
) -> Comparison | None:
    """Return the outcome of a step from the published series of units; None until it is due."""
    if not is_due(experiment, step, waves):
        return None
    before, after = waves_of_step(experiment, step, waves)
    starting, waiting = experiment.started_in(step), experiment.still_wait_in(step)
    tried, waited = (moved(units, before, after, series) for units in (starting, waiting))
    place = waves.index(after[0])
    past = _course(tried, waited, waves[max(0, place - MAX_WAVES_BEFORE) : place], series)
    return Comparison(
        step,
        tried,
        waited,
        len(starting) + len(waiting) - len(tried) - len(waited),
        effect(*([_team(one) for one in side] for side in (tried, waited))),
        pre_trend(
            [one for _, one, _ in past],
            [other for *_, other in past],
            [_blur(tried, waited, wave, series) for wave, *_ in past],
        ),
        significant_of(experiment.plan.starting, len(experiment.plan.units)),
        [*past, *_course(tried, waited, after, series)],
        after[0].opens_on,
        before[0].opens_on if before else None,
        after[-1].closes_on,
    )


def _team(one: Moved) -> Team:
    return Team(one.change, one.answers, *one.away)


def _blur(
    tried: Sequence[Moved],
    waited: Sequence[Moved],
    wave: CountedWave,
    series: Mapping[UUID, Series],
) -> Away:
    """Return how far the true distance between the sides may lie away in a wave."""
    of_tried, of_waited = (
        np.mean([series[one.unit][wave.id].away for one in side], axis=0)
        for side in (tried, waited)
    )
    return Away(float(of_tried[0] + of_waited[1]), float(of_tried[1] + of_waited[0]))


def _course(
    tried: Sequence[Moved],
    waited: Sequence[Moved],
    waves: Sequence[CountedWave],
    series: Mapping[UUID, Series],
) -> list[tuple[CountedWave, float, float]]:
    """Return the averages of both sides in the waves in which all of their units have results."""
    if not tried or not waited:
        return []
    found = []
    for wave in waves:
        if all(wave.id in series[one.unit] for one in (*tried, *waited)):
            means = [
                float(np.mean([series[one.unit][wave.id].mean for one in side]))
                for side in (tried, waited)
            ]
            found.append((wave, means[0], means[1]))
    return found
