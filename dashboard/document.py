"""The little that a page needs and Streamlit does not offer: language and place of the document."""

import streamlit as st

_LANGUAGE = "export default function({ data }) { document.documentElement.lang = data.language }"
_TOP = """export default function({ parentElement }) {
    (parentElement.host ?? parentElement).scrollIntoView({ block: "center" })
}"""


def announce(language: str) -> None:
    """Set the language of the document, so that a screen reader pronounces it right."""
    component = st.components.v2.component("document_language", js=_LANGUAGE)
    component(data={"language": language}, key="document_language", height=0)


def start_at_the_top() -> None:
    """Scroll up to here: Streamlit stays where the last page was left."""
    st.components.v2.component("document_top", js=_TOP)(key="document_top", height=0)
