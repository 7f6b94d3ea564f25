"""What a page does while the database is away: it says so, and goes on by itself once it is back.

The browser asks again every few seconds. Until the database answers, no page is drawn anew.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

import streamlit as st
from cachetools.func import ttl_cache

from dashboard.session import Run
from surveys.installation import current_installation, is_away, is_ready
from surveys.texts import Texts

_SOONEST, _LATEST = 2.0, 4.0
"""Seconds after which a page asks again: not all of those that wait ask at the same moment."""


def in_place_of_page(texts: Texts) -> None:
    """Show that the database is away, where a page would be, and draw the page once it is back."""
    st.title(texts.gettext("One moment, please"), anchor=False)
    st.markdown(_said(texts))
    try_again_by_itself()


def _said(texts: Texts) -> str:
    """Return one sentence on what is wrong and one on what happens next."""
    _ = texts.gettext
    return _("The database does not answer now.") + " " + _("This page tries again by itself.")


@contextmanager
def going_on_once_it_is_back(run: Run) -> Iterator[None]:
    """Draw a page in the block; when the database goes away meanwhile, say so below its parts."""
    try:
        yield
    except Exception as fault:
        if not is_away(fault):
            raise
        in_place_of_page(run.texts)


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
