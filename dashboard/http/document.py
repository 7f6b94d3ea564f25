"""What Streamlit does not offer a page: its language and its scroll position."""

import streamlit as st

from surveys.texts import Texts

_LANGUAGE = """export default function({ data }) {
    document.documentElement.lang = data.language
    document.documentElement.style.setProperty("--more", JSON.stringify(data.more))
}"""
_HERE = """export default function({ parentElement }) {
    (parentElement.host ?? parentElement).scrollIntoView({ block: "center" })
}"""


def declare_language(texts: Texts) -> None:
    """Set the language of the document, for screen readers.

    And the word for pages that the menu has no room for, which Streamlit has in English only. All
    in one component: the answer page has fewer elements that way.
    """
    component = st.components.v2.component("document_language", js=_LANGUAGE, isolate_styles=False)
    data = {"language": texts.language, "more": texts.gettext("More")}
    component(data=data, key="document_language", height=0)


def scroll_here() -> None:
    """Scroll to this element: Streamlit keeps the scroll position of the page before."""
    st.components.v2.component("scroll_here", js=_HERE)(key="scroll_here", height=0)
