"""Imported series are dotted, behind the line, and said to be imported in words and table."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dashboard.charts.chart import REFERENCE, Chart
from dashboard.charts.trend import trend
from surveys.reading.participation import Participation
from surveys.reading.references import ReferencePoint, ReferenceSeries
from tests.unit.charts.reports import EN, NL, a_trend, waves

THREE = waves(3)
FIRST = THREE[0].closes_on
TWENTY = Participation(19, 21, None)
BEFORE = ReferencePoint(FIRST - timedelta(days=100), 3.6, TWENTY, 0.9)


def drawn(*series: ReferenceSeries) -> Chart:
    return trend(replace(a_trend(3.0, 3.2, 3.4), references=series), THREE, EN)


def days_of(points: Sequence[ReferencePoint]) -> list[date]:
    return [point.measured_on for point in points]


def test_the_line_is_dotted_and_within_the_time_shown() -> None:
    found = drawn(ReferenceSeries("Old tool", "mean", (BEFORE,))).figure
    dotted, line, _words = found.data
    assert (dotted.line.dash, dotted.line.color) == ("dot", REFERENCE)
    assert list(dotted.y) == [3.6]
    assert "Imported: Old tool: 3.6 (about 20 answers, SD 0.9)" in dotted.text[0]
    assert list(line.y)[:3] == [3.0, 3.2, 3.4]
    assert found.layout.xaxis.range[0].date() < BEFORE.measured_on
    assert len(drawn().figure.data) == 2


def test_a_name_is_never_markup_in_a_figure() -> None:
    dotted, *_ = drawn(ReferenceSeries("<b>Old</b>", "mean", (BEFORE,))).figure.data
    assert "<b>Old" not in dotted.text[0]


def test_a_share_lies_between_the_ends_and_is_called_favourable() -> None:
    share = ReferenceSeries("Old tool", "favourable", (replace(BEFORE, value=0.5, sd=None),))
    found = drawn(share)
    dotted, *_ = found.figure.data
    assert list(dotted.y) == [3.0]
    assert "Imported: Old tool, favourable: 50% (about 20 answers)" in dotted.text[0]
    assert "Imported: Old tool, favourable: 50% on " in found.description


def test_points_of_long_ago_are_in_the_table_only_and_leave_the_waves_their_room() -> None:
    old = replace(BEFORE, measured_on=FIRST - timedelta(days=2000), answers=None, sd=None)
    both = drawn(ReferenceSeries("Old tool", "mean", (old, BEFORE)))
    assert days_of([BEFORE]) == list(both.figure.data[0].x)
    alone = drawn(ReferenceSeries("Old tool", "mean", (old,)))
    assert alone.figure.layout.xaxis.range == drawn().figure.layout.xaxis.range
    assert len(alone.figure.data) == 2
    assert both.table["Wave"][-2:] == [
        f"{EN.date(point.measured_on)} – Imported: Old tool" for point in (BEFORE, old)
    ]
    assert both.table["Average"] == ["3.4", "3.2", "3.0", "3.6 (about 20 answers, SD 0.9)", "3.6"]
    assert {len(cells) for cells in both.table.values()} == {5}


def test_the_description_says_that_it_is_imported_and_not_comparable() -> None:
    series = ReferenceSeries("Old tool", "mean", (BEFORE,))
    found = drawn(series)
    assert found.description.endswith(
        f"Imported: Old tool: 3.6 on {EN.date(BEFORE.measured_on)}. Asked and counted by another "
        "tool, so not comparable to the decimal."
    )
    assert "3,6" in series.in_words(NL)
