"""What every page needs to know about this run: installation, reader, language."""

import functools
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import cookies
from dashboard.clock import now, today
from surveys.access.access import Reader
from surveys.installation.installation import Installation, current_installation, is_ready
from surveys.organisation.organisation import Organisation, load_organisation
from surveys.settings.settings import Half, Settings
from surveys.sign_in import sign_in
from surveys.texts import LANGUAGES, Texts, negotiated


@dataclass(frozen=True)
class Run:
    """One run of a page: where the data is, who reads it (None: not signed in), the texts.

    `organisation` is None before set-up, and while the database is away.
    """

    place: Installation
    reader: Reader | None
    texts: Texts
    today: date
    organisation: Organisation | None = None
    is_ready: bool = True
    """Whether the database answers."""

    @property
    def needs_set_up(self) -> bool:
        """Whether the first page is the one to set up; never while the database is away."""
        there = self.organisation is not None and self.organisation.contacts is not None
        return self.is_ready and not there


def begin() -> Run:
    """Look up what this run is about, once for the whole run; who is signed in, each time anew."""
    place = current_installation()
    ready = is_ready(place)
    who = _signed_in(place) if ready else None
    language = st.session_state.get("language") or negotiated(
        st.query_params.get("lang"), who.language if who else None, st.context.locale
    )
    # Also when it is there already: else the choice would look empty on the next page.
    st.session_state["language"] = language
    texts, known = Texts(language), load_organisation(place) if ready else None
    day = today(known.time_zone) if known else today()
    run = Run(place, who, texts, day, known, ready)
    st.session_state["run"] = run
    return run


def current() -> Run:
    """Return what this run is about, as the app began it."""
    run: Run = st.session_state["run"]
    return run


@functools.cache
def only() -> Half | None:
    """Return which half this process serves, None for both; as the environment says."""
    return Settings().only


def _signed_in(place: Installation) -> Reader | None:
    """Return who is signed in: nobody where only answers are given."""
    if only() == "answer":
        return None
    secret = session_secret()
    return sign_in.signed_in(place, secret, now()) if secret else None


def session_secret() -> str | None:
    """Return the secret of the session that this browser brought along, if any."""
    return st.context.cookies.get(cookies.SESSION)


def browser_secret() -> str | None:
    """Return what binds a sign-in link to this browser; None where the page came without it."""
    return st.context.cookies.get(cookies.BROWSER)


def is_still(run: Run) -> bool:
    """Return whether the reader of a run is still signed in, with the same rights.

    A part of a page that refreshes alone asks, because the page itself does not run again.
    """
    return is_ready(run.place) and _signed_in(run.place) == run.reader


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
            _sign_out(run)


def _sign_out(run: Run) -> None:
    """End the session for every tab; its cookie stays behind, but opens nothing any more."""
    sign_in.sign_out(run.place, session_secret() or "")
    if st.user.get("is_logged_in"):
        # Signs out at the identity provider, too, and comes back to the first page.
        st.logout()
    else:
        st.rerun()


def no_access(texts: Texts) -> None:
    """Say that something is not open to the reader; never whether it exists."""
    _ = texts.gettext
    st.title(_("No access"), anchor=False)
    st.markdown(_("This page is not open to you, or there is no such unit any more."))
    st.page_link("dashboard/pages/welcome.py", label=_("Back to the first page"))
