"""The chart of an experiment: both sides, named in words, with the day on which it began."""

from datetime import date, timedelta
from uuid import UUID

from dashboard.charts.experiment import two_sides
from surveys.experiments.measuring import Comparison
from surveys.experiments.stretches import CountedWave
from surveys.instrument import shipped
from surveys.statistics import InsufficientData
from surveys.texts import Texts

FEW = InsufficientData("teams", 1, 4)
FIRST = date(2026, 1, 5)
WAVES = [
    CountedWave(UUID(int=n), n, FIRST + timedelta(days=14 * n), FIRST + timedelta(days=14 * n))
    for n in range(6)
]
COURSE = [(wave, 3 + 0.14 * n, 3.04) for n, wave in enumerate(WAVES)]
FOUND = Comparison(0, [], [], 0, FEW, FEW, course=COURSE, start=WAVES[3].opens_on)
WORKLOAD = shipped().indicator("workload")


def test_both_sides_are_drawn_rounded_and_told_by_name_and_dash() -> None:
    chart = two_sides(FOUND, WORKLOAD, Texts("en"))
    tried, waited, names, _ends = chart.figure.data
    assert [*tried.y] == [round(mean, 1) for _wave, mean, _other in COURSE]
    assert set(waited.y) == {3.0}
    assert list(names.text) == ["tried it", "waited"]
    assert names.y[0] > max(tried.y), "clear of every line and dot"
    assert names.y[1] < min(waited.y)
    assert tried.line.dash != waited.line.dash
    assert list(names.textposition) == ["top left", "bottom left"]
    (start,) = chart.figure.layout.shapes
    assert start.x0 == WAVES[3].opens_on


def test_it_is_described_in_words_and_as_a_table() -> None:
    chart = two_sides(FOUND, WORKLOAD, Texts("nl"))
    assert "probeerden van 3,0 naar 3,7, die wachtten van 3,0 naar 3,0" in chart.description
    assert [len(column) for column in chart.table.values()] == [6, 6, 6]
