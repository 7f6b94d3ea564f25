"""Tells the browser which language the page is in: Streamlit always says English."""

import streamlit as st

_SCRIPT = "export default function({ data }) { document.documentElement.lang = data.language }"


def announce(language: str) -> None:
    """Set the language of the document, so that a screen reader pronounces it right."""
    component = st.components.v2.component("page_language", js=_SCRIPT)
    component(data={"language": language}, key="page_language", height=0)
