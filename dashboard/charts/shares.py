"""The distribution of answers as one stacked bar, with shares and bounds."""

from collections.abc import Mapping

import plotly.graph_objects as go

from dashboard.charts.chart import ABOVE, BELOW, PALE, TEXT, Chart, escape_html, figure
from dashboard.charts.while_drawn import DRAWING
from surveys.reading.shares import Shares
from surveys.statistics import InsufficientData
from surveys.statistics.share import Share
from surveys.texts import Texts

HEIGHT = 74
IN_A_CARD, ACROSS = 300, 600
"""How wide a bar surely is, in pixels: in a card of three in a row, and across a page on a desk."""
_LETTER = 6.4
"""The width of a letter in a bar, in pixels."""

COLOURS: Mapping[str, str] = {
    "unfavourable": BELOW,
    "neutral": PALE,
    "favourable": ABOVE,
    "under": PALE,
    "middle": ABOVE,
    "over": BELOW,
}
"""The colour of each group of options; its name stands in the bar."""

ORDER = ("unfavourable", "neutral", "favourable", "under", "middle", "over")


@DRAWING.charts()
def shares_bar(shown: Shares, texts: Texts, width: int = ACROSS) -> Chart | None:
    """Draw the groups of options side by side, as wide as their shares.

    A part has its name and its share; one that is too narrow for its name in a bar of `width`
    pixels has its share alone. The words below the chart name all of them.
    None where too few answered, or where several options may be chosen: those do not add up.
    """
    if isinstance(shown.parts, InsufficientData) or not set(shown.parts) <= set(ORDER):
        return None
    parts = {name: shown.parts[name] for name in ORDER if name in shown.parts}
    drawn = figure(
        [_part(name, share, shown, texts, width) for name, share in parts.items()],
        height=HEIGHT,
        barmode="stack",
        margin={"l": 0, "r": 0, "t": 4, "b": 4},
        xaxis={"range": [0, 1], "visible": False},
        yaxis={"visible": False},
        uniformtext={"minsize": 12, "mode": "hide"},
    )
    table = {
        texts.gettext("Answer"): [shown.name(name, texts.language) for name in parts],
        texts.gettext("Part"): [shown.said(s.part, texts) for s in parts.values()],
        texts.gettext("Between"): [shown.between(share, texts) for share in parts.values()],
    }
    return Chart(drawn, shown.in_words(texts.language), table)


def _part(name: str, share: Share, shown: Shares, texts: Texts, width: int) -> go.Bar:
    said, part = shown.name(name, texts.language), shown.said(share.part, texts)
    label, is_narrow = escape_html(said), len(said) * _LETTER > share.part * width
    return go.Bar(
        x=[share.part],
        y=[""],
        orientation="h",
        marker={"color": COLOURS[name], "line": {"width": 0}},
        text=[part if is_narrow else f"{label}<br>{part}"],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": TEXT},
        hovertemplate=f"{label}: {part}<extra></extra>",
    )
