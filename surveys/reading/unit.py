"""The report of one unit over all waves, from its published results."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from surveys.instrument import Question
from surveys.reading import shown
from surveys.reading.baseline import shown_as_trend, table, values
from surveys.reading.participation import Counts, Participation
from surveys.reading.reading import Reading
from surveys.reading.reports import Split, Step, TeamReport, Trend, WaveOfUnit
from surveys.reading.shares import groups_of, names_of, shares
from surveys.reading.shown import UnitResults
from surveys.statistics import InsufficientData, known
from surveys.statistics.change import ChangeError, change
from surveys.statistics.control_chart import Shift, drift
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, Level, levels
from surveys.statistics.share import MIN_ANSWERS_FOR_SHARE
from surveys.statistics.trend import slope, windows

UNUSUAL_RESPONSE = 0.15
"""Difference from the usual response rate above which a change may be due to who answered."""


def read_unit(reading: Reading, unit: UUID) -> TeamReport:
    """Return the report of a unit: the anchors, then the organisation's own questions.

    Levels and changes are on the question's own scale, 5 = good on 1 to 5. A question without any
    published answer is left out. Raises NotAllowedError when the unit is not open to the reader.
    """
    reading.check_may_read(unit)
    results = _Results(reading, unit, shown.of_unit(reading.session, unit))
    trends = [results.trend(question) for question in shown_as_trend(reading.instrument)]
    visible = [trend for trend in trends if trend.latest is not None]
    steps = [step for trend in visible if (step := known(trend.step.change)) and _on_five(trend)]
    return TeamReport(
        unit=unit,
        name=results.rows.waves[-1].name if results.waves else "",
        waves=results.waves,
        trends=visible,
        smallest_visible_change=(
            statistics.median(step.smallest_visible for step in steps) if steps else None
        ),
        splits=list(results.splits()),
    )


@dataclass(frozen=True)
class _Results:
    """The published results of one unit, and the parts of its report.

    A wave is identified by its index in `waves`, from old to new.
    """

    reading: Reading
    unit: UUID
    rows: UnitResults

    @cached_property
    def waves(self) -> Sequence[WaveOfUnit]:
        return [counted.wave for counted in self.rows.waves]

    def trend(self, question: Question) -> Trend:
        fluctuation = self.reading.baseline.of(question)
        error = known(fluctuation.error) or ChangeError(fluctuation.within_sd**2, 0)
        least = MIN_ANSWERS_FOR_MEAN if question.sensitive is None else MIN_ANSWERS_FOR_SHARE
        histograms = self._histograms(question, least)
        lines = self._levels(question, histograms)
        means, sizes = [line.mean for line in lines.values()], [line.n for line in lines.values()]
        drifted = drift(means, [error.variance / n for n in sizes])
        last, missing = max(histograms, default=None), InsufficientData("answers", 0, least)
        return Trend(
            indicator=self.reading.instrument.indicator(question.indicator),
            question=question,
            levels=[lines.get(index, missing) for index in range(len(self.waves))],
            answers=[self._answers(index, lines.get(index)) for index in range(len(self.waves))],
            step=self._step(question, histograms),
            shares=shares(
                () if last is None else histograms[last],
                groups_of(question),
                MIN_ANSWERS_FOR_SHARE
                if last is None
                else self.rows.waves[last].bands.k_distribution,
            ),
            windows=windows(means, sizes, error),
            slope=slope(list(lines), means, sizes),
            drift=drifted,
            shifted_in=(
                self.waves[list(lines)[drifted.index]] if isinstance(drifted, Shift) else None
            ),
        )

    def splits(self) -> Iterator[Split]:
        """Yield how the unit is divided on core questions that have a best middle."""
        instrument = self.reading.instrument
        for question in instrument.questions():
            is_core = instrument.indicator(question.indicator).kind == "core"
            if question.scale.type != "bipolar5" or not is_core:
                continue
            by_wave = self.rows.histograms.get(question.id, {})
            for wave, row in zip(reversed(self.waves), reversed(self.rows.waves), strict=True):
                if counts := by_wave.get(wave.id):
                    groups, names = groups_of(question), names_of(question)
                    parts = shares(counts, groups, row.bands.k_distribution, names)
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
        prior_sd = self.reading.baseline.of(question).within_sd
        lines = zip(
            histograms, levels(counts, values(question), invited, prior_sd=prior_sd), strict=True
        )
        return {index: line for index, line in lines if not isinstance(line, InsufficientData)}

    def _answers(self, index: int, line: Level | None) -> Participation | None:
        bands = self.rows.waves[index].bands
        return None if line is None else bands.of(line.n, self.rows.waves[index].invited)

    def _step(self, question: Question, histograms: Mapping[int, Counts]) -> Step:
        """Judge the change between the two latest waves that have a level."""
        if len(histograms) < 2:
            return Step("first", None, None)
        baseline = self.reading.baseline
        before, last = list(histograms)[-2:]
        fluctuation = baseline.of(question)
        step = change(
            histograms[before],
            histograms[last],
            values(question),
            prior_sd=fluctuation.within_sd,
            error=known(fluctuation.error),
        )
        newest = (self.waves[before].id, self.waves[last].id) == (baseline.before, baseline.wave)
        return Step(
            self.reading.significance.status(self.unit, question, step, newest=newest),
            step,
            self.waves[before],
            _unusual_response(self.waves[: last + 1]),
        )


def _on_five(trend: Trend) -> bool:
    return trend.question.scale.type == "likert5"


def _unusual_response(waves: Sequence[WaveOfUnit]) -> bool:
    """Return whether the response in the last wave is far from the median of those before."""
    known_of = [wave.participation for wave in waves if wave.participation is not None]
    rates = [participation.rate for participation in known_of if participation.rate is not None]
    if len(rates) < 2:
        return False
    return abs(rates[-1] - statistics.median(rates[:-1])) > UNUSUAL_RESPONSE
