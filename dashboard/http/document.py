"""What Streamlit does not offer a page: its language, its scroll position, and cards."""

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
"""Draws each question as a card; a container around it would cost half as much as the question."""
_HERE = """export default function({ parentElement }) {
    (parentElement.host ?? parentElement).scrollIntoView({ block: "center" })
}"""


def declare_language(language: str) -> None:
    """Set the language of the document, for screen readers, and add the style of the cards.

    Both in one component: the answer page has one element less that way.
    """
    component = st.components.v2.component(
        "document_language", js=_LANGUAGE, css=_CARDS, isolate_styles=False
    )
    component(data={"language": language}, key="document_language", height=0)


def scroll_here() -> None:
    """Scroll to this element: Streamlit keeps the scroll position of the page before."""
    st.components.v2.component("scroll_here", js=_HERE)(key="scroll_here", height=0)
