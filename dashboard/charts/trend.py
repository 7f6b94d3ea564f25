"""One question over all waves: the mean with its band, both ends of the scale named in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import plotly.graph_objects as go

from dashboard.charts.annotations import (
    Label,
    Mark,
    Position,
    draw_line,
    label_of,
    label_trace,
)
from dashboard.charts.chart import REFERENCE, TEAM, TEXT, Chart, as_shown, escape_html, figure
from dashboard.wording import wave_name
from surveys.reading.participation import Participation
from surveys.reading.reports import Trend, WaveOfUnit
from surveys.statistics import known
from surveys.statistics.level import Level
from surveys.texts import Texts

HEIGHT = 210
BAND_OPACITY = 0.22
MARGIN = {"l": 0, "r": 34, "t": 18, "b": 22}
"""No margin on the left: the names of both ends begin at the edge of the figure."""
MAX_TITLE_LENGTH = 9
"""Maximum number of characters of a title below the axis, for a phone."""

Point = tuple[date, Level, Participation | None]


@dataclass(frozen=True)
class Reference:
    """The line of a larger unit: its name, and its mean in each wave where it has one."""

    name: str
    means: Mapping[UUID, float]


def trend(
    shown: Trend,
    waves: Sequence[WaveOfUnit],
    texts: Texts,
    reference: Reference | None = None,
    marks: Sequence[Mark] = (),
    height: int = HEIGHT,
) -> Chart:
    """Draw one question over all waves: the mean, its 95 % band, both ends named in words.

    The vertical axis is the whole scale, 1 to 5 with 5 = good. A wave that is not published is a
    gap in the line. `reference` is drawn dotted; `marks` outside the time shown are left out.
    """
    runs = list(_runs(shown, waves))
    lowest, highest = _ends(shown)
    bottom, top = lowest - 0.1, highest + 0.1
    start, end = _span(waves)
    labels = _names_of_the_ends(shown, start, texts)
    placed = _placed(marks, waves)
    labels += [label_of(mark, bottom, top, position) for mark, position in placed]
    traces = [_band(runs), _line(runs, texts), label_trace(labels)]
    if reference is not None:
        traces.insert(0, _dotted(reference, waves, texts))
    drawn = figure(
        traces,
        height=height,
        margin=MARGIN,
        xaxis={**_dates(waves, texts), "range": [start, end]},
        yaxis={
            "range": [bottom, top],
            "tickvals": [lowest, (lowest + highest) / 2, highest],
            "showticklabels": False,
        },
    )
    for mark, position in placed:
        draw_line(drawn, mark, bottom, top, position)
    return Chart(drawn, _in_words(shown, waves, texts), _as_table(shown, waves, texts, reference))


def _in_words(shown: Trend, waves: Sequence[WaveOfUnit], texts: Texts) -> str:
    """Return the description of a trend, for screen readers."""
    ends = _ends(shown)
    sentence = texts.ngettext(
        "{indicator}, from {first} ({low}) to {last} ({high}), in {n} wave. {level}",
        "{indicator}, from {first} ({low}) to {last} ({high}), over {n} waves. {level}",
        len(waves),
        indicator=shown.name(texts.language),
        first=f"{ends[0]:g}",
        last=f"{ends[-1]:g}",
        low=shown.indicator.low[texts.language],
        high=shown.indicator.high[texts.language],
        level=shown.level_in_words(texts.language),
    )
    return f"{sentence} {shown.step.in_words(texts.language)}."


def _as_table(
    shown: Trend, waves: Sequence[WaveOfUnit], texts: Texts, reference: Reference | None
) -> dict[str, list[str]]:
    """Return the levels of all waves with their bounds, newest first."""
    _ = texts.gettext
    in_order = list(zip(waves, map(known, shown.levels), strict=True))[::-1]
    table = {
        _("Wave"): [wave_name(wave, texts) for wave, _level in in_order],
        _("Average"): [texts.number(level.mean) if level else "–" for _wave, level in in_order],
        _("Between"): [
            f"{texts.number(level.low)} – {texts.number(level.high)}" if level else "–"
            for _wave, level in in_order
        ],
        _("Answers"): [
            participation.answers_in_words(texts) if participation else "–"
            for participation in reversed(shown.answers)
        ],
    }
    if reference is not None:
        means = [reference.means.get(wave.id) for wave, _level in in_order]
        table[reference.name] = ["–" if mean is None else texts.number(mean) for mean in means]
    return table


def _dotted(reference: Reference, waves: Sequence[WaveOfUnit], texts: Texts) -> go.Scatter:
    """Draw the line of a larger unit, for comparison."""
    means = [as_shown(reference.means.get(wave.id)) for wave in waves]
    name = escape_html(reference.name)
    return go.Scatter(
        x=[wave.closes_on for wave in waves],
        y=means,
        mode="lines",
        line={"color": REFERENCE, "width": 1.5, "dash": "dot"},
        text=["" if m is None else f"{name}: {texts.number(m)}" for m in means],
        hovertemplate="%{text}<extra></extra>",
    )


def _runs(shown: Trend, waves: Sequence[WaveOfUnit]) -> Iterator[list[Point]]:
    """Yield runs of consecutive published waves."""
    run: list[Point] = []
    for wave, outcome, answers in zip(waves, shown.levels, shown.answers, strict=True):
        if (level := known(outcome)) is not None:
            run.append((wave.closes_on, level, answers))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _band(runs: Sequence[Sequence[Point]]) -> go.Scatter:
    """Draw the intervals: an area for each run, a bar for a single wave."""
    x: list[date | None] = []
    y: list[float | None] = []
    for run in runs:
        forward, backward = list(run), list(reversed(run))
        x += [day for day, *_ in (*forward, *backward)] + [None]
        y += [as_shown(level.high) for _, level, _ in forward]
        y += [as_shown(level.low) for _, level, _ in backward] + [None]
    return go.Scatter(
        x=x,
        y=y,
        fill="toself",
        fillcolor=TEAM,
        mode="lines",
        line={"color": TEAM, "width": 3},
        opacity=BAND_OPACITY,
        hoverinfo="skip",
    )


def _line(runs: Sequence[Sequence[Point]], texts: Texts) -> go.Scatter:
    """Draw the means, the latest one with its value beside its point."""
    points: list[Point | None] = []
    for run in runs:
        points += [*run, None]
    alone = {run[0][0] for run in runs if len(run) == 1}
    newest = runs[-1][-1][0]
    return go.Scatter(
        x=[point and point[0] for point in points],
        y=[point and as_shown(point[1].mean) for point in points],
        mode="lines+markers+text",
        line={"color": TEAM, "width": 2.5},
        marker={
            "color": TEAM,
            "opacity": 1,
            "size": [
                9 if p and p[0] == newest else 6 if p and p[0] in alone else 4 for p in points
            ],
        },
        text=[texts.number(p[1].mean) if p and p[0] == newest else "" for p in points],
        textposition="middle right",
        textfont={"color": TEAM, "size": 15, "weight": "bold"},
        cliponaxis=False,
        hovertext=[_point_in_words(point, texts) if point else "" for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _names_of_the_ends(shown: Trend, start: datetime, texts: Texts) -> list[Label]:
    """Return the labels of both ends of the scale, each above its line."""
    lowest, highest = _ends(shown)
    named = ((highest, shown.indicator.high), (lowest, shown.indicator.low))
    return [
        Label(start, value, escape_html(f"{value:g} {name[texts.language]}"), "top right", TEXT)
        for value, name in named
    ]


def _placed(marks: Sequence[Mark], waves: Sequence[WaveOfUnit]) -> list[tuple[Mark, Position]]:
    """Return the marks within the time shown, each with the side that has room for its label."""
    first, last = waves[0].closes_on, waves[-1].closes_on
    return [
        (mark, "top left" if mark.day - first > (last - first) / 2 else "top right")
        for mark in marks
        if first <= mark.day <= last
    ]


def _point_in_words(point: Point, texts: Texts) -> str:
    day, level, participation = point
    mean, low, high = (texts.number(value) for value in (level.mean, level.low, level.high))
    words = f"{texts.short_date(day)}: <b>{mean}</b> ({low} – {high})"
    if participation is None:
        return words
    answers = texts.gettext("{answers} answers").format(
        answers=participation.answers_in_words(texts)
    )
    return f"{words}<br>{answers}"


def _ends(shown: Trend) -> tuple[float, float]:
    values = shown.question.scale.values or (1.0, 5.0)
    return values[0], values[-1]


def _dates(waves: Sequence[WaveOfUnit], texts: Texts) -> dict[str, object]:
    """Return the horizontal axis, with labels for the first, middle and last wave."""
    named = sorted({0, (len(waves) - 1) // 2, len(waves) - 1})
    days = [waves[position] for position in named]
    return {
        "tickvals": [wave.closes_on for wave in days],
        "ticktext": [escape_html(_short_name(wave, texts)) for wave in days],
        # Otherwise the browser measures each label, to omit those that do not fit.
        "ticklabeloverflow": "allow",
    }


def _short_name(wave: WaveOfUnit, texts: Texts) -> str:
    """Return the title of a wave if it fits below a point at the edge, else its date."""
    title = wave.title or ""
    return title if 0 < len(title) <= MAX_TITLE_LENGTH else texts.short_date(wave.closes_on)


def _span(waves: Sequence[WaveOfUnit]) -> tuple[datetime, datetime]:
    """Return the time shown: all waves, and room for the first date and beside the last point."""
    first, last = (datetime.combine(waves[at].closes_on, time()) for at in (0, -1))
    if first == last:
        return first - timedelta(days=1), last + timedelta(days=1)
    return first - (last - first) * 0.14, last + (last - first) * 0.05
