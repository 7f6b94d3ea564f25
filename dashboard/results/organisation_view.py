"""The parts of the organisation page: its head, map, trends, response, and what is real of it."""

import itertools
from functools import partial

import streamlit as st

from dashboard.charts.chart import as_table, csv_of, file_name, show
from dashboard.charts.response import response
from dashboard.navigation import switch_to
from dashboard.page_top import actions, facts, page_top, title
from dashboard.results import team_view
from dashboard.results.follow_up_view import follow_up, marks
from dashboard.results.kept_reports import Drawing
from dashboard.results.page_choices import indicator_choice
from dashboard.results.paper import save_or_print
from dashboard.results.report_download import report_button
from dashboard.results.reports import Reports
from dashboard.results.suggestions_view import what_could_help
from dashboard.results.trend_cards import how_to_read_cards, trend_cards, trend_charts, trend_table
from dashboard.results.unit_map_view import map_table, show_map
from dashboard.results.wave_view import wave_questions
from dashboard.results.where_to_look import GO
from dashboard.session import is_still
from dashboard.wording import show_error
from surveys.instrument import load_reference_values
from surveys.reading.beside_others import beside_others, not_a_norm
from surveys.reading.organisation import OrganisationReport
from surveys.reading.response import response_of
from surveys.reading.talk_plan import weakest_first
from surveys.reading.team_report import TeamReport
from surveys.settings import current_settings
from surveys.texts import Texts, escape_markdown


def head(reports: Reports, report: OrganisationReport) -> None:
    """Show the name of the organisation and the number of units that can be shown."""
    texts = reports.run.texts
    _ = texts.gettext
    if report.wave is None or not report.units:
        title(report.units[0].name if report.units else _("Organisation"))
        team_view.nothing_yet(texts)
        return
    whole = report.units[0]
    with page_top():
        title(whole.name)
        with actions():
            save_or_print(reports, whole.id)
            report_button(reports, whole.id, whole.name, is_whole=True)
    said = [
        whole.in_words(texts.language),
        _("{shown} of {all} units can be shown.").format(shown=report.shown, all=len(report.units)),
    ]
    if report.closed_on is not None:
        wave = _("Results of the wave that closed on {day}.")
        said.insert(0, wave.format(day=texts.date(report.closed_on)))
    facts(*(part.rstrip(".") for part in said))


def follow_choice() -> None:
    """Go to the page of the unit whose row somebody chose."""
    if (chosen := st.session_state.pop(GO, None)) is not None:
        unit, question = chosen.split()
        switch_to("team", unit=unit, indicator=question)


def map_of_all_units(reports: Reports, report: OrganisationReport) -> None:
    """Show the indicators of all units, in a table that folds, and a way to save it."""
    texts = reports.run.texts
    _ = texts.gettext
    show_map(reports.map_rows(report), texts)
    title, source = _("Map of all units"), reports.source(report.units[0].id)
    st.download_button(
        _("Numbers (CSV)"),
        # Made when somebody asks for it: of thousands of units it is large.
        lambda: csv_of(map_table(report.questions, report.units, texts), (title, source), texts),
        file_name=f"{file_name(source, title)}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="save_map",
    )


def organisation_over_time(reports: Reports, report: OrganisationReport) -> None:
    """Show trends, follow-up and response of the whole organisation, and its latest wave."""
    texts, whole = reports.run.texts, report.units[0]
    _ = texts.gettext
    team = reports.team(whole.id, whole.name)
    st.subheader(_("The whole over time"), anchor=False)
    noted = reports.follow_up(whole.id)
    flagged = marks(team, noted, texts)
    trend_cards(team, trend_charts(reports, team, None, flagged), texts)
    how_to_read_cards(team, None, flagged, texts)
    trend_table(reports, team, texts)
    help_for_the_whole(reports, team)
    follow_up(reports, team, noted)
    monitor = response_of(team)
    chart = reports.chart(Drawing.RESPONSE, whole.id, partial(response, monitor, texts))
    with st.container(border=True):
        st.subheader(_("Who answers"), anchor=False)
        if chart is not None:
            show(chart, "response", _("Who answers"))
        st.markdown(monitor.in_words(texts.language))
        if (advice := monitor.longer_interval_in_words(texts.language)) is not None:
            st.markdown(f":orange[:material/calendar_month:] {advice}")
        st.caption(monitor.study_in_words(texts.language))
        if chart is not None:
            as_table(chart, "response", texts)
    if team.latest is not None:
        wave_questions(reports, team, team.latest)


@st.fragment
def help_for_the_whole(reports: Reports, report: TeamReport) -> None:
    """Show what HR and directors could do about an indicator of the whole, the weakest one first.

    Choosing another one reruns this fragment alone, after the run that drew the page.
    """
    if reports.run.has_ended and not is_still(reports.run):
        st.rerun()
    texts = reports.run.texts
    trends = {trend.question.id: trend for trend in report.trends}
    names = {question: trend.name(texts.language) for question, trend in trends.items()}
    weakest = next((trend.question.id for trend in weakest_first(report.trends)), None)
    with st.container(border=True):
        title = texts.gettext("What could help the whole organisation")
        st.subheader(title, anchor=False)
        chosen = indicator_choice(names, texts, weakest)
        if chosen is not None:
            said = trends[chosen].change_in_words(texts.language)
            st.markdown(said)
            what_could_help(reports, report, trends[chosen])


def reliability_list(report: OrganisationReport, texts: Texts) -> None:
    """Show for each indicator how much of the differences between units is real."""
    with st.expander(texts.gettext("How much of the differences is real?")):
        for question in report.questions:
            name = question.name(texts.language)
            st.markdown(f"**{name}.** {question.in_words(texts.language)}")


def beside_figures(reports: Reports) -> None:
    """Show what the organisation answered beside figures of open data, with their differences."""
    texts = reports.run.texts
    _ = texts.gettext
    title = _("Beside figures of the country")
    with st.expander(title, key="beside_figures", on_change="rerun") as opened:
        if not opened.open:
            # A year of waves is read for it.
            return
        st.caption(not_a_norm(texts))
        own_file = current_settings().reference_figures
        found = beside_others(reports.reading.instrument, reports.own_shares(), own_file)
        if found.fault is not None:
            show_error(found.fault, texts)
        for _asks, beside in itertools.groupby(found.figures, key=lambda one: one.asks):
            of_others = list(beside)
            st.markdown(f"**{escape_markdown(of_others[0].own_in_words(texts))}**")
            for one in of_others:
                told = f"{one.figure_in_words(texts)} {one.figure.sectors_in_words(texts)}"
                st.markdown(escape_markdown(told.strip()))
                small = f"{one.difference_in_words(texts)} {one.figure.source_in_words(texts)}"
                st.caption(escape_markdown(small))


def reference_figures(texts: Texts) -> None:
    """Show figures from other studies with source, year and caveat."""
    _, language = texts.gettext, texts.language
    with st.expander(_("What others found")):
        st.caption(_("For context only; these figures are not comparable with yours."))
        for value in load_reference_values():
            source = f"{value.source[language]}, {value.year}"
            st.markdown(f"**{value.in_words(texts)}** · {value.text[language]}")
            st.caption(f"{source}. {value.caveat[language]}")
