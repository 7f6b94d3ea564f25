"""What every page needs to know about this run: installation, reader, language."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard.clock import now, today
from dashboard.texts import LANGUAGES, Texts, negotiated
from surveys import sign_in
from surveys.access import Reader
from surveys.installation import Installation, installation

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
    secret = session_secret()
    who = sign_in.signed_in(place, secret, now()) if secret else None
    if "language" not in st.session_state:
        own = who.language if who else None
        st.session_state["language"] = negotiated(
            st.query_params.get("lang"), own, st.context.locale
        )
    return Run(place, who, Texts(st.session_state["language"]), today())


def session_secret() -> str | None:
    """Return the secret of the session that this browser brought along, if any."""
    return st.context.cookies.get(COOKIE)


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
        secret = session_secret()
        signed_in = run.reader is not None and secret is not None
        if signed_in and st.button(_("Sign out"), icon=":material/logout:"):
            # The cookie stays behind, but opens nothing any more.
            sign_in.sign_out(run.place, secret or "")
            st.rerun()
