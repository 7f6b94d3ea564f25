"""One question over all waves: means, the level behind them with its band, both ends in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import plotly.graph_objects as go

from dashboard.charts import imported
from dashboard.charts.annotations import Mark, draw_lines, flags, label_trace
from dashboard.charts.chart import (
    REFERENCE,
    TEXT,
    Chart,
    as_shown,
    escape_html,
    figure,
)
from dashboard.charts.level import level_behind, points_of
from dashboard.charts.means import (
    days_with_too_few,
    dots,
    newest_level,
    short_name,
    too_few,
)
from dashboard.charts.scale_ends import Drawn, Ends, place_ends
from dashboard.charts.while_drawn import DRAWING
from dashboard.wording import wave_name
from surveys.reading.trend import Trend
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics import known
from surveys.texts import Texts

HEIGHT = 172
MARGIN = {"l": 16, "r": 38, "t": 12, "b": 22}
BELOW_SCALE, ABOVE_SCALE = 0.035, 0.0625
"""Room beyond both ends of the scale, as parts of its range."""

_FEW = 4
"""Waves that have room enough beside imported ones, however old these are."""


@dataclass(frozen=True)
class Reference:
    """The line of a larger unit: its name, and its mean in each wave where it has one."""

    name: str
    means: Mapping[UUID, float]


@DRAWING.charts()
def trend(
    shown: Trend,
    waves: Sequence[WaveOfUnit],
    texts: Texts,
    reference: Reference | None = None,
    marks: Sequence[Mark] = (),
    height: int = HEIGHT,
    size: float = 1.0,
) -> Chart:
    """Draw one question over all waves: means as open dots, the model's level as a line in a band.

    The band holds the level with 95 %; a paler one shows how far silent people may move it, where
    these are many. The vertical axis is the whole scale of the question. The line runs through
    waves in which too few answered; a cross at the foot says so. `reference` is drawn dotted in
    grey; `marks` outside the time shown are left out. Without a verdict there are dots only.
    `size` enlarges letters, dots and margins, for a figure that is seen from afar.
    """
    of_all, all_waves = shown, waves
    shown, waves = shown.since(drawn := _first_drawn(waves)), waves[drawn:]
    lowest, highest = ends = _ends(shown)
    start, end = _span(waves, shown)
    points, placed = points_of(shown, waves), marks_shown(marks, waves)
    crosses = days_with_too_few(shown, waves)
    named = _names_of_the_ends(shown, waves, texts, reference, crosses, placed)
    traces = [
        *imported.dotted_lines(shown.references, _days_here(waves), ends, texts),
        *([] if reference is None else [_dotted(reference, waves, texts)]),
        *level_behind(points, texts),
        dots(shown, waves, texts, size, has_line=bool(points)),
        *([newest_level(points[-1], shown, texts, size)] if points else []),
        *too_few(crosses, lowest, size, texts),
        label_trace(named.labels, 12 * size),
        *([flags(placed, ends, (end - start).days, size, texts)] if placed else []),
    ]
    tick = {"tickfont": {"color": TEXT, "size": 12 * size}}
    chart = figure(
        traces,
        height=height,
        margin={side: round(room * size) for side, room in MARGIN.items()},
        xaxis={**_dates(waves, texts), **tick, "range": [start, end]},
        yaxis={
            "range": [
                lowest - max(BELOW_SCALE * (highest - lowest), named.below),
                highest + max(ABOVE_SCALE * (highest - lowest), named.above),
            ],
            "tickvals": [lowest, (lowest + highest) / 2, highest],
            **tick,
        },
    )
    draw_lines(chart, placed, ends)
    said = _in_words(of_all, all_waves, texts)
    return Chart(chart, said, _as_table(of_all, all_waves, texts, reference))


def _first_drawn(waves: Sequence[WaveOfUnit]) -> int:
    """Return the position of the first wave that a chart has room for.

    Waves that were imported from long before the first one here would squeeze all later ones into
    a corner; they stand in the table. A few waves have room enough.
    """
    here = _days_here(waves)
    if len(here) <= _FEW:
        return 0
    since = imported.earliest_drawn(here)
    return next(place for place, wave in enumerate(waves) if wave.closes_on >= since)


def _days_here(waves: Sequence[WaveOfUnit]) -> list[date]:
    """Return the days of the waves that were held here, of imported ones if there are no others."""
    held = [wave.closes_on for wave in waves if wave.number is not None]
    return held or [wave.closes_on for wave in waves]


def marks_shown(marks: Sequence[Mark], waves: Sequence[WaveOfUnit]) -> list[Mark]:
    """Return the marks within the time that a trend shows."""
    first, last = waves[_first_drawn(waves)].closes_on, waves[-1].closes_on
    return [mark for mark in marks if first <= mark.day <= last]


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
        _("Likely level"): [
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
        line={"color": REFERENCE, "width": 1.4, "dash": "dot"},
        text=["" if m is None else f"{name}: {texts.number(m)}" for m in means],
        hovertemplate="%{text}<extra></extra>",
    )


def _names_of_the_ends(
    shown: Trend,
    waves: Sequence[WaveOfUnit],
    texts: Texts,
    reference: Reference | None,
    crosses: Sequence[date],
    marks: Sequence[Mark],
) -> Ends:
    """Place the names of both ends of the scale, clear of what is drawn."""
    days = [wave.closes_on for wave in waves]
    numbers = [(day, point.level, point.level) for day, point in points_of(shown, waves)]
    numbers += [
        (day, level.mean_low, level.mean_high)
        for day, outcome in zip(days, shown.levels, strict=True)
        if (level := known(outcome)) is not None
    ]
    if reference is not None:
        means = [(wave.closes_on, reference.means.get(wave.id)) for wave in waves]
        numbers += [(day, mean, mean) for day, mean in means if mean is not None]
    language = texts.language
    low, high = (escape_html(shown.indicator.end_in(language, good=good)) for good in (False, True))
    first = min(days[0], imported.first_day(shown.references, _days_here(waves)))
    flagged = [mark.day for mark in marks]
    return place_ends((low, high), _ends(shown), Drawn(first, days[-1], numbers, crosses, flagged))


def _ends(shown: Trend) -> tuple[float, float]:
    values = shown.question.scale.values or (1.0, 5.0)
    return values[0], values[-1]


def _dates(waves: Sequence[WaveOfUnit], texts: Texts) -> dict[str, object]:
    """Return the horizontal axis, with labels for the first, middle and last wave."""
    named = sorted({0, (len(waves) - 1) // 2, len(waves) - 1})
    days = [waves[position] for position in named]
    return {
        "tickvals": [wave.closes_on for wave in days],
        "ticktext": [escape_html(short_name(wave, texts)) for wave in days],
        # Otherwise the browser measures each label, to omit those that do not fit.
        "ticklabeloverflow": "allow",
    }


def _span(waves: Sequence[WaveOfUnit], shown: Trend) -> tuple[datetime, datetime]:
    """Return the time shown: all waves, and room for the first and the last dot.

    Imported points of the time before are shown as well.
    """
    days = [wave.closes_on for wave in waves]
    ends = min(days[0], imported.first_day(shown.references, _days_here(waves))), days[-1]
    first, last = (datetime.combine(day, time()) for day in ends)
    if first == last:
        return first - timedelta(days=1), last + timedelta(days=1)
    return first - (last - first) * 0.03, last + (last - first) * 0.03
