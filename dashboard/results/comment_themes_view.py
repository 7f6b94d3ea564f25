"""What a unit's comments were about, wave by wave: numbers by theme, quotes, and replies."""

from dataclasses import replace
from functools import partial
from uuid import UUID

import streamlit as st

from dashboard.charts.chart import show
from dashboard.charts.comment_themes import comment_themes as chart_of_themes
from dashboard.once import once
from dashboard.results.coding_view import attempt, show_fault
from dashboard.results.reports import Reports
from dashboard.wording import wave_name
from surveys.instrument import COMMENT
from surveys.open_answers import (
    LEAST_COMMENTS,
    CommentThemes,
    ThemesInWave,
    reply_to_theme,
    withdraw_theme_reply,
)
from surveys.reading.team_report import TeamReport
from surveys.texts import Texts, escape_markdown

MOST_WAVES = 6
"""Waves side by side in the table; older ones are left out."""


def comment_themes(reports: Reports, report: TeamReport) -> None:
    """Show how many comments had which theme; nothing before a wave was counted by theme."""
    _, texts = reports.run.texts.gettext, reports.run.texts
    found = reports.comment_themes(report.unit)
    if not found.waves:
        return
    st.subheader(_("What comments were about"), anchor=False)
    st.caption(
        _(
            "HR reads comments by theme; a comment can have several. Numbers are shown from ten "
            "comments on."
        )
    )
    by_question: dict[str, list[ThemesInWave]] = {}
    for one in found.waves:
        by_question.setdefault(one.question, []).append(one)
    asked = reports.reading.instrument.open_questions
    for question, waves in by_question.items():
        if question != COMMENT:
            st.markdown(f"**{escape_markdown(asked.question(question).name[texts.language])}**")
        _table(reports, report, found, waves[-MOST_WAVES:])
    _quotes(found, texts)
    _replies(reports, report, found)


def _table(
    reports: Reports, report: TeamReport, found: CommentThemes, waves: list[ThemesInWave]
) -> None:
    """Show the newest wave as bars and, after a second one, all of them as a table."""
    texts, newest = reports.run.texts, waves[-1]
    _, question = texts.gettext, newest.question
    drawn = chart_of_themes(found, waves, texts)
    with st.container(border=True):
        title = _("What comments were about")
        of = _("{wave}, of {n} comments").format(wave=wave_name(newest.wave, texts), n=newest.of)
        st.caption(escape_markdown(of))
        show(replace(drawn, source=reports.source(report.unit)), f"themes_{question}", title)
    if len(waves) > 1:
        columns = drawn.table.items()
        st.table({name: [escape_markdown(cell) for cell in cells] for name, cells in columns})


def _quotes(found: CommentThemes, texts: Texts) -> None:
    _ = texts.gettext
    if found.quotes:
        st.caption(_("In other words than anybody wrote:"))
    for theme, body in found.quotes:
        if theme in found.themes:
            name = escape_markdown(found.themes[theme].name[texts.language])
            st.markdown(f"**{name}** “{escape_markdown(body)}”")


def _replies(reports: Reports, report: TeamReport, found: CommentThemes) -> None:
    """Show what was replied to themes of the newest wave, and let the leader reply."""
    texts, newest = reports.run.texts, found.waves[-1]
    _ = texts.gettext
    show_fault(reports.run)
    for theme, number in sorted(newest.numbers.items(), key=lambda item: -item[1]):
        if theme not in found.themes:
            continue
        name = found.themes[theme].name[texts.language]
        reply = found.replies.get((newest.wave.id, theme))
        if reply is not None:
            said = _("Reply to “{theme}”:").format(theme=name)
            st.markdown(f"**{escape_markdown(said)}** {escape_markdown(reply)}")
        if found.may_reply and number >= LEAST_COMMENTS:
            _form(reports, report.unit, newest.wave.id, theme, name, reply)


def _form(
    reports: Reports, unit: UUID, wave: UUID, theme: str, name: str, reply: str | None
) -> None:
    _, run = reports.run.texts.gettext, reports.run
    key = f"theme_reply_{theme}"
    label = _("Reply to “{theme}”").format(theme=escape_markdown(name))
    with st.popover(label, icon=":material/edit:", key=f"{key}_open"):
        st.markdown(_("Everybody in the unit reads it. It answers the theme, not one comment."))
        st.session_state.setdefault(key, reply or "")
        st.text_area(_("Your reply"), key=key, max_chars=280)
        st.button(
            _("Save this reply"),
            key=f"{key}_save",
            on_click=once,
            args=(key, attempt, _save, reports, unit, wave, theme),
        )
        if reply is not None:
            withdraw = partial(
                withdraw_theme_reply, run.installation, reports.who, unit, wave, theme, run.today
            )
            st.button(
                _("Take it back"),
                key=f"{key}_withdraw",
                on_click=once,
                args=(f"{key}_withdraw", attempt, withdraw),
            )


def _save(reports: Reports, unit: UUID, wave: UUID, theme: str) -> None:
    run, body = reports.run, str(st.session_state[f"theme_reply_{theme}"])
    reply_to_theme(run.installation, reports.who, unit, wave, theme, body, run.today)
