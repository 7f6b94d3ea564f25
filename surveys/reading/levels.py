"""How far the true means of units that are sums of others may lie away from the shown ones."""

from collections.abc import Mapping
from threading import Lock
from uuid import UUID

import numpy as np
from cachetools import LRUCache, cached

from surveys.installation import Installation
from surveys.instrument import Question
from surveys.reading import shown
from surveys.reading.bands import Bands, Counts
from surveys.reading.blur import hull_behind, moved_by_reduction, moved_in_shown_union
from surveys.reading.reading import Edition, Reading
from surveys.reading.verdicts.families import scale_of
from surveys.reading.verdicts.grid import grid_of, places_of
from surveys.statistics.level import Away
from surveys.statistics.verdict.hull import Scale
from surveys.statistics.verdict.moved import Moved


def away_alone(counts: Counts, invited: int | None, bands: Bands, scale: Scale) -> Away:
    """Return how far the true mean of a sum of atoms may lie away if nothing inside is known."""
    band = bands.of(sum(counts), invited)
    if band is None:
        return Away(0.0, 0.0)
    moved = moved_in_shown_union(
        np.array([[counts]], dtype=float),
        np.array([[band.fewest]]),
        np.array([[band.most]]),
        np.array([[-1]]),
        scale,
        np.array([[bands.reissued]]),
        composed=np.array([[True]]),
    )
    return _own(moved, 0, scale)


def away_by_reduction(counts: Counts, invited: int | None, bands: Bands, scale: Scale) -> Away:
    """Return how far the mean of what is stored may lie away from that of what is shown of it."""
    band = bands.of(sum(counts), invited)
    if band is None:
        return Away(0.0, 0.0)
    moved = moved_by_reduction(
        np.array([[counts]], dtype=float),
        np.array([[band.fewest]]),
        np.array([[band.most]]),
        scale,
        np.array([[bands.reissued]]),
    )
    return _own(moved, 0, scale)


def away_of(
    reading: Reading, unit: UUID, wave: shown.CountedWave, question: Question, counts: Counts
) -> Away:
    """Return how far the true mean of a unit in a wave may lie away from the shown one."""
    scale = scale_of(question)
    if unit in reading.baseline.composed:
        return away_in_wave(reading, wave.wave.id, question.id, scale)[unit]
    one_sided = question.scale.one_sided
    hull = hull_behind(counts, wave.invited, wave.bands, one_sided, composed=False)
    means = [np.dot(true, scale.values) / sum(true) for true in [*hull, counts]]
    shown_mean = means[-1]
    return Away(float(shown_mean - min(means)), float(max(means) - shown_mean))


def _key(
    reading: Reading, wave: UUID, variable: str, scale: Scale
) -> tuple[Installation, Edition, UUID, str]:
    del scale
    return reading.installation, reading.edition, wave, variable


@cached(LRUCache(500), key=_key, lock=Lock())
def away_in_wave(reading: Reading, wave: UUID, variable: str, scale: Scale) -> Mapping[UUID, Away]:
    """Return how far the true means of all published units may lie away in one wave.

    Worked out once per edition; the same for every reader.
    """
    baseline = reading.baseline
    known = wave == baseline.wave and variable in baseline.newest.histograms
    results = baseline.newest if known else shown.of_wave(reading.published, wave, [variable])
    places = places_of(results)
    units, histograms = list(places), results.histograms.get(variable, {})
    counts = np.zeros((len(units), 1, len(scale.values)))
    for row, unit in enumerate(units):
        counts[row, 0] = histograms.get(unit, 0)
    grid = grid_of(units, [places], [results.bands])
    fewest, most = grid.band_of(counts.sum(axis=2).astype(np.int64))
    moved = moved_in_shown_union(
        counts, fewest, most, grid.above, scale, grid.reissued, composed=grid.composed
    )
    return {unit: _own(moved, row, scale) for row, unit in enumerate(units)}


def _own(moved: Moved, row: int, scale: Scale) -> Away:
    point = (scale.values[-1] - scale.values[0]) / 4
    return Away(float(moved.worse[row, 0]) * point, float(moved.better[row, 0]) * point)
