"""Reports made by hand, for charts to draw."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from dashboard.charts.chart import Chart
from surveys.instrument.file import shipped
from surveys.reading.organisation import Cell, QuestionInReport, UnitInReport
from surveys.reading.participation import Participation
from surveys.reading.shares import Shares
from surveys.reading.trend import Trend
from surveys.reading.verdicts.verdict import Change, FoundChange, LinePoint, Onset, Verdict
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics import InsufficientData
from surveys.statistics.level import Level
from surveys.statistics.verdict.levels import LevelVerdict
from surveys.texts import Texts

EN, NL = Texts("en"), Texts("nl")
SOME_OF_TWELVE = Participation(7, 9, 12)
FEW = InsufficientData("waves", 0, 99)


def drawn(found: Chart | None) -> Chart:
    assert found is not None
    return found


def waves(number: int) -> list[WaveOfUnit]:
    """Return waves every two weeks, in which 7 to 9 of 12 answered."""
    days = [date(2026, 1, 5) + timedelta(days=14 * place) for place in range(number)]
    return [
        WaveOfUnit(uuid4(), place + 1, None, day, day, SOME_OF_TWELVE)
        for place, day in enumerate(days)
    ]


def a_level(mean: float) -> Level:
    return Level(9, 12, mean, max(1.0, mean - 0.4), min(5.0, mean + 0.4), mean, mean)


def a_verdict(
    change: Change = "unclear",
    *,
    needs_attention: bool = False,
    line: Sequence[LinePoint] = (),
    question: str = "iso_1",
) -> Verdict:
    """Return a verdict; a change is one since February, by 0.3 to 0.8."""
    found = None
    if change in {"better", "worse"}:
        onset = Onset(date(2026, 2, 2), date(2026, 2, 16))
        found = FoundChange(change == "better", onset, 0.3, 0.8, "probably", date(2026, 3, 2))
    level = LevelVerdict("mixed", 0.1, 0.8, 0.1, by_share=False)
    if needs_attention:
        level = LevelVerdict("needs attention", 0.95, 0.05, 0.0, by_share=False)
    return Verdict(uuid4(), question, change, found, level=level, line=line)


def a_trend(
    *means: float | None,
    question: str = "iso_1",
    held: Sequence[WaveOfUnit] = (),
    verdict: Verdict | None = None,
) -> Trend:
    """Return a trend with these means; None is a wave without a level."""
    levels = [
        InsufficientData("answers", 0, 5) if mean is None else a_level(mean) for mean in means
    ]
    asked = shipped().question(question)
    about = shipped().indicator(asked.indicator)
    answers = [None if mean is None else SOME_OF_TWELVE for mean in means]
    held = held or waves(len(means))
    return Trend(about, asked, held, levels, answers, Shares(FEW), verdict)


def a_line(held: Sequence[WaveOfUnit], *levels: float, silent: bool = False) -> list[LinePoint]:
    """Return the level behind the newest waves, 0.3 to both sides, 0.5 with silent people."""
    points = []
    for wave, level in zip(held[-len(levels) :], levels, strict=True):
        wider = (round(level - 0.5, 3), round(level + 0.5, 3)) if silent else (None, None)
        points.append(LinePoint(wave.id, level, level - 0.3, level + 0.3, *wider))
    return points


def a_column(question: str) -> QuestionInReport:
    asked = shipped().question(question)
    return QuestionInReport(asked, shipped().indicator(asked.indicator), FEW)


def a_unit(name: str, cells: dict[str, Cell] | None, above: UUID | None = None) -> UnitInReport:
    """Return a unit of the organisation report; without cells it is not published."""
    made = uuid4()
    path = (made,) if above is None else (made, above)
    answered = None if cells is None else SOME_OF_TWELVE
    return UnitInReport(made, name, (), path, answered, cells or {})
