"""What the model reads: means, hull and noise of each unit in each wave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.histogram import Floats
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, PRIOR_SD
from surveys.statistics.verdict.hull import FIVE_POINTS, Scale
from surveys.statistics.verdict.moved import Moved, moved

Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]

DAYS_PER_YEAR = 365.25
YEARS_OF_WINDOW, MAX_WAVES = 2, 60
"""The model reads the newest two years, and at most the newest 60 waves, but always a year."""

MIN_WAVES_PER_YEAR = 3

CENTRE = 3.4
"""The prior mean of a question."""

PRIOR_FREEDOM = 10
"""Degrees of freedom of the prior variance of answers: right for one team, nothing for thirty."""

_LOWEST_ROOM, _HIGHEST_ROOM = 0.9, 5.1


@dataclass(frozen=True)
class Timing:
    """The waves of the window: their closing days (waves,), usual gap in days, waves per year."""

    days: Floats
    gap: float
    per_year: int

    @property
    def years_apart(self) -> Floats:
        """Years between each two waves, (waves, waves)."""
        return np.abs(self.days[:, None] - self.days) / DAYS_PER_YEAR

    @property
    def gaps_apart(self) -> Floats:
        """Usual gaps between each two waves, (waves, waves)."""
        return np.abs(self.days[:, None] - self.days) / self.gap

    @property
    def in_last_year(self) -> Bools:
        """Whether a wave lies less than a year before the newest one, (waves,)."""
        return np.asarray(self.days[-1] - self.days < DAYS_PER_YEAR)

    def newest(self, waves: int) -> "Timing":
        """Return the newest waves only; gap and waves per year stay."""
        return replace(self, days=self.days[-waves:])


@dataclass(frozen=True)
class Cells:
    """One question in one family of units.

    `answers` n, `means` m and `hull_variance` b have the shape (units, waves), on the scale from 1
    to 5, and are 0 where a unit has too few answers in a wave; `room` (units,) says how much the
    answers of a unit can vary, 1 on average; `s2` is the variance of answers within cells.
    """

    timing: Timing
    answers: Floats
    means: Floats
    hull_variance: Floats
    room: Floats
    s2: float

    @property
    def present(self) -> Bools:
        """Whether there is a mean, (units, waves)."""
        return np.asarray(self.answers > 0)

    @property
    def deviations(self) -> Floats:
        """Means minus 3.4, and 0 where there is no mean, (units, waves)."""
        return np.asarray(np.where(self.present, self.means - CENTRE, 0.0))

    def of(self, units: slice | Integers | Sequence[int]) -> "Cells":
        """Return some units."""
        return replace(
            self,
            answers=self.answers[units],
            means=self.means[units],
            hull_variance=self.hull_variance[units],
            room=self.room[units],
        )

    def newest(self, waves: int) -> "Cells":
        """Return the newest waves; room and the variance of answers stay those of the window."""
        return replace(
            self,
            timing=self.timing.newest(waves),
            answers=self.answers[:, -waves:],
            means=self.means[:, -waves:],
            hull_variance=self.hull_variance[:, -waves:],
        )


def window(days: Sequence[float]) -> tuple[slice, Timing]:
    """Return the waves that the model reads, and their timing.

    The newest two years, at most 60 waves, but never less than a year. The usual gap is the median
    of the last year's (of all, where there is only one wave in it); a year has K = max(3,
    round(365.25 / gap)) waves, but at most 60: imported waves may lie a day apart, and thresholds
    for 365 waves would take minutes. Raises ValueError for days that do not rise.
    """
    all_days = np.asarray(days, dtype=float)
    if not len(all_days) or (np.diff(all_days) <= 0).any():
        msg = "waves close one after the other, and there is at least one"
        raise ValueError(msg)
    age = all_days[-1] - all_days
    within = int((age < YEARS_OF_WINDOW * DAYS_PER_YEAR).sum())
    kept = max(min(within, MAX_WAVES), int((age < DAYS_PER_YEAR).sum()))
    last_year = all_days[age < DAYS_PER_YEAR]
    gaps = np.diff(last_year if len(last_year) > 1 else all_days)
    gap = float(np.median(gaps)) if len(gaps) else DAYS_PER_YEAR / 12
    per_year = min(max(MIN_WAVES_PER_YEAR, round(DAYS_PER_YEAR / gap)), MAX_WAVES)
    return slice(len(all_days) - kept, None), Timing(all_days[-kept:], gap, per_year)


def cells(
    counts: Floats,
    timing: Timing,
    scale: Scale = FIVE_POINTS,
    *,
    reissued: Floats | None = None,
    hull: Moved | None = None,
    s2: float | None = None,
) -> Cells:
    """Return what the model reads of a question.

    `counts` are the published oriented histograms (units, waves, options); a cell with fewer than
    five answers is missing. m is the midpoint of the hull, b = (hi + lo)^2 / 12 the variance of a
    uniform hull. `hull` replaces that of single atoms, for units that are sums of atoms; `reissued`
    (units, waves) are the tokens that did not count. `s2` is given for families other than the
    lowest units, else s2 = (10 0.95^2 + sum SS) / (10 + sum (n - 1)) over the cells.

    room_t = v(m_t) / sum N_t v(m_t) * sum N_t with v(m) = (m - 0.9) (5.1 - m) and m_t the mean of
    a unit over the window: a mean near an end of the scale has little room to vary.
    """
    n = counts.sum(axis=-1)
    present = n >= MIN_ANSWERS_FOR_MEAN
    table = np.where(present[..., None], counts, 0.0)
    n = np.where(present, n, 0.0)
    scores, some = scale.scores, np.maximum(n, 1)
    published = table @ scores / some
    blur = moved(table, scale, reissued) if hull is None else hull
    means = np.where(present, published + (blur.better - blur.worse) / 2, 0.0)
    variance = np.where(present, (blur.better + blur.worse) ** 2 / 12, 0.0)
    if s2 is None:
        squares = table @ scores**2 - n * published**2
        freedom = PRIOR_FREEDOM + (n - present).sum()
        s2 = float((PRIOR_FREEDOM * PRIOR_SD**2 + squares.sum()) / freedom)
    return Cells(timing, n, means, variance, _room(n, means), s2)


def _room(n: Floats, means: Floats) -> Floats:
    """Return the room of each unit; 1 for a unit without cells."""
    total = n.sum(axis=1)
    mean = (n * means).sum(axis=1) / np.maximum(total, 1)
    room = (mean - _LOWEST_ROOM) * (_HIGHEST_ROOM - mean)
    average = float(total @ room) / max(float(total.sum()), 1.0)
    return np.where(total > 0, room / average, 1.0) if average else np.ones(len(total))
