"""The report of one unit in one wave, from published results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any
from uuid import UUID

from cachetools import LRUCache, cached

from db import analyses
from surveys.counting.variables import SCALE
from surveys.installation import Installation
from surveys.instrument import Instrument, Question
from surveys.reading import shown
from surveys.reading.bands import Counts
from surveys.reading.behind import SCALE_SCORES, Behind
from surveys.reading.reading import Edition, Reading
from surveys.reading.shares import Shares, choices, groups_of, groups_of_scale, names_of, shares
from surveys.reading.shown import CountedWave
from surveys.reading.wave_reports import (
    AdjustedIndex,
    Answered,
    DriverShare,
    DriversOf,
    ScaleConsistency,
    WaveReport,
)
from surveys.statistics import InsufficientData
from surveys.statistics.adjusted_index import MAX_OFFSET_DRIFT, Offset, adjusted_mean
from surveys.statistics.consistency import MIN_PEOPLE_FOR_CONSISTENCY, Consistency
from surveys.statistics.drivers import MIN_PEOPLE_FOR_DRIVERS
from surveys.statistics.level import Level
from surveys.statistics.quantiles import NORMAL_975


def read_wave(reading: Reading, unit: UUID, wave: UUID) -> WaveReport | None:
    """Return the results of a unit in a counted wave; None if it did not exist then.

    Questions are in the order in which they were asked. Drivers, consistency and adjusted index are
    reported for the organisation, drivers and index also for units of 100 answers or more. Raises
    NotAllowedError when the unit is not open to the reader.
    """
    reading.check_may_read(unit)
    session, instrument = reading.published, reading.instrument
    row = shown.wave_of_unit(session, unit, wave)
    if row is None:
        return None
    several = [q for q in row.questions if instrument.question(q).scale.type == "choice"]
    counted = shown.of_unit_in_wave(session, unit, row, several)
    outcomes = analyses.of_unit(session, unit, wave)
    anchors = [q for q in instrument.rotation.anchors if q in counted]
    # These exist from a number of answers on, so they must not tell that it was just reached.
    fewest = row.wave.participation.fewest if row.wave.participation else 0
    large = row.parent_id is None or fewest >= MIN_PEOPLE_FOR_DRIVERS
    behind = Behind(reading, unit, row)
    apart = shown.not_applicable_in_wave(session, unit, row)
    is_sum = unit in reading.baseline.composed
    questions = [
        replace(
            _answered(instrument.question(question), instrument, counted[question], row, behind),
            not_applicable=apart.get(question),
            is_sum=is_sum,
        )
        for question in row.questions
        if question in counted
    ]
    return WaveReport(
        row.wave,
        questions,
        list(_scales(instrument, counted, row, behind)),
        list(_indices(questions, _offsets(reading, anchors))) if large else [],
        [
            _drivers(instrument, subject, outcome)
            for kind, subject, outcome in outcomes
            if kind == "drivers" and fewest >= MIN_PEOPLE_FOR_DRIVERS
        ],
        [
            ScaleConsistency(instrument.indicator(subject), Consistency(**outcome))
            for kind, subject, outcome in outcomes
            if kind == "consistency" and fewest >= MIN_PEOPLE_FOR_CONSISTENCY
        ],
    )


def _answered(
    question: Question,
    instrument: Instrument,
    counted: tuple[Counts, int],
    row: CountedWave,
    behind: Behind,
) -> Answered:
    counts, answers = counted
    indicator = instrument.indicator(question.indicator)
    if question.scale.type == "choice":
        chosen = choices(counts, answers, question.scale, row.bands.k_distribution)
        return Answered(indicator, question, None, chosen)
    if question.sensitive is not None and sum(counts) < row.bands.k_distribution:
        few = InsufficientData("answers", 0, row.bands.k_distribution)
        return Answered(indicator, question, few, Shares(few))
    mean = behind.level_of_question(question, counts) if question.scale.values else None
    least, of_shares = row.bands.k_distribution, behind.shares(counts, question.scale.one_sided)
    parts = shares(counts, groups_of(question), least, names_of(question), hull=of_shares)
    return Answered(indicator, question, mean, parts)


def _scales(
    instrument: Instrument,
    counted: Mapping[str, tuple[Counts, int]],
    row: CountedWave,
    behind: Behind,
) -> Iterator[Answered]:
    for name, (counts, _) in counted.items():
        if not name.startswith(SCALE):
            continue
        indicator = instrument.indicator(name.removeprefix(SCALE))
        if (mean := behind.level_of_scale(indicator, name, counts, counted)) is not None:
            groups = groups_of_scale()
            hull = behind.shares(counts, SCALE_SCORES.one_sided)
            parts = shares(counts, groups, row.bands.k_distribution, hull=hull)
            yield Answered(indicator, None, mean, parts)


def _offsets(reading: Reading, questions: Sequence[str]) -> dict[str, list[Any]]:
    """Return the offsets of some questions, by question, from the newest wave."""
    known = _all_offsets(reading)
    return {question: known[question] for question in questions if question in known}


def _edition_key(reading: Reading) -> tuple[Installation, Edition]:
    return reading.installation, reading.edition


@cached(LRUCache(8), key=_edition_key, lock=Lock())
def _all_offsets(reading: Reading) -> dict[str, list[Any]]:
    """Return the offsets of the anchors, read once per edition.

    They are among all outcomes of all units and waves; hundreds of units ask on one page.
    """
    return analyses.newest(reading.session, "offset", reading.instrument.rotation.anchors)


def _indices(
    questions: Sequence[Answered], offsets: Mapping[str, Sequence[Mapping[str, float]]]
) -> Iterator[AdjustedIndex]:
    for answered in questions:
        question, line = answered.question, answered.level
        if question is None or not isinstance(line, Level) or question.id not in offsets:
            continue
        newest, *older = [Offset(**numbers) for numbers in offsets[question.id]]
        error = (line.high - line.low) / 2 / NORMAL_975
        mean, spread = adjusted_mean(
            {question.id: line.mean}, {question.id: error}, {question.id: newest}
        )
        yield AdjustedIndex(
            answered.indicator,
            mean,
            max(1.0, mean - NORMAL_975 * spread),
            min(5.0, mean + NORMAL_975 * spread),
            bool(older) and abs(newest.offset - older[0].offset) > MAX_OFFSET_DRIFT,
        )


def _drivers(instrument: Instrument, outcome: str, numbers: Mapping[str, Any]) -> DriversOf:
    question = instrument.question(outcome)
    shares_of = [
        DriverShare(
            instrument.question(name),
            instrument.indicator(instrument.question(name).indicator),
            **share,
        )
        for name, share in numbers["drivers"].items()
    ]
    first = numbers["strongest"]
    return DriversOf(
        question,
        instrument.indicator(question.indicator),
        numbers["n"],
        numbers["explained"],
        shares_of,
        instrument.question(first) if first else None,
        # Waves that an older version counted have none.
        numbers.get("empty"),
    )
