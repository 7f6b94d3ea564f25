"""What a page does while the database is away: it says so, and goes on by itself once it is back.

The browser asks again every few seconds. Until the database answers, no page is drawn anew: one
that is open stays as it is, with what was typed. What is pressed on it waits, and is done once.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

import streamlit as st
from cachetools.func import ttl_cache

from dashboard.session import Run
from dashboard.streamlit_internals.server import (
    around_callbacks,
    is_given_up,
    page_asked_for,
    uninterrupted,
)
from surveys.installation import current_installation, is_away, is_ready
from surveys.texts import Texts

_OPEN = "open_page"
"""Where the state of the session has which page is open, drawn from the database."""

_SOONEST, _LATEST = 2.0, 4.0
"""Seconds after which a page asks again: not all of those that wait ask at the same moment."""


def in_place_of_page(texts: Texts) -> None:
    """Show that the database is away, where a page would be, and draw the page once it is back."""
    st.session_state[_OPEN] = None
    st.title(texts.gettext("One moment, please"), anchor=False)
    st.markdown(_said(texts))
    try_again_by_itself()


def _said(texts: Texts) -> str:
    """Return one sentence on what is wrong and one on what happens next."""
    _ = texts.gettext
    return _("The database does not answer now.") + " " + _("This page tries again by itself.")


@contextmanager
def going_on_once_it_is_back(run: Run, *, lets_presses_wait: bool) -> Iterator[None]:
    """Draw a page in the block; when the database goes away meanwhile, say so below its parts."""
    st.session_state[_OPEN] = page_asked_for() if lets_presses_wait and run.is_ready else None
    try:
        yield
    except Exception as fault:
        if not is_away(fault):
            raise
        in_place_of_page(run.texts)


def let_presses_wait() -> None:
    """Let presses on open pages wait until the database is back, in this process."""
    around_callbacks(_once_it_is_back)


@contextmanager
def _once_it_is_back() -> Iterator[None]:
    """Wait until the database answers; the block then takes over what was pressed.

    Another press meanwhile comes after it and not in its place.
    """
    page = st.session_state.get(_OPEN)
    with ExitStack() as held:
        # Looked up anew: it may have gone away within the last second.
        if page and page == page_asked_for() and not is_ready(current_installation()):
            with uninterrupted():
                _wait()
            # Nobody is there any more: let Streamlit end the run.
            if not is_given_up():
                held.enter_context(uninterrupted())
        yield


def _wait() -> None:
    """Say on the page, which stays as it is, that it waits; return when that is over."""
    _ = Texts(st.session_state.get("language") or "en").gettext
    away = _("The database does not answer now.")
    kept = _("What you pressed waits for it; you need not press again.")
    said = st.toast(f"{away} {kept}", icon=":material/hourglass_top:", duration="infinite")
    while not (_answers() or is_given_up()):
        time.sleep(1)
    said.toast(_("The database is back."), icon=":material/check:")


def try_again_by_itself(before: Callable[[], None] | None = None) -> None:
    """Run the whole page again once the database answers; `before` is called just before that."""
    drawn = time.monotonic()

    def look() -> None:
        # While the page itself is drawn, this runs as a part of it: it has tried a moment ago.
        if time.monotonic() - drawn < _SOONEST / 2 or not _answers():
            return
        if before is not None:
            before()
        st.rerun()

    st.fragment(look, run_every=random.uniform(_SOONEST, _LATEST))()  # noqa: S311


_LOOKING = Lock()
"""Held by the one page that looks, while the others wait for what it finds."""


def _answers() -> bool:
    """Return whether the database answers: looked up once a second for all pages that wait."""
    with _LOOKING:
        return _looked_up()


@ttl_cache(maxsize=1, ttl=1)
def _looked_up() -> bool:
    return is_ready(current_installation())
