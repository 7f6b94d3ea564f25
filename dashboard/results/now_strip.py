"""What is going on now, in one strip of five facts with their ways in."""

import streamlit as st

from dashboard.navigation import page_link
from dashboard.results.reports import Reports
from dashboard.wording import aside
from surveys.follow_up.now import Now, read_now
from surveys.texts import Texts


def now_strip(reports: Reports) -> None:
    """Show the open wave and its participation as a whole, the next one, talks and messages."""
    texts, today = reports.run.texts, reports.run.today
    _ = texts.gettext
    now = read_now(reports.reading, today)
    with st.container(border=True, key="now"), st.grid(columns=5, min_column_width=120):
        _fact(*_wave(now, texts))
        _fact(_("So far") if now.is_open else _("Participation"), _participation(now, texts))
        _fact(_("Next wave"), _next(now, texts), to="programme")
        units = texts.ngettext("of {n} unit", "of {n} units", now.talks.units)
        talked = f"{now.talks.talked} {units}" if now.talks.units else _("no unit to show")
        _fact(_("Talks"), talked, help=_("Talks about the newest results."))
        _fact(_("Messages"), _messages(now, texts), to="messages")


def _fact(name: str, said: str, *, to: str | None = None, help: str | None = None) -> None:
    """Show a fact below its name; `to` is the page that has more of it."""
    with st.container(gap="xxsmall"):
        st.markdown(aside(name), help=help)
        if to is None:
            st.markdown(said)
        else:
            page_link(to, said)


def _wave(now: Now, texts: Texts) -> tuple[str, str]:
    _ = texts.gettext
    if now.number is None or now.closes_on is None:
        return _("Wave"), _("none yet")
    name, day = _("Wave {n}").format(n=now.number), texts.short_date(now.closes_on)
    said = _("open until {day}") if now.is_open else _("closed {day}")
    return name, said.format(day=day)


def _participation(now: Now, texts: Texts) -> str:
    if now.so_far is None:
        return texts.gettext("no wave is open")
    return now.so_far.in_words(texts)


def _next(now: Now, texts: Texts) -> str:
    if now.following is None:
        return texts.gettext("none planned")
    questions = len(now.following.questions)
    day = texts.short_date(now.following.opens_at.date())
    return texts.ngettext("{day}, {n} question", "{day}, {n} questions", questions, day=day)


def _messages(now: Now, texts: Texts) -> str:
    if not now.unsent:
        return texts.gettext("all sent")
    return texts.ngettext("{n} waits · see why", "{n} wait · see why", now.unsent)
