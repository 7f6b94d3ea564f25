"""Response by wave, compared with a large study."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.chart import REFERENCE, TEAM, Chart, figure
from dashboard.wording import wave_name
from surveys.reading.response import ResponseReport
from surveys.texts import Texts

HEIGHT = 260


def response(report: ResponseReport, texts: Texts) -> Chart | None:
    """Draw the response rate by wave; that of the study is dotted.

    None where the number of invited people is unknown for every wave.
    """
    waves = [(wave, part) for wave, part in report.parts if part is not None]
    if not waves:
        return None
    names = [texts.short_date(wave.closes_on) for wave, _ in waves]
    drawn = figure(
        [
            _line(range(1, len(report.study) + 1), report.study, texts, _study(texts), dotted=True),
            _line(
                range(1, len(waves) + 1), [part for _, part in waves], texts, texts.gettext("Here")
            ),
        ],
        height=HEIGHT,
        margin={"l": 44, "r": 44, "t": 12, "b": 28},
        xaxis={
            "tickvals": [1, len(waves)],
            "ticktext": [names[0], names[-1]] if len(names) > 1 else [names[0], ""],
            "range": [0.7, max(len(waves), len(report.study)) + 0.9],
        },
        yaxis={"range": [0, 1.04], "tickvals": [0, 0.5, 1], "tickformat": ".0%"},
    )
    for number, parts, colour in (
        (len(waves), waves[-1][1], TEAM),
        (len(report.study), report.study[-1], REFERENCE),
    ):
        drawn.add_annotation(
            x=number,
            y=parts,
            text=texts.percent(parts),
            xanchor="left",
            xshift=7,
            showarrow=False,
            font={"color": colour, "size": 14},
        )
    table = {
        texts.gettext("Wave"): [wave_name(wave, texts) for wave, _ in reversed(waves)],
        texts.gettext("Answered"): [texts.percent(part) for _, part in reversed(waves)],
    }
    return Chart(drawn, report.in_words(texts.language), table)


def _study(texts: Texts) -> str:
    return texts.gettext("A study among 19 organisations, 2020")


def _line(
    x: Sequence[int], y: Sequence[float], texts: Texts, name: str, *, dotted: bool = False
) -> go.Scatter:
    colour = REFERENCE if dotted else TEAM
    return go.Scatter(
        x=list(x),
        y=list(y),
        mode="lines+markers",
        line={"color": colour, "width": 1.5 if dotted else 2.5, "dash": "dot" if dotted else None},
        marker={"size": 4, "color": colour},
        text=[f"{name}: {texts.percent(part)}" for part in y],
        hovertemplate="%{text}<extra></extra>",
    )
