"""Both sides of an experiment over the waves, before and after the start."""

from collections.abc import Mapping, Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard.charts.chart import REFERENCE, TEAM, TEXT, Chart, as_shown, escape_html, figure
from dashboard.charts.while_drawn import DRAWING
from surveys.experiments.measuring import Comparison
from surveys.instrument import Indicator
from surveys.texts import Texts

HEIGHT = 260
_ENDS = 1.0, 5.0
"""The ends of the scale of anchor questions."""

_BESIDE_NAMES = 5
"""How many waves lie beside the name of a line, on a phone."""

_APART = 0.1
"""Between the name of a line and its dots, on the scale: about as much as a dot is large."""


@DRAWING.charts()
def two_sides(found: Comparison, indicator: Indicator, texts: Texts) -> Chart:
    """Draw the averages of those that tried it and of those that waited, and when it began.

    The lines differ in colour, dash and a name at their last wave.
    """
    _ = texts.gettext
    days = [wave.closes_on for wave, *_means in found.course]
    sides = (
        (_("tried it"), [one for _wave, one, _other in found.course], TEAM, "solid"),
        (_("waited"), [other for _wave, _one, other in found.course], REFERENCE, "dash"),
    )
    means = {name: means for name, means, *_look in sides}
    drawn = figure(
        [
            *(_line(days, *side, texts) for side in sides),
            _names_of_the_sides(days[-1], means),
            _names_of_the_ends(days[0], indicator, texts),
        ],
        height=HEIGHT,
        xaxis={"tickvals": _dates(days), "ticktext": [texts.short_date(d) for d in _dates(days)]},
        yaxis={"range": [_ENDS[0] - 0.1, _ENDS[1] + 0.1], "tickvals": [1, 2, 3, 4, 5]},
    )
    if found.start is not None:
        drawn.add_shape(
            type="line",
            x0=found.start,
            x1=found.start,
            y0=_ENDS[0],
            y1=_ENDS[1],
            line={"color": REFERENCE, "width": 1, "dash": "dot"},
            layer="below",
        )
    table = {
        _("Wave"): [texts.date(day) for day in days],
        **{name: [texts.number(mean) for mean in means] for name, means, *_look in sides},
    }
    return Chart(drawn, _in_words(found, indicator, texts), table)


def _line(
    days: list[date],
    name: str,
    means: list[float],
    colour: str,
    dash: str,
    texts: Texts,
) -> go.Scatter:
    return go.Scatter(
        x=days,
        y=[as_shown(mean) for mean in means],
        mode="lines+markers",
        line={"color": colour, "width": 2, "dash": dash},
        marker={"color": colour, "size": 6},
        hovertext=[
            f"{name}: {texts.number(mean)}, {texts.short_date(day)}"
            for day, mean in zip(days, means, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _names_of_the_sides(last: date, means: Mapping[str, Sequence[float]]) -> go.Scatter:
    """Return the names of both lines at their end, over and under all that lies before it."""
    upper, lower = sorted(means, key=lambda name: means[name][-1], reverse=True)
    newest = [mean for of_side in means.values() for mean in of_side[-_BESIDE_NAMES:]]
    return go.Scatter(
        x=[last, last],
        y=[max(newest) + _APART, min(newest) - _APART],
        mode="text",
        text=[upper, lower],
        textposition=["top left", "bottom left"],
        textfont={"color": TEXT, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _names_of_the_ends(first: date, indicator: Indicator, texts: Texts) -> go.Scatter:
    return go.Scatter(
        x=[first, first],
        y=list(_ENDS),
        mode="text",
        text=[escape_html(indicator.end_in(texts.language, good=good)) for good in (False, True)],
        textposition=["top right", "bottom right"],
        textfont={"color": TEXT, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _dates(days: list[date]) -> list[date]:
    return [days[place] for place in sorted({0, (len(days) - 1) // 2, len(days) - 1})]


def _in_words(found: Comparison, indicator: Indicator, texts: Texts) -> str:
    """Return the description of the chart, for screen readers."""
    (_first, tried, waited), (_last, tried_last, waited_last) = found.course[0], found.course[-1]
    return texts.gettext(
        "{indicator}: those that tried it from {tried} to {tried_last}, those that waited from "
        "{waited} to {waited_last}, on the scale of 1 to 5."
    ).format(
        indicator=indicator.name[texts.language],
        tried=texts.number(tried),
        tried_last=texts.number(tried_last),
        waited=texts.number(waited),
        waited_last=texts.number(waited_last),
    )
