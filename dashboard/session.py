"""What every page needs to know about this run: installation, reader, language."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import cookies
from dashboard.clock import now, today
from surveys.access.access import NotAllowedError, Reader
from surveys.installation.installation import Installation, current_installation, is_ready
from surveys.organisation.organisation import Organisation, load_organisation
from surveys.settings.settings import Half, current_settings
from surveys.sign_in import sign_in
from surveys.texts import Texts, negotiated


@dataclass(frozen=True)
class Run:
    """One run of a page: the installation, who reads it (None: not signed in), the texts.

    `organisation` is None before set-up, and while the database is away.
    """

    installation: Installation
    reader: Reader | None
    texts: Texts
    today: date
    organisation: Organisation | None = None
    is_ready: bool = True
    """Whether the database answers."""

    @property
    def needs_set_up(self) -> bool:
        """Whether the organisation is yet to be set up; never while the database is away."""
        is_set_up = self.organisation is not None and self.organisation.contacts is not None
        return self.is_ready and not is_set_up

    def require_reader(self) -> Reader:
        """Return who is signed in. Raises NotAllowedError when nobody is."""
        if self.reader is None:
            msg = "nobody is signed in"
            raise NotAllowedError(msg)
        return self.reader


def begin() -> Run:
    """Look up what this run is about, once for the whole run; who is signed in, each time anew."""
    ours = current_installation()
    ready = is_ready(ours)
    reader = _signed_in(ours) if ready else None
    language = st.session_state.get("language") or negotiated(
        st.query_params.get("lang"), reader.language if reader else None, st.context.locale
    )
    # Set even if it was set before: else the choice would look empty on the next page.
    st.session_state["language"] = language
    known = load_organisation(ours) if ready else None
    day = today(known.time_zone) if known else today()
    run = Run(ours, reader, Texts(language), day, known, ready)
    st.session_state["run"] = run
    return run


def current() -> Run:
    """Return what this run is about, as the app began it."""
    run: Run = st.session_state["run"]
    return run


def only() -> Half | None:
    """Return the half that this process serves, None for both."""
    return current_settings().only


def _signed_in(ours: Installation) -> Reader | None:
    """Return who is signed in: nobody where only answers are taken."""
    if only() == "answer":
        return None
    secret = session_secret()
    return sign_in.session_reader(ours, secret, now()) if secret else None


def session_secret() -> str | None:
    """Return the secret of the session that this browser sent, if any."""
    return st.context.cookies.get(cookies.SESSION)


def browser_secret() -> str | None:
    """Return the secret that binds a sign-in link to this browser; None without its cookie."""
    return st.context.cookies.get(cookies.BROWSER)


def is_still(run: Run) -> bool:
    """Return whether the reader of a run is still signed in, with the same rights.

    A part of a page that refreshes alone asks, because the page itself does not run again.
    """
    return is_ready(run.installation) and _signed_in(run.installation) == run.reader


def sign_out(run: Run) -> None:
    """End the session in every tab; its cookie stays behind, but opens nothing any more."""
    sign_in.sign_out(run.installation, session_secret() or "")
    if st.user.get("is_logged_in"):
        # Signs out at the identity provider, too, and comes back to the first page.
        st.logout()
    else:
        st.rerun()
