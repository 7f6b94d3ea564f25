"""The report of all units side by side in the newest wave, with the verdicts on them."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from db import published
from surveys.instrument import Indicator, Question
from surveys.reading import comparison_sentences, sentences
from surveys.reading.bands import Counts
from surveys.reading.baseline import shown_as_trend, table, values
from surveys.reading.blur import hull_behind
from surveys.reading.comparisons import differences
from surveys.reading.levels import away_in_wave
from surveys.reading.participation import Participation
from surveys.reading.reading import Reading
from surveys.reading.trend import name_of
from surveys.reading.verdicts.families import scale_of
from surveys.reading.verdicts.verdict import Verdict
from surveys.statistics import InsufficientData
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, Hull, Level, levels
from surveys.statistics.pooling import Reliability
from surveys.texts import Texts


@dataclass(frozen=True)
class Cell:
    """The result of one unit on one question in the newest wave: those of the unit's own page.

    `line` has the level behind the numbers in the newest waves, oldest first; empty without a
    verdict.
    """

    level: Level | InsufficientData
    verdict: Verdict | None = None
    line: Sequence[float] = ()

    @property
    def is_old(self) -> bool:
        """Whether the newest wave has no number of it."""
        return isinstance(self.level, InsufficientData)

    @property
    def value(self) -> float | None:
        """The number to show, that of the unit's own page; None where there is none.

        Without one in the newest wave, only what stands out has a number.
        """
        if isinstance(self.level, InsufficientData):
            told = self.verdict is not None and self.verdict.stands_out
            return self.line[-1] if told and self.line else None
        return self.line[-1] if self.line else self.level.mean


@dataclass(frozen=True)
class UnitInReport:
    """A unit with its cells by question; `participation` is None where it is not published."""

    id: UUID
    name: str
    above: tuple[str, ...]
    path: tuple[UUID, ...]
    """The unit itself and those above it in the wave, nearest first."""
    participation: Participation | None
    cells: Mapping[str, Cell]

    @property
    def parent(self) -> UUID | None:
        """The unit directly above it; None for the root."""
        return self.path[1] if len(self.path) > 1 else None

    def in_words(self, language: str) -> str:
        """Return which part answered, or why that is not shown."""
        texts = Texts(language)
        if self.participation is None:
            return sentences.not_published(texts)
        return self.participation.in_words(texts)


@dataclass(frozen=True)
class NamedQuestion:
    """A question and the indicator that it is about."""

    question: Question
    indicator: Indicator

    def name(self, language: str) -> str:
        """Return its name in lists: of an anchor its heading, else the question."""
        return name_of(self.question, self.indicator, language)


@dataclass(frozen=True)
class QuestionInReport(NamedQuestion):
    """One question over the whole organisation, and how much its units differ."""

    reliability: Reliability | InsufficientData

    def in_words(self, language: str) -> str:
        """Return how much of the differences between units is real."""
        return comparison_sentences.reliability(self.reliability, Texts(language))


@dataclass(frozen=True)
class OrganisationReport:
    """The newest wave over all units that somebody reads, each under its parent, by name."""

    wave: UUID | None
    questions: Sequence[QuestionInReport]
    units: Sequence[UnitInReport]
    closed_on: date | None = None

    @functools.cached_property
    def shown(self) -> int:
        """How many of the units can be shown."""
        return sum(unit.participation is not None for unit in self.units)


def read_organisation(reading: Reading) -> OrganisationReport:
    """Return all units open to a reader side by side, in the newest wave.

    How much of the differences is real is told of all lowest published units of the organisation. A
    reader without any open unit gets an empty report. Units created after the wave are left out.
    """
    instrument, baseline = reading.instrument, reading.baseline
    if baseline.wave is None:
        return OrganisationReport(None, (), ())
    readable = [unit for unit in reading.units if unit.id in baseline.units]
    columns: dict[str, dict[UUID, Cell]] = {}
    overall = []
    for question in shown_as_trend(instrument):
        indicator = instrument.indicator(question.indicator)
        ids = [unit.id for unit in readable]
        if not (column := _column(reading, question, ids)):
            continue
        columns[question.id] = column
        real = differences(reading, question.id).reliability
        overall.append(QuestionInReport(question, indicator, real))
    units = [
        UnitInReport(
            unit.id,
            unit.name,
            unit.above,
            (unit.id, *baseline.above(unit.id)),
            baseline.units[unit.id].participation,
            {name: column[unit.id] for name, column in columns.items() if unit.id in column},
        )
        for unit in readable
    ]
    closed_on = dict(published.closed_waves(reading.published))[baseline.wave]
    return OrganisationReport(baseline.wave, overall if readable else (), units, closed_on)


def _column(reading: Reading, question: Question, units: Sequence[UUID]) -> dict[UUID, Cell]:
    """Return the cells of one question, by unit: of those with a number in the newest wave.

    And of those whose older numbers have something to tell.
    """
    baseline = reading.baseline
    histograms = baseline.newest.histograms.get(question.id, {})
    answered = [unit for unit in units if unit in histograms]
    lines = levels(
        table(question, [histograms[unit] for unit in answered]),
        values(question),
        [baseline.units[unit].invited for unit in answered],
        prior_sd=baseline.prior_sd(question),
        hulls=[_hull(reading, question, unit, histograms[unit]) for unit in answered],
    )
    few = InsufficientData("answers", 0, MIN_ANSWERS_FOR_MEAN)
    known = {**dict.fromkeys(units, few), **dict(zip(answered, lines, strict=True))}
    verdicts, newest = reading.all_verdicts, reading.newest_levels
    cells = {
        unit: Cell(level, verdicts.get((unit, question.id)), newest.get((unit, question.id), ()))
        for unit, level in known.items()
    }
    return {
        unit: cell for unit, cell in cells.items() if unit in histograms or cell.value is not None
    }


def _hull(reading: Reading, question: Question, unit: UUID, counts: Counts) -> Hull:
    """Return what may stand behind the level of a unit in the newest wave."""
    baseline = reading.baseline
    if baseline.wave is not None and unit in baseline.composed:
        return away_in_wave(reading, baseline.wave, question.id, scale_of(question))[unit]
    bands = replace(baseline.newest.bands, reissued=baseline.reissued[unit])
    invited, one_sided = baseline.units[unit].invited, question.scale.one_sided
    return hull_behind(counts, invited, bands, one_sided, composed=False)
