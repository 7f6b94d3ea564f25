"""Native charts of slides: anybody who opens them can change, copy and restyle them."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.chart.series import LineSeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from dashboard.reports.look import GROUND, GROUPS, INK, LEAST_NAMED, LINES, QUIET, TEAM
from surveys.reports.document import Counts, Divided, Report, TrendChart, TrendPoint

Box = tuple[int, int, int, int]
"""Left, top, width and height, in EMU."""

_DATES = {"en": "[$-809]d mmm", "nl": "[$-413]d mmm"}
_LABELS = 5
"""Most days that are named on the axis, besides the first."""
_BESIDE = 0.09
"""The part of the axis that lies beyond the newest wave."""
_FIRST_DAY = date(1899, 12, 30)
"""The day from which office programs count."""
_CHARTS = "http://schemas.openxmlformats.org/drawingml/2006/chart"
"""The namespace of charts."""


def colour(code: str) -> RGBColor:
    """Return a colour such as #0F6E78."""
    return RGBColor.from_string(code.lstrip("#"))


def trend(slide: Slide, chart: TrendChart, report: Report, box: Box) -> None:
    """Draw a trend: averages as dots, the level as a line between dashed bounds."""
    words, data = report.words, CategoryChartData(number_format="0.0")
    data.categories = [point.closed_on for point in chart.points]
    points = chart.points
    data.add_series(words["average_of_wave"], [point.mean for point in points])
    if any(point.level is not None for point in points):
        data.add_series(words["level"], [point.level for point in points])
        data.add_series(words["low"], [point.low for point in points])
        data.add_series(words["high"], [point.high for point in points])
    if chart.beside:
        data.add_series(chart.beside, [point.beside for point in points])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *map(Emu, box), data)
    _describe(frame, chart.name, chart.described)
    drawn = frame.chart
    _letters(drawn)
    for series in drawn.plots[0].series:
        _look(series, chart, words)
    _axes(drawn, chart, report.language)
    drawn.has_title = False
    _legend(drawn)


def _look(series: LineSeries, chart: TrendChart, words: Any) -> None:
    series.smooth = False
    line, marker = series.format.line, series.marker
    marker.style = XL_MARKER_STYLE.NONE
    if series.name == words["average_of_wave"]:
        line.fill.background()
        marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 7
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = colour("#93BFC3")
        marker.format.line.color.rgb = colour(TEAM)
        return
    beside = series.name == chart.beside
    line.color.rgb = colour(QUIET if beside else TEAM)
    line.width = Pt(2.5 if series.name == words["level"] else 1)
    if beside:
        line.dash_style = MSO_LINE.ROUND_DOT
    elif series.name != words["level"]:
        line.dash_style = MSO_LINE.DASH
        line.color.rgb = colour("#4F969D")
    else:
        _newest(series, chart)


def _newest(series: LineSeries, chart: TrendChart) -> None:
    """Write the newest level beside the end of its line."""
    places = [place for place, point in enumerate(chart.points) if point.level is not None]
    if not places:
        return
    label = series.points[places[-1]].data_label
    label.position = XL_LABEL_POSITION.RIGHT
    label.font.size, label.font.bold = Pt(14), True
    label.font.color.rgb = colour(TEAM)


def _axes(drawn: Any, chart: TrendChart, language: str) -> None:
    value, days = drawn.value_axis, drawn.category_axis
    value.minimum_scale, value.maximum_scale = chart.lowest, chart.highest
    value.major_unit = (chart.highest - chart.lowest) / 4
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = "0", False
    value.major_gridlines.format.line.color.rgb = colour(GROUND)
    value.format.line.fill.background()
    value.has_title = True
    text = value.axis_title.text_frame
    text.text = f"{chart.lowest:g} {chart.low_end}  –  {chart.highest:g} {chart.high_end}"
    text.paragraphs[0].font.size, text.paragraphs[0].font.bold = Pt(11), False
    text.paragraphs[0].font.color.rgb = colour(QUIET)
    days.tick_labels.number_format = _DATES.get(language, "d mmm")
    days.tick_labels.number_format_is_linked = False
    days.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    days.format.line.color.rgb = colour(LINES)
    days.has_major_gridlines = False
    span = (chart.points[-1].closed_on - chart.points[0].closed_on).days
    # The value of the newest level stands beside the end of its line.
    _until(days, chart.points[-1].closed_on + timedelta(days=max(round(span * _BESIDE), 1)))
    _every(days, _days_between(chart.points, span))


def _days_between(points: Sequence[TrendPoint], span: int) -> int:
    """Return after how many days the next one is named: each wave where they are few and even."""
    apart = {(late.closed_on - early.closed_on).days for early, late in pairwise(points)}
    if len(apart) == 1 and len(points) <= _LABELS + 1:
        return max(*apart, 1)
    return max(-(-span // _LABELS), 1)


def _until(axis: Any, day: date) -> None:
    """Let an axis of days end on a day; the library sets the ends of axes of values only."""
    scaling = axis._element.find(qn("c:scaling"))
    number = (day - _FIRST_DAY).days
    scaling.append(parse_xml(f'<c:max xmlns:c="{_CHARTS}" val="{number}"/>'))


def _every(axis: Any, days: int) -> None:
    """Name a day on the axis, and the next one some days later; the library does not offer it."""
    element = axis._element
    for name in ("c:majorUnit", "c:majorTimeUnit", "c:baseTimeUnit"):
        for old in element.findall(qn(name)):
            element.remove(old)
    parts = (("baseTimeUnit", "days"), ("majorUnit", days), ("majorTimeUnit", "days"))
    for name, value in parts:
        element.append(parse_xml(f'<c:{name} xmlns:c="{_CHARTS}" val="{value}"/>'))


def divided(slide: Slide, one: Divided, box: Box) -> None:
    """Draw how answers are divided: one stacked bar, or a bar for each option."""
    data = CategoryChartData(number_format="0%")
    if one.adds_up:
        data.categories = [one.about]
        for part in one.parts:
            data.add_series(part.name, [part.share.value])
        kind = XL_CHART_TYPE.BAR_STACKED_100
    else:
        # The first option stands on top, where a chart of bars begins at the foot.
        parts = one.parts[::-1]
        data.categories = [part.name for part in parts]
        data.add_series(one.about, [part.share.value for part in parts])
        kind = XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, *map(Emu, box), data)
    _describe(frame, one.question, one.told)
    drawn = frame.chart
    _letters(drawn)
    drawn.has_title = False
    plot = drawn.plots[0]
    plot.gap_width = 30
    plot.has_data_labels = True
    labels = plot.data_labels
    # A percentage that is wider than its part would stand on its neighbour.
    labels.number_format = f'[<{LEAST_NAMED}]"";0%' if one.adds_up else "0%"
    labels.number_format_is_linked = False
    labels.font.size, labels.font.color.rgb = Pt(11), colour(INK)
    drawn.value_axis.visible = False
    drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale, drawn.value_axis.maximum_scale = 0, 1
    drawn.category_axis.format.line.fill.background()
    if one.adds_up:
        plot.overlap = 100
        drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        _legend(drawn)
    else:
        drawn.has_legend = False
    for series, part in zip(plot.series, one.parts, strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour(GROUPS[part.group])


def counted(slide: Slide, counts: Counts, box: Box) -> None:
    """Draw a bar for each theme, the most frequent one on top, on a scale of all comments."""
    data = CategoryChartData(number_format="0")
    rows = counts.rows[::-1]
    data.categories = [name for name, _number in rows]
    data.add_series(counts.name, [number for _name, number in rows])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(Emu, box), data)
    _describe(frame, counts.name, counts.described)
    drawn = frame.chart
    _letters(drawn)
    drawn.has_title = drawn.has_legend = False
    plot = drawn.plots[0]
    plot.gap_width = 60
    plot.has_data_labels = True
    plot.data_labels.font.size, plot.data_labels.font.bold = Pt(14), True
    drawn.value_axis.visible = False
    drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale, drawn.value_axis.maximum_scale = 0, counts.of
    drawn.category_axis.format.line.color.rgb = colour(LINES)
    drawn.category_axis.tick_labels.font.size = Pt(14)
    fill = plot.series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = colour(TEAM)


def _legend(drawn: Any) -> None:
    drawn.has_legend = True
    drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
    drawn.legend.include_in_layout = False
    drawn.legend.font.size = Pt(11)


def _letters(drawn: Any) -> None:
    drawn.font.size, drawn.font.color.rgb = Pt(11), colour(INK)


def _describe(frame: Any, name: str, description: str) -> None:
    """Give a chart a name, and the alternative text for anybody who does not see it."""
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("name", name)
    properties.set("descr", description)
