"""The rows of an export, read as one reader: the numbers of their pages, rounded as these say them.

Nothing here reads a stored row: every number comes out of a report of `surveys/reading`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from surveys.exports.columns import layouts
from surveys.exports.tables import DataTable, Value
from surveys.follow_up import read_follow_up
from surveys.instrument import Indicator, Question
from surveys.reading import Reading, read_quarter, read_unit, read_wave
from surveys.reading.shares import Shares
from surveys.reading.team_report import TeamReport
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.reading.wave_reports import Answered, WaveReport
from surveys.reports.period import Period, PeriodError
from surveys.statistics import InsufficientData, known
from surveys.statistics.level import Level
from surveys.texts import Texts, rounded
from surveys.units import PAGE_SEPARATOR

Row = Sequence[Value]


@dataclass
class Rows:
    """The rows of every table, gathered unit by unit for a period.

    `period` None is all waves; `add` reads one unit, `tables` returns what was gathered.
    """

    reading: Reading
    texts: Texts
    period: Period | None
    found: dict[str, list[Row]] = field(default_factory=dict)
    waves: dict[UUID, WaveOfUnit] = field(default_factory=dict)
    questions: dict[str, Row] = field(default_factory=dict)

    def add(self, unit: UUID, name: str, above: Sequence[str]) -> None:
        """Read one unit; raises NotAllowedError when it is not open to the reader."""
        report = read_unit(self.reading, unit)
        waves = self._waves_of(report)
        if waves:
            self._keep("units", [(unit.hex, name, PAGE_SEPARATOR.join(above))])
            self.waves |= {wave.id: wave for wave in waves}
            self._keep("participation", self._participation(unit, waves))
            for wave in waves:
                if wave.participation is not None and (of_wave := self._read(unit, wave)):
                    self._add_wave(unit, of_wave)
            self._add_trends(unit, report, {wave.id for wave in waves})
            self._keep("agreements", self._agreements(unit, waves[-1].closes_on))

    def tables(self) -> list[DataTable]:
        """Return the tables; raises PeriodError where no unit has a wave in the period."""
        if not self.waves:
            key = None if self.period is None else self.period.key
            raise PeriodError("none_in", period=key) if key else PeriodError("none")
        in_order = sorted(self.waves.values(), key=lambda wave: (wave.closes_on, wave.id.hex))
        self.found["waves"] = [
            (wave.id.hex, wave.number, wave.title or None, wave.opens_on, wave.closes_on)
            for wave in in_order
        ]
        self.found["questions"] = [self.questions[key] for key in sorted(self.questions)]
        described = layouts(self.texts)
        return [layout.with_rows(self.found.get(name, [])) for name, layout in described.items()]

    def _keep(self, table: str, rows: "Iterator[Row] | list[Row]") -> None:
        self.found.setdefault(table, []).extend(rows)

    def _waves_of(self, report: TeamReport) -> Sequence[WaveOfUnit]:
        if self.period is None or not report.waves:
            return report.waves
        try:
            return self.period.waves_of(report.waves)
        except PeriodError:
            # The unit did not exist then; others may have.
            return ()

    def _read(self, unit: UUID, wave: WaveOfUnit) -> WaveReport | None:
        return read_wave(self.reading, unit, wave.id)

    def _participation(self, unit: UUID, waves: Sequence[WaveOfUnit]) -> Iterator[Row]:
        for wave in waves:
            part = wave.participation
            if part is None:
                yield unit.hex, wave.id.hex, False, None, None, None
            else:
                said = part.share_in_words(self.texts), part.tenths
                yield unit.hex, wave.id.hex, True, *said, part.answers_in_words(self.texts)

    def _add_wave(self, unit: UUID, report: WaveReport) -> None:
        key = unit.hex, report.wave.id.hex
        for answered in (*report.questions, *report.scales):
            name = self._named(answered.indicator, answered.question)
            if answered.level is not None:
                self._keep("averages", [(*key, name, *_level(answered), answered.not_applicable)])
            self._keep("shares", self._shares((*key, name), answered.shares))
        for drivers in report.drivers:
            outcome = self._named(drivers.indicator, drivers.outcome)
            for one in drivers.drivers:
                name = self._named(one.indicator, one.question)
                numbers = (rounded(number, 2) for number in (one.share, one.low, one.high))
                self._keep("together", [(*key, outcome, name, *numbers)])

    def _shares(self, key: Sequence[str], shares: Shares) -> Iterator[Row]:
        if isinstance(shares.parts, InsufficientData):
            return
        for group, share in shares.parts.items():
            name = shares.name(group, self.texts.language)
            numbers = (rounded(number, 2) for number in (share.part, share.low, share.high))
            yield *key, group, name, *numbers

    def _add_trends(self, unit: UUID, report: TeamReport, waves: set[UUID]) -> None:
        language, is_newest = self.texts.language, report.waves[-1].id in waves
        quarter = read_quarter(self.reading, unit).shares if is_newest else {}
        for trend in report.trends:
            name = self._named(trend.indicator, trend.question)
            for wave, outcome, point, answers in zip(
                trend.waves, trend.levels, trend.line, trend.answers, strict=True
            ):
                if wave.id in waves and point is not None:
                    numbers = (rounded(number) for number in (point.level, point.low, point.high))
                    shown = answers is not None and known(outcome) is not None
                    said = answers.answers_in_words(self.texts) if shown and answers else None
                    self._keep("levels", [(unit.hex, wave.id.hex, name, *numbers, said)])
            if is_newest and trend.verdict is not None:
                told = trend.badge_in_words(language), trend.change_in_words(language)
                standing = trend.standing_in_words(language)
                self._keep("statements", [(unit.hex, name, *told, standing)])
            if (of := quarter.get(trend.question.id)) and not isinstance(
                of.parts, InsufficientData
            ):
                first, last = of.waves[0], of.waves[-1]
                self.waves |= {first.id: first, last.id: last}
                for group, share in of.parts.items():
                    tenths = (rounded(number) for number in (share.part, share.low, share.high))
                    key = unit.hex, name, first.id.hex, last.id.hex, group
                    self._keep("quarter_shares", [(*key, *tenths)])
            for series in trend.references:
                for at in series.points:
                    value = rounded(at.value, 2 if series.measure == "favourable" else 1)
                    of_series = unit.hex, name, series.source, series.measure
                    band = at.answers.answers_in_words(self.texts) if at.answers else None
                    self._keep("imported", [(*of_series, at.measured_on, value, band)])

    def _agreements(self, unit: UUID, until: date) -> Iterator[Row]:
        noted = read_follow_up(self.reading, unit).agreements
        for number, one in enumerate(noted, start=1):
            if self.period is None or self.period.year is None or one.starts_on <= until:
                days = one.starts_on, one.looks_back_on, one.ended_on
                yield unit.hex, number, one.text, one.indicator, *days

    def _named(self, indicator: Indicator, question: Question | None) -> str:
        """Return the key of a question or of a topic as a whole, and keep what it means."""
        language = self.texts.language
        name = indicator.name[language]
        if question is None:
            key = f"topic_{indicator.id}"
            self.questions[key] = key, indicator.id, name, None, 1.0, 5.0
            return key
        values = question.scale.values
        ends = (min(values), max(values)) if values else (None, None)
        text = question.text[language]
        self.questions[question.id] = question.id, indicator.id, name, text, *ends
        return question.id


def _level(answered: Answered) -> tuple[float | None, float | None, float | None]:
    level = answered.level
    if not isinstance(level, Level):
        return None, None, None
    return rounded(level.mean), rounded(level.low), rounded(level.high)
