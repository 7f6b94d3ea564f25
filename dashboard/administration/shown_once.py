"""What an action on a page shows: how far it is, once what it led to, a secret never again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from dashboard.wording import show_error
from surveys.errors import PeilError
from surveys.texts import Texts


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Show at the top of the page how far long work is, until it is done or refused.

    The work calls what it gets with a label, the number of steps done, and of all; the browser
    hears of each percent once.
    """
    bar = st.progress(0.0)
    last: tuple[str, int] | None = None

    def report(label: str, done: int, total: int) -> None:
        nonlocal last
        now = label, 100 * done // total if total else 0
        if now != last:
            last = now
            bar.progress(now[1], text=f"{label} …")

    try:
        yield report
    finally:
        bar.empty()


@dataclass(frozen=True)
class Outcome:
    """The outcome of the last action of a section, kept from its callback until it is drawn."""

    section: str

    @property
    def _said(self) -> str:
        return f"{self.section}_said"

    @property
    def _secret(self) -> str:
        return f"{self.section}_secret"

    def say(self, said: str | PeilError) -> None:
        """Keep what is to be said: that something was done, or why it was refused."""
        st.session_state[self._said] = said

    def reveal(self, secret: str) -> None:
        """Keep a secret that exists only now."""
        st.session_state[self._secret] = secret

    def show(self, texts: Texts, of_secret: str) -> None:
        """Show the outcome once; `of_secret` says what the secret is and where it belongs."""
        said = st.session_state.pop(self._said, None)
        if isinstance(said, PeilError):
            show_error(said, texts)
        elif said is not None:
            st.success(said)
        if (secret := st.session_state.pop(self._secret, None)) is not None:
            st.success(of_secret)
            st.code(secret, language=None)
