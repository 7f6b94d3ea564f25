"""What could help, with or without a verdict: three measures, and a way to agree on one of them."""

from collections.abc import Sequence

import streamlit as st

from dashboard.navigation import page_link
from dashboard.results.agreement_fields import topics_of
from dashboard.results.agreement_form import agreement_form, fill, was_noted
from dashboard.results.kept import kept_measures
from dashboard.results.measures_view import ABOUT
from dashboard.results.reports import Reports
from dashboard.wording import aside
from surveys.follow_up import may_note
from surveys.follow_up.suggestions import suggestions_for, suggestions_without_numbers
from surveys.measures.catalogue import Catalogue, Measure, shipped
from surveys.measures.related_factors import where_to_look_first
from surveys.measures.words import audiences_in_words, effort_in_words, source_in_words
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import Trend
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts, escape_markdown

FORM = "tried"
"""The name of the form that a measure fills."""
ANY_TIME = "any_time"
CHOSEN = "agreeing_on"
"""Where the state of the session has the measure that is being agreed on, of a unit."""


def opened(question: str) -> str:
    """Return the key under which the state has whether what could help is unfolded."""
    return f"helping_{question}"


def what_could_help(reports: Reports, report: TeamReport, trend: Trend) -> None:
    """Show what could help about an indicator, worked out only when somebody unfolds it."""
    _ = reports.run.texts.gettext
    label, key = _("What could help"), opened(trend.question.id)
    with st.expander(label, key=key, on_change="rerun") as unfolded:
        if unfolded.open:
            about, of_whole = trend.indicator, reports.is_whole(report.unit)
            if first := where_to_look_first(about.id, reports.run.texts):
                st.caption(first)
            suggested = suggestions_for(
                _kept(reports), about, trend.verdict, reports.who, of_whole=of_whole
            )
            _measures(reports, report, [(one, about.id) for one in suggested])
            all_about = _("All measures about this")
            page_link("measures", all_about, icon=":material/handyman:", **{ABOUT: about.id})


def what_could_help_any_time(reports: Reports, report: TeamReport) -> None:
    """Show what a unit without numbers could try: the same for all of these in a wave."""
    texts, wave = reports.run.texts, report.latest
    _ = texts.gettext
    with st.expander(
        _("What could help any time"), key=opened(ANY_TIME), on_change="rerun"
    ) as unfolded:
        if unfolded.open and wave is not None:
            st.caption(_("Small things to choose from: the same for all units without numbers."))
            _measures(reports, report, without_numbers(reports, wave))
            page_link("measures", _("All measures"), icon=":material/handyman:")


def without_numbers(reports: Reports, wave: WaveOfUnit) -> list[tuple[Measure, str]]:
    """Return the measures for units without numbers in a wave, with what each is about."""
    indicators = reports.reading.instrument.indicators
    return suggestions_without_numbers(_kept(reports), indicators, wave.number or 0, reports.who)


def _kept(reports: Reports) -> Sequence[Measure]:
    return kept_measures(reports.run.installation)


def _measures(
    reports: Reports, report: TeamReport, measures: Sequence[tuple[Measure, str]]
) -> None:
    """Show measures, each with the way to agree on it for anybody who may note that."""
    texts, catalogue = reports.run.texts, shipped()
    if was_noted(FORM):
        # The rest of the page shows the agreement, too.
        st.session_state.pop(CHOSEN, None)
        st.rerun()
    may = may_note(reports.who, tuple(reports.who.managed_units))
    topics = topics_of(report, texts)
    for one, about in measures:
        st.markdown("  \n".join(_told(one, catalogue, texts)), anchors=False)
        if may and st.session_state.get(CHOSEN) == (report.unit, one.id):
            with st.container(border=True):
                agreement_form(reports, report, FORM)
        elif may:
            st.button(
                texts.gettext("Agree on this"),
                key=f"agree_on_{one.id}",
                icon=":material/handshake:",
                on_click=_agree_on,
                args=(report, one, about if about in topics else None, texts.language),
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


def _agree_on(report: TeamReport, one: Measure, indicator: str | None, language: str) -> None:
    """Open the form below a measure, filled with it."""
    st.session_state[CHOSEN] = (report.unit, one.id)
    fill(FORM, one.title[language], indicator)
