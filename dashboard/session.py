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
    secret = st.context.cookies.get(COOKIE)
    who = sign_in.signed_in(place, secret, now()) if secret else None
    chosen = st.session_state.get("language")
    own = who.language if who else None
    language = chosen or negotiated(st.query_params.get("lang"), own, st.context.locale)
    return Run(place, who, Texts(language), today())


def page_head(run: Run) -> None:
    """Show the choice of language and, for who is signed in, the way out."""
    _ = run.texts.gettext
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            default=run.texts.language,
            required=True,
            format_func=LANGUAGES.__getitem__,
            key="language",
            label_visibility="collapsed",
            persist_state="session",
        )
        if run.reader is not None and st.button(_("Sign out"), icon=":material/logout:"):
            sign_in.sign_out(run.place, st.context.cookies[COOKIE])
            st.rerun()
