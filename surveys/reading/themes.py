"""Topics that come round: their level each time they were asked, apart from every anchor's trend.

They are described and never judged: what changed is told by the verdicts on the questions of every
wave, which keep one budget of errors. All numbers of a topic are of the same questions, because a
scale that gets other ones becomes another indicator.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.counting.variables import SCALE
from surveys.instrument import Indicator, Question
from surveys.reading import sentences, shown
from surveys.reading.bands import Counts
from surveys.reading.behind import Behind
from surveys.reading.reading import Reading
from surveys.reading.shown import UnitResults
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics.level import Level
from surveys.texts import Texts

LOOP = "loop"
"""The indicator of whether something was done with the last results."""


@dataclass(frozen=True)
class ThemeTrend:
    """A topic with its level in each wave that asked it, from old to new; 1 to 5, 5 = good.

    `question` is that of a topic with one question; None for the score of a whole scale.
    """

    indicator: Indicator
    question: Question | None
    points: Sequence[tuple[WaveOfUnit, Level]]

    def in_words(self, texts: Texts) -> str:
        """Return the newest level with its bounds, beside the one of the time before."""
        wave, now = self.points[-1]
        told = texts.gettext("{wave}: {level}").format(
            wave=_name(wave, texts), level=sentences.level(now, texts)
        )
        if len(self.points) < 2:
            return told
        earlier, before = self.points[-2]
        overlap = before.low <= now.high and now.low <= before.high
        compared = texts.gettext("Compared with {wave}: {before} then, {now} now.").format(
            wave=_name(earlier, texts),
            before=texts.number(before.mean),
            now=texts.number(now.mean),
        )
        apart = (
            texts.gettext("The intervals overlap, so nothing need have changed.")
            if overlap
            else texts.gettext("The intervals do not overlap.")
        )
        return f"{told} {compared} {apart}"


def read_themes(reading: Reading, unit: UUID, wave: UUID) -> list[ThemeTrend]:
    """Return the topics that a wave asked as a whole, each up to that wave; those with two times.

    Raises NotAllowedError when the unit is not open to the reader.
    """
    results = _results(reading, unit)
    asked = {name for name, by_wave in results.histograms.items() if wave in by_wave}
    trends = (
        _trend(reading, unit, results, indicator, until=wave)
        for indicator in (*reading.instrument.former, *reading.instrument.indicators)
        if _variable(indicator) in asked
    )
    return [trend for trend in trends if len(trend.points) > 1 and trend.points[-1][0].id == wave]


def read_loop(reading: Reading, unit: UUID) -> ThemeTrend | None:
    """Return whether people noticed that something was done with results; None if never told.

    The last two times. Raises NotAllowedError when the unit is not open to the reader.
    """
    indicator = reading.instrument.indicator(LOOP)
    trend = _trend(reading, unit, _results(reading, unit), indicator, last=2)
    return trend if trend.points else None


def _results(reading: Reading, unit: UUID) -> UnitResults:
    reading.check_may_read(unit)
    return shown.of_unit(reading.published, unit)


def _variable(indicator: Indicator) -> str:
    """Return what is counted of a topic as a whole: its only question, or the score of its scale.

    Empty for an indicator whose only question is asked in every wave and has a trend.
    """
    index = [question for question in indicator.questions if question.in_index]
    if len(index) > 1:
        return f"{SCALE}{indicator.id}"
    return next((question.id for question in index if question.role == "theme"), "")


def _trend(
    reading: Reading,
    unit: UUID,
    results: UnitResults,
    indicator: Indicator,
    *,
    until: UUID | None = None,
    last: int | None = None,
) -> ThemeTrend:
    """Return a topic up to a wave, or in the last waves that asked it."""
    variable = _variable(indicator)
    question = None if variable.startswith(SCALE) else reading.instrument.question(variable)
    by_wave = results.histograms.get(variable, {})
    points: list[tuple[WaveOfUnit, Level]] = []
    for counted in results.waves:
        if counts := by_wave.get(counted.wave.id):
            behind = Behind(reading, unit, counted)
            if question is not None:
                level = behind.level_of_question(question, counts) if sum(counts) else None
            else:
                in_wave = _in_wave(results.histograms, counted.wave.id)
                level = behind.level_of_scale(indicator, variable, counts, set(in_wave))
            if isinstance(level, Level):
                points.append((counted.wave, level))
        if counted.wave.id == until:
            break
    return ThemeTrend(indicator, question, points if last is None else points[-last:])


def _name(wave: WaveOfUnit, texts: Texts) -> str:
    return wave.title or texts.date(wave.closes_on)


def _in_wave(histograms: Mapping[str, Mapping[UUID, Counts]], wave: UUID) -> Iterator[str]:
    return (name for name, by_wave in histograms.items() if wave in by_wave)
