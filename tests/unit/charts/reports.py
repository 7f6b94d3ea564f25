"""Reports made by hand, for charts to draw."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from dashboard.charts.chart import Chart
from surveys.instrument.file import shipped
from surveys.reading.organisation import Cell, QuestionInReport, UnitInReport
from surveys.reading.participation import Participation
from surveys.reading.reports import Shares, Step, Trend, WaveOfUnit
from surveys.statistics import InsufficientData
from surveys.statistics.level import Level
from surveys.statistics.pooling import Estimate
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


def a_trend(*means: float | None, question: str = "iso_1") -> Trend:
    """Return a trend with these means; None is a wave without a level."""
    levels = [
        InsufficientData("answers", 0, 5) if mean is None else a_level(mean) for mean in means
    ]
    asked = shipped().question(question)
    about = shipped().indicator(asked.indicator)
    answers = [None if mean is None else SOME_OF_TWELVE for mean in means]
    return Trend(
        about, asked, levels, answers, Step("first", None, None), Shares(FEW), FEW, FEW, FEW
    )


def a_column(question: str) -> QuestionInReport:
    asked = shipped().question(question)
    return QuestionInReport(asked, shipped().indicator(asked.indicator), FEW, FEW, FEW)


def an_estimate(from_all: float, error: float = 0.1) -> Estimate:
    """Return where a unit is beside the others, with its 90 % interval."""
    reach = 1.645 * error
    return Estimate(3.5 + from_all, error, from_all, from_all - reach, from_all + reach)


def a_unit(name: str, cells: dict[str, Cell] | None, above: UUID | None = None) -> UnitInReport:
    """Return a unit of the organisation report; without cells it is not published."""
    made = uuid4()
    path = (made,) if above is None else (made, above)
    answered = None if cells is None else SOME_OF_TWELVE
    return UnitInReport(made, name, (), path, answered, cells or {})
