"""Navigation: menus, guard and head of a page, and links to pages."""

from typing import NoReturn

import streamlit as st

from dashboard.page_definition import Page
from dashboard.page_registry import PAGES, first_page, served
from dashboard.person_menu import language_choice, person_menu
from dashboard.search import LISTED
from dashboard.session import Run, current, only
from surveys.texts import Texts

WANTED = "wanted"
"""Where the state of the session has that somebody came for a page that needs signing in."""


def navigation(run: Run) -> st.Page:
    """Show the menus, and return the requested page, or the first one."""
    pages: dict[str | None, list[st.Page]] = {"main": [], "administration": []}
    listed = []
    for page in served(only()):
        is_listed = page.menu is not None and page.may_open(run) and page.is_listed(run)
        pages[page.menu or "main"].append(_as_streamlit_has_it(page, run, is_listed=is_listed))
        listed += [page.name] if is_listed else []
    st.session_state[LISTED] = listed
    main, administration = pages["main"], pages["administration"]
    # One page needs no group of its own; several would fill the line.
    if sum(page.visibility == "visible" for page in administration) > 1:
        grouped = {"": main, run.texts.gettext("Administration"): administration}
        return st.navigation(grouped, position="top")
    return st.navigation(main + administration, position="top")


def enter(name: str) -> Run:
    """Begin a page: set its layout, show its head, and stop unless this reader may open it.

    Somebody who is not signed in is redirected to the first page, which offers to sign in.
    """
    page, run = PAGES[name], current()
    if page.layout is not None:
        st.set_page_config(layout=page.layout)
    if page.has_token:
        with st.container(horizontal=True, horizontal_alignment="right"):
            language_choice(run.texts)
    elif page.has_head:
        person_menu(run, page.address)
    if not page.may_open(run):
        if run.reader is None:
            st.session_state[WANTED] = True
            switch_to(first_page(only()).name)
        no_access(run.texts)
        st.stop()
    return run


def switch_to(name: str, **query: str) -> NoReturn:
    """Redirect to another page; further arguments become the query of its address."""
    st.switch_page(PAGES[name].file, query_params=query)


def page_link(
    name: str, label: str, *, icon: str | None = None, hint: str | None = None, **query: str
) -> None:
    """Show a link to a page; further arguments become the query of its address.

    `hint` is told on hover.
    """
    st.page_link(PAGES[name].file, label=label, icon=icon, help=hint, query_params=query)


def no_access(texts: Texts) -> None:
    """Show that something is not open to the reader; never whether it exists."""
    _ = texts.gettext
    st.title(_("No access"), anchor=False)
    st.markdown(
        _(
            "This page is not open to you, or there is no such unit any more. If you could open it "
            "before, your role has changed since; the administrators of Peil know why."
        )
    )
    page_link(first_page(only()).name, _("To what is open to you"))


def _as_streamlit_has_it(page: Page, run: Run, *, is_listed: bool) -> st.Page:
    return st.Page(
        page.file,
        title=run.texts.gettext(page.title),
        icon=page.icon,
        url_path=page.address,
        default=page.is_first,
        visibility="visible" if is_listed else "hidden",
    )
