"""A unit's page from top to bottom, as its manager, HR and the team itself see it."""

import streamlit as st

from dashboard.results import team_view
from dashboard.results.follow_up_view import follow_up, marks
from dashboard.results.page_choices import view_choice, wave_choice
from dashboard.results.reports import Reports
from dashboard.results.talk_view import missing_talk_notice
from dashboard.results.trend_cards import how_to_read_cards, trend_cards, trend_charts, trend_table
from dashboard.results.wave_view import wave_questions
from surveys.access import ReadableUnit
from surveys.texts import escape_markdown


def unit_page(reports: Reports, unit: ReadableUnit) -> None:
    """Show all published results of a unit; of a hidden unit, those of the nearest unit above."""
    texts = reports.run.texts
    report = reports.team(unit.id, unit.name)
    team_view.head(report, unit.above, texts)
    if report.latest is None:
        team_view.nothing_yet(texts)
        return
    follow_up_of_unit = reports.follow_up(report.unit)
    missing_talk_notice(reports, report, follow_up_of_unit)
    if report.latest.participation is None:
        _instead(reports, unit)
    if not report.trends:
        return
    if report.latest.participation is None:
        earlier = texts.gettext("Earlier waves of {unit}")
        st.subheader(earlier.format(unit=escape_markdown(unit.name)), anchor=False)
    compared = reports.comparisons(report.unit)
    charts = trend_charts(reports, report, compared, marks(report, follow_up_of_unit, texts))
    team_view.what_stands_out(report, texts)
    trend_cards(report, charts, texts)
    how_to_read_cards(compared.above[0].name if compared.above else None, texts)
    with st.grid(columns=2, min_column_width=320, gap="small"):
        team_view.reachability_card(reports, report)
        for split in report.splits:
            team_view.split(reports, report, split)
    view = view_choice(texts)
    if view == "closer":
        team_view.closer_look(reports, report, charts, compared, reports.quarter(report.unit))
    elif view == "wave" and (wave := wave_choice(report, texts)) is not None:
        wave_questions(reports, report, wave)
        team_view.comments(reports, report, wave)
    elif view == "agreed":
        follow_up(reports, report, follow_up_of_unit)
    trend_table(report, texts)
    team_view.what_cannot_be_shown(report, reports.thresholds(), texts)


def _instead(reports: Reports, unit: ReadableUnit) -> None:
    """Show the nearest published unit above a hidden one."""
    nearest = reports.nearest_published_ancestor(unit.id)
    if nearest is None:
        return
    report, name = nearest
    texts = reports.run.texts
    st.subheader(escape_markdown(name), anchor=False)
    st.caption(
        texts.gettext("The nearest unit above {unit} that is shown.").format(
            unit=escape_markdown(unit.name)
        )
    )
    st.markdown(report.in_words(texts.language))
    trend_cards(report, trend_charts(reports, report), texts, key="above")
