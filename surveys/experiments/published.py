"""The published averages that experiments are read from, the same for every reader.

Read once per edition. Who sees what of them is decided in `report`.
"""

from collections.abc import Hashable, Sequence
from threading import Lock
from uuid import UUID

from cachetools import LRUCache, cached

from surveys.experiments.stretches import CountedWave, Series, WaveAverage
from surveys.instrument import Question
from surveys.reading import Reading, shown
from surveys.reading.bands import Counts
from surveys.reading.baseline import values
from surveys.reading.levels import away_of
from surveys.statistics.histogram import Moments, moments
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN


def _series_key(reading: Reading, units: Sequence[UUID], question: Question) -> Hashable:
    return reading.installation, reading.edition, tuple(units), question.id


@cached(LRUCache(32), key=_series_key, lock=Lock())
def read_series(
    reading: Reading, units: Sequence[UUID], question: Question
) -> tuple[list[CountedWave], dict[UUID, Series]]:
    """Return all waves of some units, oldest first, and what is published of each unit in them."""
    waves: dict[UUID, CountedWave] = {}
    series: dict[UUID, Series] = {}
    for unit in units:
        found = shown.of_unit(reading.session, unit)
        for one in found.waves:
            wave = one.wave
            waves[wave.id] = CountedWave(wave.id, wave.number, wave.opens_on, wave.closes_on)
        series[unit] = {
            one.wave.id: _average(reading, unit, one, question, counts)
            for one in found.waves
            if (counts := found.histograms.get(question.id, {}).get(one.wave.id))
            and sum(counts) >= MIN_ANSWERS_FOR_MEAN
        }
    return sorted(waves.values(), key=lambda wave: (wave.closes_on, wave.id)), series


def _average(
    reading: Reading, unit: UUID, wave: shown.CountedWave, question: Question, counts: Counts
) -> WaveAverage:
    away = away_of(reading, unit, wave, question, counts)
    return WaveAverage(**vars(moments(counts, values(question))), away=away)


def _wave_key(reading: Reading, wave: UUID, question: Question) -> Hashable:
    return reading.installation, reading.edition, wave, question.id


@cached(LRUCache(32), key=_wave_key, lock=Lock())
def of_all_units(reading: Reading, wave: UUID, question: Question) -> Sequence[Moments]:
    """Return what a wave says of the lowest published units."""
    results_of_wave = shown.of_wave(reading.session, wave, [question.id])
    visible = {unit.id for unit in results_of_wave.units if unit.participation is not None}
    above = {unit.parent_id for unit in results_of_wave.units if unit.id in visible}
    return [
        moments(counts, values(question))
        for unit, counts in sorted(results_of_wave.histograms[question.id].items())
        if unit in visible - above and sum(counts) >= MIN_ANSWERS_FOR_MEAN
    ]
