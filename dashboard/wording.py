"""Names of waves and charts, and how a change looks. What numbers mean is said by the reports."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from surveys.errors import PeilError, Phrase
from surveys.reading.reports import Trend, WaveOfUnit
from surveys.statistics.insufficient_data import InsufficientData
from surveys.texts import Texts

Colour = Literal["gray", "green", "orange"]
"""Names of the theme: orange is rust (needs a look), green is teal (good)."""

UP, DOWN, STEADY = ":material/arrow_upward:", ":material/arrow_downward:", ":material/remove:"

DRIFTS = {"higher": ":material/trending_up:", "lower": ":material/trending_down:"}


def show_error(
    error: PeilError | Phrase,
    texts: Texts,
    *,
    icon: str | None = ":material/error:",
    show: Callable[..., object] = st.error,
    after: str = "",
) -> None:
    """Say what is wrong, nothing of it becoming markup; the one way in which a page shows an error.

    `show` is the kind of box, `after` a sentence that follows.
    """
    said = f"{error.in_markdown(texts)} {after}".strip()
    if icon is None:
        show(said)
    else:
        show(said, icon=icon)


def aside(text: str) -> str:
    """Return a paragraph that looks like a caption, to stand among others in one element."""
    return f":small[:gray[{text}]]"


def markdown_block(*paragraphs: str) -> None:
    """Show headings and paragraphs as one element, because each costs a page that many open."""
    st.markdown("\n\n".join(paragraphs), anchors=False)


def on_primary(label: str, *, disabled: bool = False) -> str:
    """Return the label of a primary button, in the colour that can be read on it.

    A disabled one has the ground of the page, so that its own grey is what can be read there.
    """
    return label if disabled else f":violet[{label}]"


def wave_name(wave: WaveOfUnit, texts: Texts) -> str:
    """Name a wave by its title or number, with the days on which it was open."""
    name = wave.title or texts.gettext("Wave {n}").format(n=wave.number)
    return f"{name} · {texts.days(wave.opens_on, wave.closes_on)}"


def change_looks(trend: Trend) -> tuple[str, Colour]:
    """Return the icon and the colour of the badge that says what changed."""
    if trend.step.status == "better":
        return UP, "green"
    if trend.step.status == "worse":
        return DOWN, "orange"
    return STEADY, "gray"


def drift_looks(trend: Trend) -> tuple[str, Colour]:
    """Return icon and colour of the badge that says that all waves together show a shift."""
    way = signal(trend) or "lower"
    return DRIFTS[way], "green" if way == "higher" else "orange"


def stands_out(trend: Trend) -> bool:
    """Return whether a trend shows something that is more than chance."""
    return trend.step.status in {"better", "worse"} or bool(signal(trend))


def needs_a_look(trend: Trend) -> bool:
    """Return whether what stands out is something to worry about rather than to keep."""
    if trend.step.status in {"better", "worse"}:
        return trend.step.status == "worse"
    return signal(trend) == "lower"


def signal(trend: Trend) -> Literal["lower", "higher"] | None:
    """Return which way all waves together point, if any."""
    return None if isinstance(trend.drift, InsufficientData) else trend.drift.signal
