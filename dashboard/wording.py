"""Names of waves and charts, and how a change looks. What numbers mean is said by the reports."""

import re
from typing import Literal

import streamlit as st

from surveys.reading.reports import Trend, WaveOfUnit
from surveys.statistics.not_enough import NotEnough
from surveys.texts import Texts

Colour = Literal["gray", "green", "orange"]
"""Names of the theme: orange is rust (needs a look), green is teal (good)."""

UP, DOWN, STEADY = ":material/arrow_upward:", ":material/arrow_downward:", ":material/remove:"
_MARKUP = re.compile(r"[\\`*_\[\]<>$~]")
_BECOMES_SOMETHING = re.compile(r"(?i)(?<=www)(?=\.)|(?<=:)(?=//)|(?<=:)(?!(?<=\d:)\d)(?=[\w+-])")
"""Within an address, or before the name of an icon or a colour: there a backslash is no help."""
_WORD_JOINER = "\u2060"

DRIFTS = {"higher": ":material/trending_up:", "lower": ":material/trending_down:"}


def letter_by_letter(text: str) -> str:
    """Return a text that somebody wrote, so that nothing in it is Markdown, a link or a picture.

    A mail address may be written to all the same. Where an address or a name begins, a sign is put
    in that nobody sees.
    """
    return _BECOMES_SOMETHING.sub(_WORD_JOINER, _MARKUP.sub(r"\\\g<0>", text))


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
    return None if isinstance(trend.drift, NotEnough) else trend.drift.signal
