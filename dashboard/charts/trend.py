"""One question over all waves: means, the level behind them with its band, both ends in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import plotly.graph_objects as go

from dashboard.charts import imported
from dashboard.charts.annotations import (
    Label,
    Mark,
    Position,
    draw_line,
    label_of,
    label_trace,
)
from dashboard.charts.chart import (
    BACKGROUND,
    REFERENCE,
    TEAM,
    TEXT,
    Chart,
    as_shown,
    escape_html,
    figure,
)
from dashboard.charts.level import level_behind
from dashboard.wording import wave_name
from surveys.reading.participation import Participation
from surveys.reading.reports import Trend, WaveOfUnit
from surveys.statistics import known
from surveys.statistics.level import Level
from surveys.texts import Texts

HEIGHT = 210
MARGIN = {"l": 0, "r": 34, "t": 18, "b": 22}
"""No margin on the left: the names of both ends begin at the edge of the figure."""
MARGIN_OF_SCALE = 0.025
"""Room beyond both ends of the scale, as a part of its range."""
MAX_TITLE_LENGTH = 9
"""Maximum number of characters of a title below the axis, for a phone."""


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
    """Draw one question over all waves: means as dots, the model's level as a line in its band.

    The band holds the level with 95 %; a paler one shows how far silent people may move it, where
    these are many. The vertical axis is the whole scale of the question. Where a wave is not
    published the line is dotted. `reference` is drawn dotted in grey; `marks` outside the time
    shown are left out. Without a verdict there are dots only.
    """
    lowest, highest = _ends(shown)
    margin = MARGIN_OF_SCALE * (highest - lowest)
    bottom, top = lowest - margin, highest + margin
    start, end = _span(waves, shown)
    labels = _names_of_the_ends(shown, start, texts)
    placed = _placed(marks, waves)
    labels += [label_of(mark, bottom, top, position) for mark, position in placed]
    traces = [*level_behind(shown, waves, texts), _dots(shown, waves, texts), label_trace(labels)]
    if reference is not None:
        traces.insert(0, _dotted(reference, waves, texts))
    days = [wave.closes_on for wave in waves]
    traces[:0] = imported.dotted_lines(shown.references, days, (lowest, highest), texts)
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
    ends, language = _ends(shown), texts.language
    sentence = texts.ngettext(
        "{indicator}, from {first} ({low}) to {last} ({high}), in {n} wave.",
        "{indicator}, from {first} ({low}) to {last} ({high}), over {n} waves.",
        len(waves),
        indicator=shown.name(language),
        first=f"{ends[0]:g}",
        last=f"{ends[-1]:g}",
        low=shown.indicator.end_in(language, good=False),
        high=shown.indicator.end_in(language, good=True),
    )
    told = (
        shown.change_in_words(language),
        shown.standing_in_words(language),
        shown.level_in_words(language),
    )
    references = (series.in_words(texts) for series in shown.references)
    return " ".join(part for part in (sentence, *told, *references) if part)


def _as_table(
    shown: Trend, waves: Sequence[WaveOfUnit], texts: Texts, reference: Reference | None
) -> dict[str, list[str]]:
    """Return the means of all waves, and the level behind them with its band, newest first."""
    _ = texts.gettext
    newest_first = list(zip(waves, map(known, shown.levels), shown.line, strict=True))[::-1]
    table = {
        _("Wave"): [wave_name(wave, texts) for wave, *_rest in newest_first],
        _("Average"): [texts.number(mean.mean) if mean else "–" for _w, mean, _p in newest_first],
        _("Level behind it"): [
            texts.number(point.level) if point else "–" for _w, _m, point in newest_first
        ],
        _("Between"): [
            f"{texts.number(point.low)} – {texts.number(point.high)}" if point else "–"
            for _w, _m, point in newest_first
        ],
        _("Answers"): [
            participation.answers_in_words(texts) if participation else "–"
            for participation in reversed(shown.answers)
        ],
    }
    if reference is not None:
        means = [reference.means.get(wave.id) for wave, *_rest in newest_first]
        table[reference.name] = ["–" if mean is None else texts.number(mean) for mean in means]
    return imported.with_points(table, shown.references, texts)


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


def _dots(shown: Trend, waves: Sequence[WaveOfUnit], texts: Texts) -> go.Scatter:
    """Draw the means of the published waves, the latest one with its value beside its dot.

    A whisker shows how far the true mean may lie away from one that is blurred.
    """
    dots = [
        (wave.closes_on, level, answers)
        for wave, outcome, answers in zip(waves, shown.levels, shown.answers, strict=True)
        if (level := known(outcome)) is not None
    ]
    last, older = len(dots) - 1, shown.older_wave
    # The newest wave is named at the end of the axis.
    of_wave = "" if older is None else f" ({escape_html(_short_name(older, texts))})"
    return go.Scatter(
        x=[day for day, *_rest in dots],
        y=[as_shown(level.mean) for _day, level, _answers in dots],
        mode="markers+text",
        marker={
            "color": [TEAM if place == last else BACKGROUND for place in range(len(dots))],
            "size": [9 if place == last else 6 for place in range(len(dots))],
            "opacity": 1,
            "line": {"color": TEAM, "width": 1.5},
        },
        error_y={
            "array": [_apart(level.mean_high, level.mean) for _day, level, _answers in dots],
            "arrayminus": [_apart(level.mean, level.mean_low) for _day, level, _answers in dots],
            "color": TEAM,
            "thickness": 1,
            "width": 0,
        },
        text=[
            "" if n < last else f"{texts.number(dot[1].mean)}{of_wave}"
            for n, dot in enumerate(dots)
        ],
        textposition="middle right",
        textfont={"color": TEAM, "size": 15, "weight": "bold"},
        cliponaxis=False,
        hovertext=[_dot_in_words(*dot, texts) for dot in dots],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _apart(high: float, low: float) -> float:
    """Return the distance of two values as they are shown."""
    return round(round(high, 1) - round(low, 1), 1)


def _names_of_the_ends(shown: Trend, start: datetime, texts: Texts) -> list[Label]:
    """Return the labels of both ends of the scale, each above its line."""
    lowest, highest = _ends(shown)
    return [
        Label(start, value, escape_html(f"{value:g} {name}"), "top right", TEXT)
        for value, name in (
            (highest, shown.indicator.end_in(texts.language, good=True)),
            (lowest, shown.indicator.end_in(texts.language, good=False)),
        )
    ]


def _placed(marks: Sequence[Mark], waves: Sequence[WaveOfUnit]) -> list[tuple[Mark, Position]]:
    """Return the marks within the time shown, each with the side that has room for its label."""
    first, last = waves[0].closes_on, waves[-1].closes_on
    return [
        (mark, "top left" if mark.day - first > (last - first) / 2 else "top right")
        for mark in marks
        if first <= mark.day <= last
    ]


def _dot_in_words(
    day: date, level: Level, participation: Participation | None, texts: Texts
) -> str:
    words = f"{texts.short_date(day)}: <b>{texts.number(level.mean)}</b>"
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


def _span(waves: Sequence[WaveOfUnit], shown: Trend) -> tuple[datetime, datetime]:
    """Return the time shown: all waves, and room for the first date and beside the last point.

    Imported points of the time before are shown as well.
    """
    days = [wave.closes_on for wave in waves]
    ends = imported.first_day(shown.references, days), days[-1]
    first, last = (datetime.combine(day, time()) for day in ends)
    if first == last:
        return first - timedelta(days=1), last + timedelta(days=1)
    return first - (last - first) * 0.14, last + (last - first) * 0.05
