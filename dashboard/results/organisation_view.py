"""The parts of the organisation page: highlights, units side by side, and trends."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.address import kept_in_address
from dashboard.charts.chart import as_table, show
from dashboard.charts.heatmap import heatmap
from dashboard.charts.response import response
from dashboard.navigation import page_link
from dashboard.results import team_view
from dashboard.results.follow_up_view import follow_up, marks
from dashboard.results.reports import Drawing, Reports
from dashboard.results.trend_cards import how_to_read_cards, trend_cards, trend_charts, trend_table
from dashboard.results.wave_view import wave_questions
from surveys.follow_up import notices
from surveys.instrument import load_reference_values
from surveys.reading.highlights import Highlight
from surveys.reading.organisation import OrganisationReport, UnitInReport
from surveys.reading.response import response_of
from surveys.reading.verdicts.sentences import outstanding_sentences
from surveys.texts import Texts, escape_markdown
from surveys.units import PAGE_SEPARATOR

MAX_ROWS = 40
"""Maximum number of units on one page of the comparison."""
MAX_HIGHLIGHTS = 6
"""Maximum number of highlights shown at once; the others are in an expander."""


def head(report: OrganisationReport, texts: Texts) -> None:
    """Show the name of the organisation and the number of units that can be shown."""
    _ = texts.gettext
    st.title(_("Where to look first"), anchor=False)
    if report.wave is None or not report.units:
        team_view.nothing_yet(texts)
        return
    whole = report.units[0]
    shown = sum(unit.participation is not None for unit in report.units)
    st.markdown(
        f"**{escape_markdown(whole.name)}.** {whole.in_words(texts.language)} "
        + _("{shown} of {all} units can be shown.").format(shown=shown, all=len(report.units))
    )


def talks(reports: Reports) -> None:
    """Show the number of units with a manager where two published waves passed without a talk."""
    missed = notices(reports.reading, reports.run.today)
    if missed:
        notice = reports.run.texts.ngettext(
            "In {n} unit the last two waves passed without a talk noted.",
            "In {n} units the last two waves passed without a talk noted.",
            len(missed),
        )
        st.caption(notice)


def where_to_look_first(reports: Reports, report: OrganisationReport) -> None:
    """Show the units whose pages have something to tell, those that stand out among all first."""
    texts = reports.run.texts
    _, language = texts.gettext, texts.language
    highlights = reports.highlights(report)
    if highlights.pending:
        message = _("What the newest wave tells is being worked out; look again in some minutes.")
        st.info(message, icon=":material/hourglass_top:")
        return
    with st.container(border=True):
        st.caption(_("What the units' own pages say. No ranking: a reason to go and ask."))
        if highlights.whole is not None:
            _units([highlights.whole], texts)
        among_all = highlights.among_all[:MAX_HIGHLIGHTS]
        others = highlights.others[: MAX_HIGHLIGHTS - len(among_all)]
        if not highlights.listed:
            st.markdown(
                _("No unit stands out yet. A change may have begun that cannot be seen yet.")
                if highlights.whole is None
                else _("Besides that, no unit stands out yet.")
            )
        if among_all:
            st.subheader(_("These stand out among all units"), anchor=False)
            _units(among_all, texts)
        if others:
            st.subheader(_("On these units' own pages"), anchor=False)
        st.caption(highlights.by_chance_in_words(language))
        _units(others, texts)
        rest = highlights.listed[len(among_all) + len(others) :]
        if rest:
            more = texts.ngettext("{n} more", "{n} more", len(rest))
            with st.expander(more, key="more_highlights", on_change="rerun") as opened:
                if opened.open:
                    _units(rest, texts)


def _units(highlights: Sequence[Highlight], texts: Texts) -> None:
    """Show units with what their pages say, each with a question to ask and a link to its page."""
    language = texts.language
    with st.grid(columns=3, min_column_width=300, gap="small"):
        for highlight in highlights:
            with st.container():
                place = PAGE_SEPARATOR.join(
                    (*highlight.above, f"**{escape_markdown(highlight.name)}**")
                )
                page_link("team", place, unit=highlight.unit.hex)
                lines = [
                    wording.outstanding(
                        question.name(language),
                        verdict,
                        outstanding_sentences(verdict, question.indicator, texts),
                    )
                    for question, verdict in highlight.verdicts
                ]
                wording.markdown_block(*lines, f"*{highlight.ask(language)}*")


def side_by_side(reports: Reports, report: OrganisationReport) -> None:
    """Show the indicators of a chosen unit and all units below it, page by page."""
    texts = reports.run.texts
    _ = texts.gettext
    st.subheader(_("Side by side"), anchor=False)
    inside = _look_inside(report, texts)
    rows = [unit for unit in report.units if inside.id in unit.path]
    pages = -(-len(rows) // MAX_ROWS)
    page = 1
    if pages > 1:
        page = st.pagination(pages, key=f"rows_{inside.id.hex}")
    shown = rows[(page - 1) * MAX_ROWS : page * MAX_ROWS]
    st.caption(
        _(
            "▼ has become worse, ▲ has become better, ● needs attention: what the unit's own page "
            "says. No mark: nothing stands out. Not shown: to protect anonymity. A dash: too few "
            "answers."
        )
    )
    draw = partial(heatmap, report.questions, shown, texts)
    chart = reports.chart(Drawing.HEATMAP, inside.id, draw, page)
    if chart is not None:
        with st.container(border=True):
            show(chart, "heatmap")
        as_table(chart, "heatmap", texts)
    _open_pages(shown, texts)


def _look_inside(report: OrganisationReport, texts: Texts) -> UnitInReport:
    """Let somebody choose a unit with others below it; the choice stands in the address."""
    parents = {unit.parent for unit in report.units}
    choices = {unit.id.hex: unit for unit in report.units if unit.id in parents}
    if not choices:
        return report.units[0]
    chosen = st.selectbox(
        texts.gettext("Look inside"),
        list(choices),
        format_func=lambda unit: PAGE_SEPARATOR.join((*choices[unit].above, choices[unit].name)),
        width=420,
        **kept_in_address("inside", list(choices)),
    )
    return choices[chosen]


def _open_pages(units: Sequence[UnitInReport], texts: Texts) -> None:
    """Show links to the pages of the compared units."""
    with (
        st.expander(texts.gettext("Open the page of a unit"), on_change="rerun") as opened,
        st.container(horizontal=True),
    ):
        for unit in units if opened.open else ():
            page_link("team", escape_markdown(unit.name), unit=unit.id.hex)


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
            source = f"{value.source}, {value.year}"
            st.markdown(f"**{value.value}** · {value.text[language]}")
            st.caption(f"{source}. {value.caveat[language]}")
