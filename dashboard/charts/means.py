"""What a trend shows wave by wave: means, the newest level, and where too few answered."""

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard.charts.chart import BACKGROUND, REFERENCE, TEAM, as_shown, escape_html
from dashboard.charts.level import Point, level_in_words
from surveys.reading.participation import Participation
from surveys.reading.trend import Trend
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics import known
from surveys.statistics.level import Level
from surveys.texts import Texts, rounded

MAX_TITLE_LENGTH = 9
"""Maximum number of characters of a title below the axis, for a phone."""


def dots(
    shown: Trend, waves: Sequence[WaveOfUnit], texts: Texts, size: float, *, has_line: bool
) -> go.Scatter:
    """Draw the means of the published waves; without a line the latest one with its value.

    A whisker shows how far the true mean may lie away from one that is blurred.
    """
    of_waves = [
        (wave.closes_on, level, answers)
        for wave, outcome, answers in zip(waves, shown.levels, shown.answers, strict=True)
        if (level := known(outcome)) is not None
    ]
    told = None if has_line else len(of_waves) - 1
    of_wave = _of_older_wave(shown, texts)
    return go.Scatter(
        x=[day for day, *_rest in of_waves],
        y=[as_shown(level.mean) for _day, level, _answers in of_waves],
        mode="markers" if has_line else "markers+text",
        marker={
            "color": [TEAM if place == told else BACKGROUND for place in range(len(of_waves))],
            "size": [(9 if place == told else 5.5) * size for place in range(len(of_waves))],
            "opacity": 1,
            "line": {"color": TEAM, "width": 1.5},
        },
        error_y={
            "array": [_apart(level.mean_high, level.mean) for _day, level, _answers in of_waves],
            "arrayminus": [
                _apart(level.mean, level.mean_low) for _day, level, _answers in of_waves
            ],
            "color": TEAM,
            "thickness": 1,
            "width": 0,
        },
        text=[
            f"{texts.number(dot[1].mean)}{of_wave}" if place == told else ""
            for place, dot in enumerate(of_waves)
        ],
        textposition="top left" if of_wave else "middle right",
        textfont={"color": TEAM, "size": 16 * size, "weight": "bold"},
        cliponaxis=False,
        hovertext=[_dot_in_words(*dot, texts) for dot in of_waves],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def newest_level(newest: Point, shown: Trend, texts: Texts, size: float) -> go.Scatter:
    """Draw the newest level of the line as a filled dot, with its value beside it."""
    day, point = newest
    of_wave = _of_older_wave(shown, texts)
    return go.Scatter(
        x=[day],
        y=[as_shown(point.level)],
        mode="markers+text",
        marker={"color": TEAM, "size": 9 * size},
        text=[f"{texts.number(point.level)}{of_wave}"],
        textposition="top left" if of_wave else "middle right",
        textfont={"color": TEAM, "size": 16 * size, "weight": "bold"},
        cliponaxis=False,
        hovertext=[level_in_words(newest, texts)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _of_older_wave(shown: Trend, texts: Texts) -> str:
    """Return the name of the wave that the newest numbers are of, in brackets, unless the newest.

    That one is named at the end of the axis.
    """
    older = shown.older_wave
    return "" if older is None else f" ({escape_html(short_name(older, texts))})"


def days_with_too_few(shown: Trend, waves: Sequence[WaveOfUnit]) -> list[date]:
    """Return the closing days of the waves since the first result in which too few answered."""
    known_at = [known(level) is not None for level in shown.levels]
    first = known_at.index(True) if True in known_at else len(known_at)
    return [
        wave.closes_on
        for wave, is_known in list(zip(waves, known_at, strict=True))[first:]
        # An imported wave has no number; perhaps it did not ask this.
        if not is_known and wave.number is not None
    ]


def too_few(missing: Sequence[date], lowest: float, size: float, texts: Texts) -> list[go.Scatter]:
    """Draw a cross on the base line on each day of a wave in which too few answered."""
    if not missing:
        return []
    words = texts.gettext("too few answered to show")
    cross = go.Scatter(
        x=missing,
        y=[lowest] * len(missing),
        mode="markers",
        marker={"symbol": "x-thin", "size": 6 * size, "line": {"color": REFERENCE, "width": 1.4}},
        cliponaxis=False,
        hovertext=[f"{texts.short_date(day)}: {words}" for day in missing],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    return [cross]


def _apart(high: float, low: float) -> float:
    """Return the distance of two values as they are shown."""
    return rounded(rounded(high) - rounded(low))


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


def short_name(wave: WaveOfUnit, texts: Texts) -> str:
    """Return the title of a wave if it fits below a point at the edge, else its date."""
    title = wave.title or ""
    return title if 0 < len(title) <= MAX_TITLE_LENGTH else texts.short_date(wave.closes_on)
