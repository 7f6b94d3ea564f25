"""What comments of a wave were about: a bar for each theme, on a scale of all comments."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.chart import TEAM, TEXT, Chart, escape_html, figure
from dashboard.charts.while_drawn import DRAWING
from surveys.open_answers import CommentThemes, ThemesInWave
from surveys.reading.sources import wave_name
from surveys.texts import Texts

ROW = 40
"""Height of a row in pixels: the name of the theme above its bar, so that it fits on a phone."""


@DRAWING.charts()
def comment_themes(found: CommentThemes, waves: Sequence[ThemesInWave], texts: Texts) -> Chart:
    """Draw the themes of the newest of some waves, the most frequent first.

    The table has all of `waves`, which are from old to new.
    """
    _, newest = texts.gettext, waves[-1]
    order = found.in_order(waves)
    names = [found.themes[theme].name[texts.language] for theme in order]
    numbers = [newest.numbers.get(theme, 0) for theme in order]
    drawn = figure(
        [
            go.Bar(
                x=numbers,
                y=list(range(len(order))),
                orientation="h",
                width=0.36,
                marker={"color": TEAM},
                text=[str(number) for number in numbers],
                textposition="outside",
                textfont={"color": TEXT, "size": 14},
                cliponaxis=False,
                hovertext=[
                    f"{escape_html(name)}: {number}"
                    for name, number in zip(names, numbers, strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        ],
        height=ROW * len(order) + 12,
        margin={"l": 4, "r": 34, "t": 8, "b": 4},
        xaxis={"range": [0, newest.of], "visible": False},
        yaxis={"range": [len(order) - 0.5, -0.8], "visible": False},
    )
    for place, name in enumerate(names):
        drawn.add_annotation(
            x=0,
            y=place - 0.24,
            text=escape_html(name),
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            font={"color": TEXT, "size": 13},
        )
    table = {_("Theme"): names}
    for wave in reversed(waves):
        heading = _("{wave}, of {n}").format(wave=wave_name(wave.wave, texts), n=wave.of)
        table[heading] = [str(wave.numbers.get(theme, 0)) for theme in order]
    told = "; ".join(f"{name}: {number}" for name, number in zip(names, numbers, strict=True))
    described = _("Of {n} comments in {wave}: {told}.").format(
        n=newest.of, wave=wave_name(newest.wave, texts), told=told
    )
    return Chart(drawn, described, table)
