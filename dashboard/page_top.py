"""The top of a page: its title, often a box to choose a unit, and beside it what one can do.

with page_top():
    title_box(_("Unit"), options, names.__getitem__, kept_in_address("unit", options))
    with actions():
        ...  # quiet buttons
        primary_link("present", _("Show it to the team"), icon=..., unit=...)
facts("...")
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from dashboard import wording
from dashboard.address import Kept
from dashboard.components.browser import go_to
from dashboard.page_registry import address_of
from surveys.texts import escape_markdown


@contextmanager
def page_top() -> Iterator[None]:
    """Begin the line with the title and the buttons beside it."""
    with st.container(
        key="page_top",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
    ):
        yield


def title(name: str) -> None:
    """Show a title that somebody may have typed."""
    st.title(escape_markdown(name), anchor=False, width="content")


def title_box(
    label: str, options: Sequence[str], named: Callable[[str], str], kept: Kept
) -> str | None:
    """Show a box to choose from as the title of the page; of one option, the title alone.

    Readers of headings have it as a heading as well.
    """
    if len(options) < 2:
        for only in options:
            title(named(only))
        return options[0] if options else None
    with st.container(key="page_title"):
        chosen = st.selectbox(
            label, options, format_func=named, label_visibility="collapsed", **kept
        )
        with st.container(key="page_heading"):
            title(named(chosen))
    return chosen


@contextmanager
def actions() -> Iterator[None]:
    """Begin the buttons beside the title: quiet ones first, one primary button last.

    On a narrow screen the last one comes first.
    """
    with st.container(key="page_actions", horizontal=True, width="content", gap="small"):
        yield


def primary_link(name: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Show the one primary button of a page, which opens another page."""
    if st.button(wording.on_primary(label), icon=icon, type="primary", key="primary"):
        go_to(address_of(name, **query))


def facts(*parts: str) -> int:
    """Show one grey line of facts below the title, and return the number of its words.

    Parts are Markdown, so typed words are to be escaped.
    """
    if said := [part for part in parts if part]:
        with st.container(key="page_facts"):
            st.caption(" · ".join(said))
    return sum(len(part.split()) for part in said)
