"""The context of a page run: installation, reader, language and read transaction."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import BoundedSemaphore

import streamlit as st
from sqlmodel import Session

from dashboard import cookies
from dashboard.clock import now, today
from dashboard.remembered import remembered
from surveys import sign_in
from surveys.access import NotAllowedError, Reader
from surveys.installation import (
    Installation,
    Snapshot,
    current_installation,
    open_snapshot,
    published,
)
from surveys.organisation import Organisation, load_organisation_in
from surveys.settings import Half, current_settings
from surveys.texts import Texts, negotiated


def _gates(pool: int) -> tuple[BoundedSemaphore, BoundedSemaphore]:
    """Return two gates that let fewer runs through than the pool has connections."""
    return BoundedSemaphore(pool * 8 // 15), BoundedSemaphore(pool * 4 // 15)


_DRAWING, _OTHERS = _gates(current_settings().database_pool)
"""Limit the runs that read at the same time to fewer than the connection pool has.

Each holds a connection; some need a second one for the audit trail, and must never wait for each
other. Pages that draw results read until they are drawn; all others, those to answer on among them,
have a gate of their own, so that nobody who answers waits for somebody who reads.
"""


@dataclass(frozen=True)
class Run:
    """One run of a page: the installation, its reader (None: not signed in), the texts.

    `organisation` is None before set-up, and while the database is away.
    """

    installation: Installation
    reader: Reader | None
    texts: Texts
    today: date
    organisation: Organisation | None = None
    snapshot: Snapshot | None = None
    """The read transaction of the run; None while the database is away."""
    _held: ExitStack = field(default_factory=ExitStack, repr=False)

    @property
    def is_ready(self) -> bool:
        """Whether the database could be reached when the run began."""
        return self.snapshot is not None

    @property
    def has_ended(self) -> bool:
        """Whether the read transaction has ended, as it has when a part of a page runs alone."""
        return self.snapshot is None or not self.snapshot.is_open

    def open_session(self) -> Session:
        """Return the session of the read transaction.

        Raises ConnectionError while the database is away.
        """
        if self.snapshot is None:
            msg = "the database does not answer"
            raise ConnectionError(msg)
        return self.snapshot.session

    def open_replica(self) -> Session | None:
        """Return a session to read published results with, open as long as this run reads.

        None without a replica, and while it is not to be used.
        """
        held = published(self.installation, self.open_session())
        return self._held.enter_context(held)

    def end_reading(self) -> None:
        """End the read transaction, before a page that writes or waits."""
        self._held.close()

    @property
    def needs_set_up(self) -> bool:
        """Whether the organisation is yet to be set up; never while the database is away."""
        is_set_up = self.organisation is not None and self.organisation.contacts is not None
        return self.is_ready and not is_set_up

    def require_reader(self) -> Reader:
        """Return who is signed in. Raises NotAllowedError when nobody is."""
        if self.reader is None:
            raise NotAllowedError("signed_out")
        return self.reader


@contextmanager
def begin(*, draws_results: bool) -> Iterator[Run]:
    """Open the read transaction of a run, and look up reader, language and organisation in it.

    The reader is looked up in every run. The transaction is closed however the run ends.
    """
    with ExitStack() as held:
        yield _begin(held, _DRAWING if draws_results else _OTHERS)


def _begin(held: ExitStack, gate: BoundedSemaphore) -> Run:
    installation = current_installation()
    held.enter_context(gate)
    snapshot = open_snapshot(installation)
    if snapshot is not None:
        held.callback(snapshot.close)
    reader = _reader(snapshot) if snapshot else None
    language = st.session_state.get("language") or negotiated(
        st.query_params.get("lang"),
        remembered(cookies.LANGUAGE),
        reader.language if reader else None,
        st.context.locale,
    )
    # Set even if it was set before: else the choice would look empty on the next page.
    st.session_state["language"] = language
    known = load_organisation_in(snapshot.session) if snapshot else None
    day = today(known.time_zone) if known else today()
    run = Run(installation, reader, Texts(language), day, known, snapshot, held)
    st.session_state["run"] = run
    return run


def current() -> Run:
    """Return the context of this run."""
    run: Run = st.session_state["run"]
    return run


def only() -> Half | None:
    """Return the half that this process serves, None for both."""
    return current_settings().only


def _reader(snapshot: Snapshot) -> Reader | None:
    """Return who is signed in; nobody in a process that only takes answers."""
    secret = None if only() == "answer" else session_secret()
    return sign_in.session_reader_in(snapshot.session, secret, now()) if secret else None


def session_secret() -> str | None:
    """Return the secret of the session that this browser sent, if any."""
    return cookies.value_of(st.context.cookies, cookies.SESSION)


def browser_secret() -> str | None:
    """Return the secret that binds a sign-in link to this browser; None without its cookie."""
    return cookies.value_of(st.context.cookies, cookies.BROWSER)


def is_still(run: Run) -> bool:
    """Return whether the reader of a run is still signed in, with the same rights.

    A fragment of a page that reruns alone checks this, because the page itself does not rerun.
    """
    snapshot = open_snapshot(run.installation)
    if snapshot is None:
        return False
    with closing(snapshot):
        return _reader(snapshot) == run.reader


def sign_out(run: Run) -> None:
    """End the session in every tab; its cookie stays behind, but opens nothing any more."""
    sign_in.sign_out(run.installation, session_secret() or "")
    if st.user.get("is_logged_in"):
        # Signs out at the identity provider, too, and comes back to the first page.
        st.logout()
    else:
        st.rerun()
