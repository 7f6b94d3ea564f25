"""Both sides of an experiment over the waves, before and after the start."""

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
    one, other = (means[-1] for _name, means, *_look in sides)
    places = ("top left", "bottom left") if one >= other else ("bottom left", "top left")
    lines = [_line(days, *side, place, texts) for side, place in zip(sides, places, strict=True)]
    drawn = figure(
        [*lines, _names_of_the_ends(days[0], indicator, texts)],
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
    place: str,
    texts: Texts,
) -> go.Scatter:
    last = len(days) - 1
    return go.Scatter(
        x=days,
        y=[as_shown(mean) for mean in means],
        mode="lines+markers+text",
        line={"color": colour, "width": 2, "dash": dash},
        marker={"color": colour, "size": 6},
        text=[name if at == last else "" for at in range(len(days))],
        textposition=place,
        textfont={"color": TEXT, "size": 12},
        cliponaxis=False,
        hovertext=[
            f"{name}: {texts.number(mean)}, {texts.short_date(day)}"
            for day, mean in zip(days, means, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
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
