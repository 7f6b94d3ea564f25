"""The parts of the organisation page: its head, map, trends, response, and what is real of it."""

from functools import partial

import streamlit as st

from dashboard.charts.chart import as_table, show
from dashboard.charts.response import response
from dashboard.navigation import switch_to
from dashboard.results import team_view
from dashboard.results.follow_up_view import follow_up, marks
from dashboard.results.reports import Drawing, Reports
from dashboard.results.trend_cards import how_to_read_cards, trend_cards, trend_charts, trend_table
from dashboard.results.unit_map_view import show_map
from dashboard.results.wave_view import wave_questions
from dashboard.results.where_to_look import GO
from surveys.instrument import load_reference_values
from surveys.reading.organisation import OrganisationReport
from surveys.reading.response import response_of
from surveys.texts import Texts, escape_markdown


def head(report: OrganisationReport, texts: Texts) -> None:
    """Show the name of the organisation and the number of units that can be shown."""
    _ = texts.gettext
    name = report.units[0].name if report.units else _("Organisation")
    st.title(escape_markdown(name), anchor=False)
    if report.wave is None or not report.units:
        team_view.nothing_yet(texts)
        return
    whole = report.units[0]
    shown = sum(unit.participation is not None for unit in report.units)
    st.markdown(
        f"{whole.in_words(texts.language)} "
        + _("{shown} of {all} units can be shown.").format(shown=shown, all=len(report.units))
    )


def follow_choice() -> None:
    """Go to the page of the unit whose row somebody chose."""
    if (chosen := st.session_state.pop(GO, None)) is not None:
        unit, question = chosen.split()
        switch_to("team", unit=unit, indicator=question)


def map_of_all_units(reports: Reports, report: OrganisationReport) -> None:
    """Show the indicators of all units, in a table that folds."""
    show_map(reports.map_rows(report), reports.run.texts)


def organisation_over_time(reports: Reports, report: OrganisationReport) -> None:
    """Show trends, follow-up and response of the whole organisation, and its latest wave."""
    texts, whole = reports.run.texts, report.units[0]
    _ = texts.gettext
    team = reports.team(whole.id, whole.name)
    st.subheader(_("The whole over time"), anchor=False)
    noted = reports.follow_up(whole.id)
    charts = trend_charts(reports, team, None, marks(team, noted, texts))
    trend_cards(team, charts, texts)
    how_to_read_cards(None, texts)
    trend_table(team, texts)
    follow_up(reports, team, noted)
    monitor = response_of(team)
    chart = reports.chart(Drawing.RESPONSE, whole.id, partial(response, monitor, texts))
    with st.container(border=True):
        st.subheader(_("Who answers"), anchor=False)
        if chart is not None:
            show(chart, "response")
        st.markdown(monitor.in_words(texts.language))
        st.caption(monitor.study_in_words(texts.language))
        if chart is not None:
            as_table(chart, "response", texts)
    if team.latest is not None:
        wave_questions(reports, team, team.latest)


def reliability_list(report: OrganisationReport, texts: Texts) -> None:
    """Show for each indicator how much of the differences between units is real."""
    with st.expander(texts.gettext("How much of the differences is real?")):
        for question in report.questions:
            name = question.name(texts.language)
            st.markdown(f"**{name}.** {question.in_words(texts.language)}")


def reference_figures(texts: Texts) -> None:
    """Show figures from other studies with source, year and caveat."""
    _, language = texts.gettext, texts.language
    with st.expander(_("What others found")):
        st.caption(_("For context only; these figures are not comparable with yours."))
        for value in load_reference_values():
            source = f"{value.source[language]}, {value.year}"
            st.markdown(f"**{value.in_words(texts)}** · {value.text[language]}")
            st.caption(f"{source}. {value.caveat[language]}")
