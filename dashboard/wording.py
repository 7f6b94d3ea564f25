"""Texts that several pages share: errors, names of waves, labels, and the look of a verdict.

The meaning of numbers is put into words by the reports.
"""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from surveys.errors import PeilError, Phrase
from surveys.reading.sources import source as source
from surveys.reading.sources import wave_name as wave_name
from surveys.reading.trend import Trend
from surveys.reading.verdicts.verdict import Verdict
from surveys.texts import Texts

Colour = Literal["gray", "green", "orange"]
"""Colours of the theme: orange is rust (needs attention), green is teal (good)."""

UP, DOWN, STEADY = ":material/arrow_upward:", ":material/arrow_downward:", ":material/remove:"
ATTENTION = ":material/error:"


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


def upload_words(texts: Texts) -> None:
    """Give the fields for files on this page our words; Streamlit has them in English only.

    `pages.css` puts them in the place of Streamlit's.
    """
    _ = texts.gettext
    words = {"--upload": _("Choose a file"), "--upload-hint": _("or drop it here")}
    st.html("<style>:root{" + "".join(f'{k}:"{v}";' for k, v in words.items()) + "}</style>")


def on_primary(label: str, *, disabled: bool = False) -> str:
    """Return the label of a primary button in a colour with enough contrast.

    A disabled button has the background of the page, on which its own grey is readable.
    """
    return label if disabled else f":violet[{label}]"


def change_looks(verdict: Verdict) -> tuple[str, Colour]:
    """Return icon and colour of the badge of a change."""
    if verdict.change == "better":
        return UP, "green"
    if verdict.change == "worse":
        return DOWN, "orange"
    return STEADY, "gray"


def verdict_looks(verdict: Verdict) -> tuple[str, Colour]:
    """Return icon and colour of a verdict: of a change, or of a level that needs attention."""
    if verdict.needs_attention and verdict.change != "worse":
        return ATTENTION, "orange"
    return change_looks(verdict)


def outstanding(name: str, verdict: Verdict, sentences: str) -> str:
    """Return a verdict that stands out as a line of Markdown: its look, what it is about, words."""
    icon, colour = verdict_looks(verdict)
    return f":{colour}[{icon}] **{name}.** {sentences}"


def needs_a_look(trend: Trend) -> bool:
    """Return whether a trend has become worse, or its level needs attention."""
    return trend.verdict is not None and trend.verdict.is_reason_to_look
