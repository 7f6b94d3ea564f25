"""What a report of one unit is made from, all of one read transaction and one period."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from dateutil.relativedelta import relativedelta

from surveys.audit import thresholds_in
from surveys.organisation.next_waves import Thresholds
from surveys.reading import Reading, read_comparisons, read_quarter, read_unit, read_wave
from surveys.reading.comparisons import Comparisons
from surveys.reading.quarter import QuarterReport
from surveys.reading.shares import Shares
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import Trend
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.reading.wave_reports import WaveReport
from surveys.reports.document import Figure
from surveys.reports.period import Period
from surveys.statistics import InsufficientData
from surveys.statistics.share import MIN_ANSWERS_FOR_SHARE
from surveys.texts import Texts, rounded

CHARTED = relativedelta(years=1)
"""The time before the last wave of the period that charts show."""


@dataclass(frozen=True)
class Material:
    """The results of a unit in a period, as its reader may see them, for a report in a language."""

    reading: Reading
    unit: UUID
    period: Period
    texts: Texts
    today: date
    about: Collection[str] | None = None
    """The indicators that it is about; None is all of them."""

    def has(self, indicator: str) -> bool:
        """Return whether the report is about an indicator."""
        return self.about is None or indicator in self.about

    @cached_property
    def whole(self) -> TeamReport:
        """The report of the unit over all waves, as its page shows it."""
        report = read_unit(self.reading, self.unit)
        if self.about is None:
            return report
        return replace(
            report,
            trends=[trend for trend in report.trends if self.has(trend.indicator.id)],
            splits=[split for split in report.splits if self.has(split.question.indicator)],
        )

    @cached_property
    def waves(self) -> Sequence[WaveOfUnit]:
        """The waves of the period, from old to new; at least one."""
        return self.period.waves_of(self.whole.waves)

    @property
    def last(self) -> WaveOfUnit:
        """The last wave of the period."""
        return self.waves[-1]

    @property
    def is_newest(self) -> bool:
        """Whether the period has the newest wave of all: verdicts are about that one only."""
        return self.last.id == self.whole.waves[-1].id

    @property
    def is_shown(self) -> bool:
        """Whether the unit is published in the last wave of the period."""
        return self.last.participation is not None

    @cached_property
    def report(self) -> TeamReport:
        """The report of the unit up to the last wave of the period."""
        return self.whole if self.is_newest else until(self.whole, self.last)

    @cached_property
    def charted(self) -> Sequence[WaveOfUnit]:
        """The waves that charts show: those of a year before the end of the period, or more."""
        first = min(self.last.closes_on - CHARTED, self.waves[0].closes_on)
        upto = [wave for wave in self.report.waves if wave.closes_on >= first]
        return upto or self.waves

    @cached_property
    def compared(self) -> Comparisons:
        """The larger units; none in an older period, or for a unit that is not shown."""
        if not self.is_newest or not self.is_shown:
            return Comparisons(())
        return read_comparisons(self.reading, self.unit)

    @cached_property
    def quarter(self) -> QuarterReport:
        """The newest quarter of a small unit; none in an older period."""
        return read_quarter(self.reading, self.unit) if self.is_newest else QuarterReport()

    @cached_property
    def of_waves(self) -> Sequence[WaveReport]:
        """The reports of the waves of the period in which the unit is published, newest first."""
        published = (wave.id for wave in reversed(self.waves) if wave.participation is not None)
        found = (read_wave(self.reading, self.unit, wave) for wave in published)
        return [self._cut(report) for report in found if report is not None]

    def _cut(self, report: WaveReport) -> WaveReport:
        """Return a report of a wave with what this one is about."""
        if self.about is None:
            return report
        return replace(
            report,
            questions=[one for one in report.questions if self.has(one.indicator.id)],
            scales=[one for one in report.scales if self.has(one.indicator.id)],
            indices=[one for one in report.indices if self.has(one.indicator.id)],
            consistency=[one for one in report.consistency if self.has(one.indicator.id)],
            drivers=[],
        )

    @cached_property
    def needed(self) -> Thresholds:
        """The minimum reporting sizes."""
        return thresholds_in(self.reading.session)

    def number(self, value: float, decimals: int = 1) -> Figure:
        """Return a number as it may be shown."""
        return Figure(rounded(value, decimals), self.texts.number(value, decimals))

    def part(self, value: float) -> Figure:
        """Return a part of 1 as it may be shown, in whole percents."""
        return Figure(rounded(value, 2), self.texts.percent(value), is_part=True)


def until(report: TeamReport, last: WaveOfUnit) -> TeamReport:
    """Return the report of a unit as it stood at an earlier wave. Pure.

    There are no verdicts: they are about the newest wave. How answers were divided is told of each
    question of that wave by its own report.
    """
    stop = [wave.id for wave in report.waves].index(last.id) + 1
    trends = [cut for trend in report.trends if (cut := _until(trend, stop)).latest is not None]
    return replace(
        report, waves=report.waves[:stop], trends=trends, splits=(), pending=False, composition=None
    )


def _until(trend: Trend, stop: int) -> Trend:
    last = trend.waves[stop - 1].closes_on
    references = [
        replace(series, points=points)
        for series in trend.references
        if (points := [point for point in series.points if point.measured_on <= last])
    ]
    return replace(
        trend,
        waves=trend.waves[:stop],
        levels=trend.levels[:stop],
        answers=trend.answers[:stop],
        shares=Shares(InsufficientData("answers", 0, MIN_ANSWERS_FOR_SHARE)),
        verdict=None,
        references=references,
    )
