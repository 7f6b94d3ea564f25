"""The little that a page needs and Streamlit does not offer: language, place and cards."""

import streamlit as st

from dashboard.streamlit_internals import CARDS

_LANGUAGE = "export default function({ data }) { document.documentElement.lang = data.language }"
_CARDS = f"""
{CARDS} {{
    width: 100%;
    padding: calc(1rem - 1px);
    border: 1px solid color-mix(in srgb, currentColor 14%, transparent);
    border-radius: 0.6rem;
}}
"""
"""Draws each question as a card: a container around each would cost half as much as a question."""
_TOP = """export default function({ parentElement }) {
    (parentElement.host ?? parentElement).scrollIntoView({ block: "center" })
}"""


def announce(language: str) -> None:
    """Set the language of the document, so that a screen reader pronounces it right; and cards.

    The style comes along because an element of its own would be one more for the answer page.
    """
    component = st.components.v2.component(
        "document_language", js=_LANGUAGE, css=_CARDS, isolate_styles=False
    )
    component(data={"language": language}, key="document_language", height=0)


def start_at_the_top() -> None:
    """Scroll up to here: Streamlit stays where the last page was left."""
    st.components.v2.component("document_top", js=_TOP)(key="document_top", height=0)
