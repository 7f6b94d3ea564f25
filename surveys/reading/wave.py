"""Reads everything that is published of one unit in one wave."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from db import analyses, published
from db.engine import reading
from db.published import Counts
from surveys.access.access import Reader, check_may_read
from surveys.counting.variables import SCALE, SCALE_CLASSES
from surveys.installation.installation import Installation
from surveys.instrument.instrument import Instrument, Question
from surveys.organisation.organisation import load_instrument
from surveys.reading.landscape import Landscape, edition, landscape
from surveys.reading.reports import Shares, WaveOfUnit
from surveys.reading.shares import choices, groups_of, groups_of_scale, names_of, shares
from surveys.reading.wave_reports import (
    AdjustedIndex,
    Answered,
    DriverShare,
    DriversOf,
    ScaleConsistency,
    WaveReport,
)
from surveys.statistics.adjusted_index import MAX_OFFSET_DRIFT, Offset, adjusted_mean
from surveys.statistics.consistency import Consistency
from surveys.statistics.drivers import MIN_PEOPLE_FOR_DRIVERS
from surveys.statistics.insufficient_data import InsufficientData
from surveys.statistics.level import Level, level
from surveys.statistics.quantiles import NORMAL_975
from surveys.statistics.share import MIN_ANSWERS_FOR_SHARE


def read_wave(installation: Installation, who: Reader, unit: UUID, wave: UUID) -> WaveReport | None:
    """Return what a unit answered in a counted wave; None where it had no part in it.

    In the order in which the questions were asked. Drivers, consistency and adjusted index are
    there for the organisation, drivers and index for units of 100 answers or more too. Raises
    NotAllowedError when the unit is not open to the reader.
    """
    check_may_read(installation, who, unit)
    asked = load_instrument(installation)
    around = landscape(installation, edition(installation))
    with reading(installation.engine) as session:
        rows = [row for row in published.of_unit(session, unit).waves if row.id == wave]
        counted = published.of_unit_in_wave(session, unit, wave)
        worked_out = analyses.of_unit(session, unit, wave)
        anchors = [q for q in asked.rotation.anchors if q in counted]
        offsets = analyses.newest(session, "offset", anchors)
    if not rows:
        return None
    [row] = rows
    taken = WaveOfUnit(
        row.id, row.number, row.title, row.opens_on, row.closes_on, row.invited, row.ballots
    )
    large = row.parent_id is None or (row.ballots or 0) >= MIN_PEOPLE_FOR_DRIVERS
    questions = [
        _answered(asked.question(question), asked, counted[question], row, around)
        for question in row.questions
        if question in counted
    ]
    return WaveReport(
        taken,
        questions,
        list(_scales(asked, counted, row)),
        list(_indices(questions, offsets)) if large else [],
        [_drivers(asked, s, outcome) for kind, s, outcome in worked_out if kind == "drivers"],
        [
            ScaleConsistency(asked.indicator(subject), Consistency(**outcome))
            for kind, subject, outcome in worked_out
            if kind == "consistency"
        ],
    )


def _answered(
    question: Question,
    asked: Instrument,
    found: tuple[Counts, int],
    row: Any,
    around: Landscape,
) -> Answered:
    counts, skipped = found
    indicator = asked.indicator(question.indicator)
    if question.scale.type == "choice":
        people = (row.ballots or 0) - skipped
        chosen = choices(counts, people, question.scale, row.invited, row.k_distribution)
        return Answered(indicator, question, skipped, None, chosen)
    if question.sensitive is not None and sum(counts) < MIN_ANSWERS_FOR_SHARE:
        few = InsufficientData("answers", 0, MIN_ANSWERS_FOR_SHARE)
        return Answered(indicator, question, skipped, few, Shares(few))
    mean = None
    if question.scale.values:
        within = around.of(question).within_sd
        mean = level(counts, question.scale.values, row.invited, prior_sd=within)
    parts = shares(counts, groups_of(question), row.invited, row.k_distribution, names_of(question))
    return Answered(indicator, question, skipped, mean, parts)


def _scales(
    asked: Instrument, counted: Mapping[str, tuple[Counts, int]], row: Any
) -> Iterator[Answered]:
    for name, (counts, skipped) in counted.items():
        if name.startswith(SCALE):
            indicator = asked.indicator(name.removeprefix(SCALE))
            mean = level(counts, SCALE_CLASSES, row.invited)
            parts = shares(counts, groups_of_scale(), row.invited, row.k_distribution)
            yield Answered(indicator, None, skipped, mean, parts)


def _indices(
    questions: Sequence[Answered], offsets: Mapping[str, Sequence[Mapping[str, float]]]
) -> Iterator[AdjustedIndex]:
    for answered in questions:
        question, found = answered.question, answered.level
        if question is None or not isinstance(found, Level) or question.id not in offsets:
            continue
        newest, *older = [Offset(**numbers) for numbers in offsets[question.id]]
        error = (found.high - found.low) / 2 / NORMAL_975
        mean, spread = adjusted_mean(
            {question.id: found.mean}, {question.id: error}, {question.id: newest}
        )
        yield AdjustedIndex(
            answered.indicator,
            mean,
            max(1.0, mean - NORMAL_975 * spread),
            min(5.0, mean + NORMAL_975 * spread),
            bool(older) and abs(newest.offset - older[0].offset) > MAX_OFFSET_DRIFT,
        )


def _drivers(asked: Instrument, outcome: str, found: Mapping[str, Any]) -> DriversOf:
    question = asked.question(outcome)
    shares_of = [
        DriverShare(
            asked.question(name), asked.indicator(asked.question(name).indicator), **numbers
        )
        for name, numbers in found["drivers"].items()
    ]
    first = found["strongest"]
    return DriversOf(
        question,
        asked.indicator(question.indicator),
        found["n"],
        found["explained"],
        shares_of,
        asked.question(first) if first else None,
    )
