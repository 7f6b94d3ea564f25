"""A unit's page from top to bottom, as its manager, HR and the team itself see it."""

import streamlit as st

from dashboard.results import team_view
from dashboard.results.comment_themes_view import comment_themes
from dashboard.results.comments_view import comments
from dashboard.results.follow_up_view import follow_up, marks
from dashboard.results.hidden_unit import hidden_unit, next_step, unit_above
from dashboard.results.offer_view import offer_to_unit, signals_below
from dashboard.results.page_choices import view_choice, wave_choice
from dashboard.results.reports import Reports
from dashboard.results.stand_out import DETAILS, what_stands_out
from dashboard.results.suggestions_view import what_could_help_any_time
from dashboard.results.talk_view import talk_card
from dashboard.results.trend_cards import how_to_read_cards, trend_cards, trend_charts, trend_table
from dashboard.results.wave_view import wave_questions
from surveys.access import ReadableUnit
from surveys.follow_up import FollowUp
from surveys.reading.team_report import TeamReport
from surveys.texts import escape_markdown


def unit_page(reports: Reports, unit: ReadableUnit) -> None:
    """Show all published results of a unit; of a hidden unit, those of the nearest unit above."""
    texts, coming = reports.run.texts, reports.coming()
    report = reports.team(unit.id, unit.name)
    told = team_view.facts_of_unit(report, unit.above, coming, texts)
    if report.latest is None:
        team_view.nothing_yet(texts, coming, reports.prospects(unit))
        return
    noted = reports.follow_up(report.unit)
    if report.latest.participation is None:
        _hidden(reports, unit, report, noted)
        return
    if not report.trends:
        return
    compared = reports.comparisons(report.unit)
    what_stands_out(reports, report, compared, coming, told + len(unit.name.split()))
    flagged = marks(report, noted, texts)
    charts = trend_charts(reports, report, compared, flagged)
    is_first = all(trend.published_waves == 1 for trend in report.trends)
    if is_first:
        team_view.first_levels(reports, report, compared)
    else:
        trend_cards(report, charts, texts)
        how_to_read_cards(report, compared.whole, flagged, texts)
    team_view.who_is_behind(report, texts)
    offer_to_unit(reports, report)
    signals_below(reports, report.unit)
    talk_card(reports, report, noted)
    with st.grid(columns=2, min_column_width=320, gap="small"):
        if not is_first:
            team_view.reachability_card(reports, report)
        for split in report.splits:
            team_view.split(reports, report, split)
    with st.container(key=DETAILS):
        view = view_choice(texts)
        if view == "closer":
            quarter = reports.quarter(report.unit)
            team_view.closer_look(reports, report, charts, compared, quarter)
        elif view == "wave" and (wave := wave_choice(report, texts)) is not None:
            wave_questions(reports, report, wave)
            comments(reports, report, wave)
            comment_themes(reports, report)
        elif view == "agreed":
            follow_up(reports, report, noted)
    trend_table(reports, report, texts)
    team_view.what_cannot_be_shown(report, reports.thresholds(), texts)


def _hidden(reports: Reports, unit: ReadableUnit, report: TeamReport, noted: FollowUp) -> None:
    """Show a unit without numbers in the newest wave: what can be done, and its earlier waves."""
    texts = reports.run.texts
    hidden_unit(reports, unit)
    unit_above(reports, unit)
    next_step(reports, unit)
    what_could_help_any_time(reports, report)
    talk_card(reports, report, noted)
    if report.trends:
        earlier = texts.gettext("Earlier waves of {unit}").format(unit=escape_markdown(unit.name))
        st.subheader(earlier, anchor=False)
        compared, flagged = reports.comparisons(report.unit), marks(report, noted, texts)
        trend_cards(report, trend_charts(reports, report, compared, flagged), texts)
        how_to_read_cards(report, compared.whole, flagged, texts)
    follow_up(reports, report, noted)
    team_view.what_cannot_be_shown(report, reports.thresholds(), texts)
