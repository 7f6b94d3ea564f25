"""What every page needs to know about this run: installation, reader, language."""

import functools
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard.clock import now, today
from surveys import sign_in
from surveys.access import Reader
from surveys.installation import Installation, installation, is_ready
from surveys.organisation import organisation
from surveys.settings import Half, Settings
from surveys.texts import LANGUAGES, Texts, negotiated

COOKIE = "peil_session"


@dataclass(frozen=True)
class Run:
    """One run of a page: where the data is, who reads it (None: not signed in), the texts."""

    place: Installation
    reader: Reader | None
    texts: Texts
    today: date


def current() -> Run:
    """Return what this run is about; who is signed in is looked up anew each time."""
    place = installation()
    who = _signed_in(place)
    if st.session_state.get("language") is None:
        own = who.language if who else None
        st.session_state["language"] = negotiated(
            st.query_params.get("lang"), own, st.context.locale
        )
    return Run(place, who, Texts(st.session_state["language"]), today())


@functools.cache
def only() -> Half | None:
    """Return which half this process serves, None for both; as the environment says."""
    return Settings().only


def needs_set_up(place: Installation) -> bool:
    """Return whether the first page is the one to set up; never while the database is away."""
    if not is_ready(place):
        return False
    found = organisation(place)
    return found is None or found.contacts is None


def _signed_in(place: Installation) -> Reader | None:
    """Return who is signed in: nobody where only answers are given, or with the database away."""
    if only() == "answer":
        return None
    secret = session_secret()
    return sign_in.signed_in(place, secret, now()) if secret and is_ready(place) else None


def session_secret() -> str | None:
    """Return the secret of the session that this browser brought along, if any."""
    return st.context.cookies.get(COOKIE)


def is_still(run: Run) -> bool:
    """Return whether the reader of a run is still signed in, with the same rights.

    A part of a page that refreshes alone asks, because the page itself does not run again.
    """
    return _signed_in(run.place) == run.reader


def page_head(run: Run) -> None:
    """Show the choice of language and, for who is signed in, the way out."""
    _ = run.texts.gettext
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            required=True,
            format_func=LANGUAGES.__getitem__,
            key="language",
            label_visibility="collapsed",
            persist_state="session",
        )
        if run.reader is not None and st.button(_("Sign out"), icon=":material/logout:"):
            # The cookie stays behind, but opens nothing any more.
            sign_in.sign_out(run.place, session_secret() or "")
            st.rerun()


def no_access(texts: Texts) -> None:
    """Say that something is not open to the reader; never whether it exists."""
    _ = texts.gettext
    st.title(_("No access"), anchor=False)
    st.markdown(_("This page is not open to you, or there is no such unit any more."))
    st.page_link("dashboard/pages/welcome.py", label=_("Back to the first page"))
