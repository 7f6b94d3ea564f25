"""Native charts of trends in a workbook, drawn from the cells of its sheet of trends."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.reports.look import GROUND, INK, QUIET, TEAM
from surveys.reports.document import TrendChart
from surveys.tables.spreadsheet_cells import escape_formula

CLOSED_ON, AVERAGE, LEVEL, LOW, HIGH, BESIDE = 2, 3, 4, 5, 6, 8
"""Columns of the table of waves in `flat`."""

CHARTS_ON_PAPER = 6
"""Charts on a printed page, so that none is cut."""

_WIDTH, _HEIGHT, _ROWS, _COLUMNS = 600, 300, 16, 10


def draw_charts(
    book: Any, sheet: Any, data: str, rows: Mapping[str, int], charts: Sequence[TrendChart]
) -> None:
    """Draw each trend from the cells of another sheet, two side by side.

    `data` is the name of that sheet, `rows` the row of the first wave of each chart.
    """
    for place, chart in enumerate(charts):
        first = rows[chart.name]
        last = first + len(chart.points) - 1
        drawn = book.add_chart({"type": "line"})
        for column, line, marker in _looks(chart):
            drawn.add_series(
                {
                    "name": [data, rows[""], column],
                    "categories": [data, first, CLOSED_ON, last, CLOSED_ON],
                    "values": [data, first, column, last, column],
                    "line": line,
                    "marker": marker,
                }
            )
        _axes(drawn, chart)
        described = {"description": escape_formula(chart.described), "object_position": 3}
        at = 4 + (place // 2) * _ROWS, (place % 2) * _COLUMNS
        sheet.insert_chart(*at, drawn, described)


def _looks(chart: TrendChart) -> list[tuple[int, dict[str, object], dict[str, object]]]:
    none: dict[str, object] = {"none": True}
    edge: dict[str, object] = {"color": TEAM, "width": 0.75, "dash_type": "dash"}
    looks: list[tuple[int, dict[str, object], dict[str, object]]] = [
        (AVERAGE, none, {"type": "circle", "size": 5, "border": {"color": TEAM}}),
        (LEVEL, {"color": TEAM, "width": 2.25}, {"type": "none"}),
        (LOW, edge, {"type": "none"}),
        (HIGH, edge, {"type": "none"}),
    ]
    if chart.beside:
        dotted: dict[str, object] = {"color": QUIET, "width": 1, "dash_type": "round_dot"}
        looks.append((BESIDE, dotted, {"type": "none"}))
    return looks


def _axes(drawn: Any, chart: TrendChart) -> None:
    ends = f"{chart.lowest:g} {chart.low_end} – {chart.highest:g} {chart.high_end}"
    title = {"name": escape_formula(chart.name), "name_font": {"size": 12, "color": INK}}
    drawn.set_title({**title, "overlay": False})
    drawn.set_y_axis(
        {
            "min": chart.lowest,
            "max": chart.highest,
            "major_unit": (chart.highest - chart.lowest) / 4,
            "num_format": "0",
            "name": escape_formula(ends),
            "name_font": {"size": 9, "bold": False, "color": QUIET},
            "major_gridlines": {"visible": True, "line": {"color": GROUND}},
        }
    )
    days = (chart.points[-1].closed_on - chart.points[0].closed_on).days
    drawn.set_x_axis(
        {
            "date_axis": True,
            "num_format": "d mmm",
            "label_position": "low",
            "major_unit": max(days // 5, 1),
            "major_unit_type": "days",
        }
    )
    drawn.set_legend({"position": "bottom", "font": {"size": 8}})
    drawn.set_size({"width": _WIDTH, "height": _HEIGHT})
