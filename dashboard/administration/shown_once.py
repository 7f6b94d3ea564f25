"""What an action on a page led to: said once after it, and a secret that is never shown again."""

from dataclasses import dataclass

import streamlit as st

from dashboard.wording import show_error
from surveys.errors import PeilError
from surveys.texts import Texts


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
