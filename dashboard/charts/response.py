"""Participation by wave, compared with a large study."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.chart import REFERENCE, TEAM, Chart, escape_html, figure
from dashboard.charts.while_drawn import DRAWING
from dashboard.wording import wave_name
from surveys.reading.response import ResponseReport
from surveys.texts import Texts

HEIGHT = 260


@DRAWING.charts()
def response(report: ResponseReport, texts: Texts) -> Chart | None:
    """Draw the participation by wave, in tenths; that of the study is dotted.

    None where the number of invited people is unknown for every wave.
    """
    waves = [(wave, part) for wave, part in report.parts if part is not None]
    here = texts.gettext("Here")
    tenths = [(part.tenths or 0) / 10 for _, part in waves]
    if not waves:
        return None
    names = [texts.short_date(wave.closes_on) for wave, _ in waves]
    drawn = figure(
        [
            _line(
                [round(part, 2) for part in report.study],
                [f"{_study(texts)}: {texts.percent(part)}" for part in report.study],
                dotted=True,
            ),
            _line(
                tenths,
                [f"{here}: {part.share_in_words(texts)}" for _wave, part in waves],
            ),
        ],
        height=HEIGHT,
        margin={"l": 44, "r": 60, "t": 12, "b": 28},
        xaxis={
            "tickvals": [1, len(waves)],
            "ticktext": [names[0], names[-1]] if len(names) > 1 else [names[0], ""],
            "range": [0.7, max(len(waves), len(report.study)) + 0.9],
        },
        yaxis={"range": [0, 1.04], "tickvals": [0, 0.5, 1], "tickformat": ".0%"},
    )
    for number, height, label, colour in (
        (len(waves), tenths[-1], waves[-1][1].share_in_short(), TEAM),
        (
            len(report.study),
            round(report.study[-1], 2),
            texts.percent(report.study[-1]),
            REFERENCE,
        ),
    ):
        drawn.add_annotation(
            x=number,
            y=height,
            text=escape_html(label),
            xanchor="left",
            xshift=7,
            showarrow=False,
            font={"color": colour, "size": 14},
        )
    # Below the beginning of its line, where a phone has room for all of it.
    drawn.add_annotation(
        x=1,
        y=0,
        text=escape_html(_study(texts)),
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        showarrow=False,
        font={"color": REFERENCE, "size": 12},
    )
    table = {
        texts.gettext("Wave"): [wave_name(wave, texts) for wave, _ in reversed(waves)],
        texts.gettext("Answered"): [part.share_in_words(texts) for _, part in reversed(waves)],
    }
    return Chart(drawn, report.in_words(texts.language), table)


def _study(texts: Texts) -> str:
    return texts.gettext("A study among 19 organisations, 2020")


def _line(y: Sequence[float], words: Sequence[str], *, dotted: bool = False) -> go.Scatter:
    colour = REFERENCE if dotted else TEAM
    return go.Scatter(
        x=list(range(1, len(y) + 1)),
        y=list(y),
        mode="lines+markers",
        line={"color": colour, "width": 1.5 if dotted else 2.5, "dash": "dot" if dotted else None},
        marker={"size": 4, "color": colour},
        text=[escape_html(text) for text in words],
        hovertemplate="%{text}<extra></extra>",
    )
