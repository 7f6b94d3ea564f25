"""Reports of `surveys.reading` as answers of the API, in the words of pages.

Nothing is computed here, and nothing read past the guards: what a report does not show, an answer
does not have.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from dashboard.api import numbers, shapes
from surveys.instrument import Indicator, Question
from surveys.reading import Reading, read_organisation, read_unit, read_wave, read_waves
from surveys.reading.counted_waves import WaveInShort
from surveys.reading.trend import Trend, name_of
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.reading.wave_reports import Answered
from surveys.texts import Texts, rounded


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: the reading, and the language of the words."""

    reading: Reading
    language: str

    @property
    def texts(self) -> Texts:
        """The texts in the language."""
        return Texts(self.language)


def units(asked: Asked) -> shapes.Units:
    """Return the units that are open to the reader, each under its parent, by name."""
    return shapes.Units(
        units=[
            shapes.Unit(id=unit.id, name=unit.name, above=list(unit.above))
            for unit in asked.reading.units
        ]
    )


def waves(asked: Asked) -> shapes.Waves:
    """Return the counted waves, oldest first."""
    return shapes.Waves(waves=[_wave(wave) for wave in read_waves(asked.reading)])


def unit_results(asked: Asked, unit: UUID) -> shapes.UnitResults:
    """Return the results of a unit over all waves. Raises NotAllowedError."""
    report = read_unit(asked.reading, unit)
    thresholds = _thresholds(asked)
    return shapes.UnitResults(
        unit=unit,
        name=report.name,
        language=asked.language,
        pending=report.pending,
        words=report.in_words(asked.language),
        waves=[_wave_of_unit(wave, thresholds, asked) for wave in report.waves],
        indicators=[_indicator(trend, asked) for trend in report.trends],
    )


def wave_results(asked: Asked, unit: UUID, wave: UUID) -> shapes.WaveResults | None:
    """Return the results of a unit in one wave; None if it did not exist then.

    Raises NotAllowedError.
    """
    report = read_wave(asked.reading, unit, wave)
    if report is None:
        return None
    language = asked.language
    return shapes.WaveResults(
        unit=unit,
        language=language,
        wave=_wave_of_unit(report.wave, _thresholds(asked), asked),
        questions=[_answered(one, language) for one in report.questions],
        scales=[_answered(one, language) for one in report.scales],
        indices=[
            _statement(one.indicator, one.in_words(language), language) for one in report.indices
        ],
        drivers=[
            _statement(
                one.indicator,
                f"{one.verdict_in_words(language)} {one.in_words(language)}".strip(),
                language,
            )
            for one in report.drivers
        ],
        consistency=[
            _statement(one.indicator, one.in_words(language), language)
            for one in report.consistency
        ],
    )


def overview(asked: Asked) -> shapes.Overview:
    """Return all units that are open to the reader, side by side in the newest wave.

    Values and means are oriented, 5 = good on 1 to 5. Without an open unit there are none.
    """
    report = read_organisation(asked.reading)
    newest = next((one for one in read_waves(asked.reading) if one.id == report.wave), None)
    return shapes.Overview(
        language=asked.language,
        wave=None if newest is None else _wave(newest),
        units=[
            shapes.UnitInOverview(
                id=unit.id,
                name=unit.name,
                above=list(unit.above),
                participation=numbers.band(unit.participation, asked.texts),
                words=unit.in_words(asked.language),
                cells=[
                    shapes.Cell(
                        question=question.question.id,
                        indicator=question.indicator.id,
                        value=None if cell.value is None else rounded(cell.value),
                        mean=numbers.mean(cell.level),
                        change=cell.verdict.change if cell.verdict else None,
                        stands_out=bool(cell.verdict and cell.verdict.stands_out),
                    )
                    for question in report.questions
                    if (cell := unit.cells.get(question.question.id)) is not None
                ],
            )
            for unit in report.units
        ],
    )


def _thresholds(asked: Asked) -> Mapping[UUID, shapes.Thresholds]:
    return {wave.id: _thresholds_of(wave) for wave in read_waves(asked.reading)}


def _thresholds_of(wave: WaveInShort) -> shapes.Thresholds:
    return shapes.Thresholds(
        number=wave.k, distribution=wave.k_distribution, comments=wave.k_comment
    )


def _wave(wave: WaveInShort) -> shapes.Wave:
    return shapes.Wave(
        id=wave.id,
        number=wave.number,
        title=wave.title,
        opens_on=wave.opens_on,
        closes_on=wave.closes_on,
        thresholds=_thresholds_of(wave),
    )


def _wave_of_unit(
    wave: WaveOfUnit, thresholds: Mapping[UUID, shapes.Thresholds], asked: Asked
) -> shapes.WaveOfUnit:
    band = numbers.band(wave.participation, asked.texts)
    return shapes.WaveOfUnit(
        wave=wave.id,
        closes_on=wave.closes_on,
        shown=band is not None,
        participation=band,
        words=wave.in_words(asked.language) if band is None else band.words,
        thresholds=thresholds[wave.id],
    )


def _indicator(trend: Trend, asked: Asked) -> shapes.Indicator:
    language, texts = asked.language, asked.texts
    rows = zip(trend.waves, trend.levels, trend.line, trend.answers, strict=True)
    words = (trend.level_in_words(language), trend.shares_in_words(language))
    return shapes.Indicator(
        indicator=trend.indicator.id,
        question=trend.question.id,
        name=trend.name(language),
        text=trend.question.text[language],
        low_end=trend.indicator.end_in(language, good=False),
        high_end=trend.indicator.end_in(language, good=True),
        waves=[
            shapes.InWave(
                wave=wave.id,
                mean=numbers.mean(average),
                level=numbers.estimate(point),
                answers=None if answers is None else answers.answers_in_words(texts),
            )
            for wave, average, point, answers in rows
        ],
        shares=numbers.shares(trend.shares, language),
        words=" ".join(words),
        verdict=_verdict(trend, language),
    )


def _verdict(trend: Trend, language: str) -> shapes.Verdict | None:
    verdict = trend.verdict
    if verdict is None:
        return None
    words: Iterable[str] = (
        trend.change_in_words(language),
        trend.standing_in_words(language),
        trend.other_people_in_words(language),
    )
    return shapes.Verdict(
        change=verdict.change,
        standing=None if verdict.level is None else verdict.level.standing,
        stands_out=verdict.stands_out,
        badge=trend.badge_in_words(language),
        words=" ".join(filter(None, words)),
    )


def _answered(one: Answered, language: str) -> shapes.Answered:
    return shapes.Answered(
        indicator=one.indicator.id,
        question=one.question.id if one.question else None,
        name=_name(one.question, one.indicator, language),
        text=one.question.text[language] if one.question else None,
        mean=numbers.mean(one.level),
        shares=numbers.shares(one.shares, language),
        not_applicable=one.not_applicable,
        words=one.in_words(language),
    )


def _name(question: Question | None, indicator: Indicator, language: str) -> str:
    if question is None:
        return indicator.heading_in(language)
    return name_of(question, indicator, language)


def _statement(indicator: Indicator, words: str, language: str) -> shapes.Statement:
    return shapes.Statement(
        indicator=indicator.id, name=indicator.heading_in(language), words=words
    )
