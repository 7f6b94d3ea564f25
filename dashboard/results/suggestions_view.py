"""What could help where a verdict stands: three measures, and a way to agree on one of them."""

from collections.abc import Sequence

import streamlit as st

from dashboard.navigation import page_link
from dashboard.results.agreement_form import agreement_form, fill, was_noted
from dashboard.results.kept import kept_measures
from dashboard.results.measures_view import ABOUT
from dashboard.results.reports import Reports
from dashboard.wording import aside
from surveys.follow_up import may_note
from surveys.follow_up.suggestions import suggestions_for
from surveys.measures.catalogue import Catalogue, Measure, shipped
from surveys.measures.words import audiences_in_words, effort_in_words, source_in_words
from surveys.reading.reports import TeamReport, Trend
from surveys.texts import Texts, escape_markdown

FORM = "tried"
"""The name of the form that a measure fills."""
CHOSEN = "agreeing_on"
"""Where the state of the session has the measure that is being agreed on, of a unit."""


def opened(question: str) -> str:
    """Return the key under which the state has whether what could help is unfolded."""
    return f"helping_{question}"


def what_could_help(reports: Reports, report: TeamReport, trend: Trend) -> None:
    """Show what could help about an indicator, worked out only when somebody unfolds it."""
    texts = reports.run.texts
    label, key = texts.gettext("What could help"), opened(trend.question.id)
    with st.expander(label, key=key, on_change="rerun") as unfolded:
        if unfolded.open:
            _suggestions(reports, report, trend)


def _suggestions(reports: Reports, report: TeamReport, trend: Trend) -> None:
    texts, catalogue = reports.run.texts, shipped()
    _ = texts.gettext
    if was_noted(FORM):
        # The rest of the page shows the agreement, too.
        st.session_state.pop(CHOSEN, None)
        st.rerun()
    suggested = suggestions_for(
        kept_measures(reports.run.installation), trend.indicator, trend.verdict, reports.who
    )
    may = may_note(reports.who, tuple(reports.who.managed_units))
    for one in suggested:
        st.markdown("  \n".join(_told(one, catalogue, texts)), anchors=False)
        if may and st.session_state.get(CHOSEN) == (report.unit, one.id):
            with st.container(border=True):
                agreement_form(reports, report, FORM)
        elif may:
            st.button(
                _("Agree on this"),
                key=f"agree_on_{one.id}",
                icon=":material/handshake:",
                on_click=_agree_on,
                args=(report, one, trend.indicator.id, texts.language),
            )
    page_link(
        "measures",
        _("All measures about this"),
        icon=":material/handyman:",
        **{ABOUT: trend.indicator.id},
    )


def _told(one: Measure, catalogue: Catalogue, texts: Texts) -> Sequence[str]:
    """Return a measure in lines of Markdown: how, why, what to mind, and where it comes from."""
    _, language = texts.gettext, texts.language
    title, how, why = (escape_markdown(text[language]) for text in (one.title, one.how, one.why))
    facts = f"{effort_in_words(one, texts)} · {audiences_in_words(one, texts)}"
    reason, mind, from_where = _("Why"), _("Keep in mind"), _("Source")
    lines = [f"**{title}** {aside(facts)}", how, f"**{reason}.** {why}"]
    if one.caution is not None:
        lines.append(f"**{mind}.** {escape_markdown(one.caution[language])}")
    source = escape_markdown(source_in_words(one, catalogue, texts))
    return [*lines, aside(f"{from_where}. {source}")]


def _agree_on(report: TeamReport, one: Measure, indicator: str, language: str) -> None:
    """Open the form below a measure, filled with it."""
    st.session_state[CHOSEN] = (report.unit, one.id)
    fill(FORM, one.title[language], indicator)
