"""Drawings of reports: whole numbers of waves, escaped words, no label on another."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.reports.drawings import bar_drawing, named, trend_drawing
from surveys.reports.document import Divided, Figure, Part, TrendChart, TrendPoint
from surveys.texts import Texts

HOSTILE = "</text><script>alert(1)</script>&\"'"


def parsed(drawing: str) -> xml.Element:
    return xml.fromstring(drawing)  # noqa: S314


def chart(waves: int, *, level: bool = True, name: str = "Mood") -> TrendChart:
    points = [
        TrendPoint(
            f"Wave {n}",
            date(2026, 1, 5) + n * timedelta(days=7),
            3.4 if n % 4 else None,
            3.5 if level else None,
            3.1 if level else None,
            3.9 if level else None,
            3.2,
            "about 10",
        )
        for n in range(waves)
    ]
    return TrendChart(name, name, 1, 5, name, name, points, name, name)


@pytest.mark.parametrize("waves", [1, 2, 13, 52])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_days_on_the_axis_do_not_touch(waves: int, language: str) -> None:
    drawn = parsed(trend_drawing(chart(waves), Texts(language)))
    height = float(drawn.get("viewBox", "").split()[3])
    texts = list(drawn.iter("{http://www.w3.org/2000/svg}text"))
    days = [text for text in texts if float(text.get("y", 0)) > height - 10]
    assert len(days) == min(waves, 5)
    # Seven points a letter is more than any letter of 12 has.
    boxes = sorted(
        (float(day.get("x", 0)) - 3.5 * len(day.text or ""), len(day.text or "")) for day in days
    )
    for (left, letters), (following, _letters) in pairwise(boxes):
        assert left + 7 * letters < following


@given(st.integers(1, 120))
def test_the_first_and_the_last_wave_are_named(waves: int) -> None:
    points = chart(waves).points
    shown = named(points)
    assert shown[0] == points[0]
    assert shown[-1] == points[-1]


@pytest.mark.parametrize("level", [True, False])
def test_what_somebody_typed_is_no_markup(*, level: bool) -> None:
    drawn = parsed(trend_drawing(chart(3, level=level, name=HOSTILE), Texts("en")))
    tags = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert tags <= {"svg", "line", "text", "polygon", "polyline", "circle"}
    assert HOSTILE in {element.text for element in drawn.iter()}


@given(st.lists(st.integers(0, 20), min_size=3, max_size=3).filter(any))
def test_a_bar_is_as_wide_as_all_parts_together(counts: list[int]) -> None:
    groups = ("unfavourable", "neutral", "favourable")
    parts = [
        Part(HOSTILE, group, Figure(count / sum(counts), f"{count}", is_part=True), 0, 1, "")
        for group, count in zip(groups, counts, strict=True)
    ]
    drawn = parsed(bar_drawing(Divided("a", HOSTILE, "w", parts, "told")))
    widths = [float(r.get("width", 0)) for r in drawn.iter("{http://www.w3.org/2000/svg}rect")]
    assert abs(sum(widths) - 640) < 1
