"""The report of one unit over all waves, from its published results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from surveys.instrument import Question
from surveys.instrument.question_draft import is_written_here
from surveys.reading import shown
from surveys.reading.bands import Counts
from surveys.reading.baseline import shown_as_trend, table, values
from surveys.reading.blur import hull_behind
from surveys.reading.imported import references_of_unit
from surveys.reading.levels import away_alone, away_in_wave
from surveys.reading.participation import Participation
from surveys.reading.reading import Reading
from surveys.reading.references import ReferenceSeries
from surveys.reading.shares import groups_of, names_of, shares
from surveys.reading.shown import UnitResults
from surveys.reading.team_report import Split, TeamReport
from surveys.reading.trend import Trend
from surveys.reading.verdicts.families import scale_of
from surveys.reading.verdicts.verdict import Verdict
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics import InsufficientData
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, Away, Hull, Level, levels
from surveys.statistics.share import MIN_ANSWERS_FOR_SHARE


def read_unit(reading: Reading, unit: UUID) -> TeamReport:
    """Return the report of a unit: the anchors, then the organisation's own questions.

    Levels and changes are on the question's own scale, 5 = good on 1 to 5. A question without any
    published answer is left out, and so is one of HR's own that is not asked any more. Raises
    NotAllowedError when the unit is not open to the reader.
    """
    reading.check_may_read(unit)
    results = _Results(reading, unit, shown.of_unit(reading.published, unit))
    trends = [results.trend(question) for question in shown_as_trend(reading.instrument)]
    visible = [trend for trend in trends if trend.latest is not None and _is_current(trend)]
    return TeamReport(
        unit=unit,
        name=results.rows.waves[-1].name if results.waves else "",
        waves=results.waves,
        trends=visible,
        splits=list(results.splits()),
        pending=bool(results.waves) and reading.verdict_edition is None,
        composition=reading.baseline.composition(unit),
    )


LATELY = 13
"""HR's own question that was not asked in as many waves, a whole cycle, has no trend any more."""


def _is_current(trend: Trend) -> bool:
    """Return whether a question still has a trend: any but HR's own always, these if asked lately.

    What was asked once is shown with its own wave, and as a trend while that wave is the newest.
    """
    if not is_written_here(trend.question):
        return True
    asked = [at for at, level in enumerate(trend.levels) if isinstance(level, Level)]
    last = len(trend.levels) - 1
    return asked[-1:] == [last] or (len(asked) > 1 and last - asked[-1] < LATELY)


@dataclass(frozen=True)
class _Results:
    """The published results of one unit, and the parts of its report.

    A wave is identified by its index in `waves`, from old to new.
    """

    reading: Reading
    unit: UUID
    rows: UnitResults

    @cached_property
    def references(self) -> Mapping[str, Sequence[ReferenceSeries]]:
        return references_of_unit(self.reading.published, self.unit)

    @cached_property
    def waves(self) -> Sequence[WaveOfUnit]:
        return [counted.wave for counted in self.rows.waves]

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        return self.reading.verdicts_of(self.unit)

    def trend(self, question: Question) -> Trend:
        least = MIN_ANSWERS_FOR_MEAN if question.sensitive is None else MIN_ANSWERS_FOR_SHARE
        histograms = self._histograms(question, least)
        lines = self._levels(question, histograms)
        last, missing = max(histograms, default=None), InsufficientData("answers", 0, least)
        return Trend(
            indicator=self.reading.instrument.indicator(question.indicator),
            question=question,
            waves=self.waves,
            levels=[lines.get(index, missing) for index in range(len(self.waves))],
            answers=[self._answers(index, lines.get(index)) for index in range(len(self.waves))],
            shares=shares(
                () if last is None else histograms[last],
                groups_of(question),
                MIN_ANSWERS_FOR_SHARE
                if last is None
                else self.rows.waves[last].bands.k_distribution,
                names_of(question),
                hull=() if last is None else self._hull(question, last, histograms[last]),
            ),
            verdict=self.verdicts.get(question.id),
            references=self.references.get(question.id, ()),
        )

    def splits(self) -> Iterator[Split]:
        """Yield how the unit is divided on core questions that have a best middle."""
        instrument = self.reading.instrument
        for question in instrument.questions():
            is_core = instrument.indicator(question.indicator).kind == "core"
            if question.scale.type != "bipolar5" or not is_core:
                continue
            by_wave = self.rows.histograms.get(question.id, {})
            for index in reversed(range(len(self.waves))):
                wave, row = self.waves[index], self.rows.waves[index]
                if counts := by_wave.get(wave.id):
                    groups, names = groups_of(question), names_of(question)
                    hull = self._hull(question, index, counts)
                    parts = shares(counts, groups, row.bands.k_distribution, names, hull=hull)
                    yield Split(question, wave, parts)
                    break

    def _histograms(self, question: Question, least: int) -> dict[int, Counts]:
        by_wave = self.rows.histograms.get(question.id, {})
        return {
            index: counts
            for index, wave in enumerate(self.waves)
            if (counts := by_wave.get(wave.id)) and sum(counts) >= least
        }

    def _levels(self, question: Question, histograms: Mapping[int, Counts]) -> dict[int, Level]:
        counts = table(question, list(histograms.values()))
        invited = [self.rows.waves[index].invited for index in histograms]
        last, told = max(histograms, default=-1), self._told_away(question)
        hulls = [
            self._away_or_hull(question, index, counts, told if index < last else {})
            for index, counts in histograms.items()
        ]
        prior_sd = self.reading.baseline.prior_sd(question)
        lines = levels(counts, values(question), invited, prior_sd=prior_sd, hulls=hulls)
        return {
            index: line
            for index, line in zip(histograms, lines, strict=True)
            if not isinstance(line, InsufficientData)
        }

    @cached_property
    def _is_composed(self) -> bool:
        """Whether other units lie below it, as far as the newest wave tells."""
        return self.unit in self.reading.baseline.composed

    def _hull(self, question: Question, index: int, counts: Counts) -> frozenset[tuple[int, ...]]:
        row = self.rows.waves[index]
        one_sided = question.scale.one_sided
        return hull_behind(counts, row.invited, row.bands, one_sided, composed=self._is_composed)

    def _told_away(self, question: Question) -> Mapping[UUID, Away]:
        """Return how far each wave's mean may lie away, as worked out with the verdicts."""
        verdict = self.verdicts.get(question.id)
        points = () if verdict is None else verdict.line
        return {point.wave: Away(point.worse, point.better) for point in points}

    def _away_or_hull(
        self, question: Question, index: int, counts: Counts, told: Mapping[UUID, Away]
    ) -> Hull:
        """Return what may stand behind a level, or how far its mean may lie away.

        `told` has the latter of older waves. Without it, of a single group all that may stand
        behind its histogram is looked up; of the parts of a sum of others nothing is known.
        """
        row, wave = self.rows.waves[index], self.waves[index].id
        if (away := told.get(wave)) is not None:
            return away
        if not self._is_composed:
            return self._hull(question, index, counts)
        scale = scale_of(question)
        if wave == self.reading.baseline.wave:
            return away_in_wave(self.reading, wave, question.id, scale)[self.unit]
        known = self._told_away(question).get(wave)
        return known or away_alone(counts, row.invited, row.bands, scale)

    def _answers(self, index: int, line: Level | None) -> Participation | None:
        bands = self.rows.waves[index].bands
        return None if line is None else bands.of(line.n, self.rows.waves[index].invited)
