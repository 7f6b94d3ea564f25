"""Texts that several pages share: errors, names of waves, labels, and the look of a change.

The meaning of numbers is put into words by the reports.
"""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from surveys.errors import PeilError, Phrase
from surveys.reading.reports import Trend, WaveOfUnit
from surveys.statistics import InsufficientData
from surveys.texts import Texts

Colour = Literal["gray", "green", "orange"]
"""Colours of the theme: orange is rust (needs attention), green is teal (good)."""

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
    """Show an error without any markup in it; the one way in which pages show errors.

    `show` is the kind of box, `after` a sentence to add.
    """
    sentence = f"{error.in_markdown(texts)} {after}".strip()
    if icon is None:
        show(sentence)
    else:
        show(sentence, icon=icon)


def aside(text: str) -> str:
    """Return a paragraph in the style of a caption, for use in `markdown_block`."""
    return f":small[:gray[{text}]]"


def markdown_block(*paragraphs: str) -> None:
    """Show headings and paragraphs as one element, because each element costs time."""
    st.markdown("\n\n".join(paragraphs), anchors=False)


def on_primary(label: str, *, disabled: bool = False) -> str:
    """Return the label of a primary button in a colour with enough contrast.

    A disabled button has the background of the page, on which its own grey is readable.
    """
    return label if disabled else f":violet[{label}]"


def wave_name(wave: WaveOfUnit, texts: Texts) -> str:
    """Return the title or number of a wave, with the days on which it was open."""
    name = wave.title or texts.gettext("Wave {n}").format(n=wave.number)
    return f"{name} · {texts.days(wave.opens_on, wave.closes_on)}"


def change_looks(trend: Trend) -> tuple[str, Colour]:
    """Return icon and colour of the badge of a change."""
    if trend.step.status == "better":
        return UP, "green"
    if trend.step.status == "worse":
        return DOWN, "orange"
    return STEADY, "gray"


def drift_looks(trend: Trend) -> tuple[str, Colour]:
    """Return icon and colour of the badge of a shift over all waves."""
    direction = signal(trend) or "lower"
    return DRIFTS[direction], "green" if direction == "higher" else "orange"


def stands_out(trend: Trend) -> bool:
    """Return whether a trend shows a significant change or shift."""
    return trend.step.status in {"better", "worse"} or bool(signal(trend))


def needs_a_look(trend: Trend) -> bool:
    """Return whether a trend has become worse."""
    if trend.step.status in {"better", "worse"}:
        return trend.step.status == "worse"
    return signal(trend) == "lower"


def signal(trend: Trend) -> Literal["lower", "higher"] | None:
    """Return the direction of a shift over all waves, if any."""
    return None if isinstance(trend.drift, InsufficientData) else trend.drift.signal
