"""The menu at the top right of every page: who is signed in, language, colours, and the way out."""

import streamlit as st

from dashboard import cookies
from dashboard.page_registry import WITH_COOKIES
from dashboard.remembered import keep, remembered, send_to_browser
from dashboard.search import search
from dashboard.session import Run, sign_out
from surveys.access import choose_language
from surveys.people.importing.summary import role_in_words
from surveys.texts import LANGUAGES, Texts, escape_markdown

THEMES = ("system", "light", "dark")

TO_KEEP = "language_to_keep"
"""Where the session knows that somebody has just chosen a language, to be kept."""


def person_menu(run: Run, address: str) -> None:
    """Show the menu at its place in the header; `address` is that of the page.

    Where visitors need no account, it has the languages only, and nothing is remembered.
    """
    _, who = run.texts.gettext, run.reader
    is_kept = address in WITH_COOKIES
    with st.container(key="person"):
        if is_kept:
            keep_language(run)
        if who is None:
            label, icon, key = LANGUAGES[run.texts.language], ":material/language:", "visitor_menu"
        else:
            label, icon, key = escape_markdown(who.name), ":material/account_circle:", "person_menu"
        if who is not None:
            search(run)
        with st.popover(label, type="tertiary", icon=icon, key=key):
            if who is not None:
                st.markdown(f"**{label}**  \n{_roles(who.roles, run.texts)}")
            language_choice(run.texts, TO_KEEP if is_kept else None)
            if is_kept:
                _theme_choice(run.texts)
            if who is not None and st.button(
                _("Sign out"), icon=":material/logout:", width="stretch"
            ):
                sign_out(run)
        if is_kept:
            send_to_browser()


def language_choice(texts: Texts, flag: str | None = None) -> None:
    """Show the languages to choose from; a choice sets a flag in the state of the session."""
    st.segmented_control(
        texts.gettext("Language"),
        list(LANGUAGES),
        required=True,
        format_func=LANGUAGES.__getitem__,
        key="language",
        label_visibility="visible" if flag else "collapsed",
        persist_state="session",
        on_change=_set if flag else None,
        args=(flag,) if flag else None,
    )


def speak(language: str) -> None:
    """Choose a language as a callback, where a page has another way than the menu."""
    st.session_state["language"] = language
    _set(TO_KEEP)


def _set(flag: str) -> None:
    st.session_state[flag] = True


def keep_language(run: Run) -> None:
    """Keep the language that was just chosen, in this browser and for the person."""
    if st.session_state.pop(TO_KEEP, False):
        keep(cookies.LANGUAGE, run.texts.language)
        if run.reader is not None:
            choose_language(run.installation, run.reader, run.texts.language)


def _theme_choice(texts: Texts) -> None:
    _ = texts.gettext
    names = {"system": _("As the device"), "light": _("Light"), "dark": _("Dark")}
    kept = remembered(cookies.THEME)
    st.session_state.setdefault("theme", kept if kept in THEMES else "system")
    st.segmented_control(
        _("Colours"),
        THEMES,
        required=True,
        format_func=names.__getitem__,
        key="theme",
        persist_state="session",
        on_change=_keep_theme,
    )


def _keep_theme() -> None:
    keep(cookies.THEME, st.session_state["theme"])


def _roles(roles: frozenset[str], texts: Texts) -> str:
    """Return the roles of a reader, in words."""
    order = ("hr", "council", "administrator", "manager")
    return ", ".join(role_in_words(role, None, texts) for role in order if role in roles)
