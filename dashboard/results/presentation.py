"""Slides of a unit's results for the team: one trend at a time, with a question to discuss."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.charts import trend as charts
from dashboard.charts.chart import show
from dashboard.results.reports import Drawing, Reports
from dashboard.results.talk_view import talks_of_unit
from dashboard.results.trend_cards import badges
from surveys.access import ReadableUnit
from surveys.reading.reports import TeamReport, Trend
from surveys.texts import Texts, escape_markdown

HEIGHT = 420
"""The height of a chart that is read from the back of a room, in pixels."""

Slide = Callable[[], None]


def slides(reports: Reports, unit: ReadableUnit) -> list[Slide]:
    """Return the slides of a unit: an opening, its trends, reasons to look last, and a closing."""
    report, texts = reports.team(unit.id, unit.name), reports.run.texts
    if report.latest is None or not report.trends:
        return [partial(_no_results, report, unit.name, texts)]
    in_order: Sequence[Trend] = sorted(report.trends, key=wording.needs_a_look)
    return [
        partial(_opening, report, unit.name, texts),
        *(partial(_one_trend, reports, report, trend) for trend in in_order),
        partial(_closing, reports, report),
    ]


def slide_controls(number: int, last: int, texts: Texts) -> None:
    """Show the number of the slide, and buttons to turn pages; the address keeps the number."""
    _ = texts.gettext
    with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        st.button(
            _("Back"),
            icon=":material/arrow_back:",
            disabled=number == 0,
            on_click=_turn_to,
            args=(number - 1,),
        )
        position = _("{number} of {last}").format(number=number + 1, last=last + 1)
        st.markdown(position, width="content")
        st.button(
            wording.on_primary(_("Next"), disabled=number == last),
            icon=":material/arrow_forward:",
            type="primary",
            disabled=number == last,
            on_click=_turn_to,
            args=(number + 1,),
        )


def requested_slide(last: int) -> int:
    """Return the index of the slide in the address, 0 without one."""
    requested = st.query_params.get("slide", "1")
    return min(max(int(requested) - 1, 0), last) if requested.isdecimal() else 0


def _turn_to(number: int) -> None:
    st.query_params["slide"] = str(number + 1)


def _no_results(report: TeamReport, name: str, texts: Texts) -> None:
    st.title(escape_markdown(name), anchor=False)
    waiting = texts.gettext("No wave has been counted yet. Results appear here after the first.")
    st.markdown(report.in_words(texts.language) or waiting)


def _opening(report: TeamReport, name: str, texts: Texts) -> None:
    _ = texts.gettext
    st.title(escape_markdown(name), anchor=False)
    if report.latest is not None:
        st.subheader(wording.wave_name(report.latest, texts), anchor=False)
    st.subheader(report.in_words(texts.language), anchor=False)
    st.markdown(
        _(
            "Nobody here knows who answered what, and nobody needs to say. Look at the lines "
            "together: what do you recognise, what surprises you?"
        )
    )
    if budget := report.budget_in_words(texts.language):
        st.caption(budget)


def _one_trend(reports: Reports, report: TeamReport, trend: Trend) -> None:
    texts = reports.run.texts
    _, language = texts.gettext, texts.language
    st.title(trend.name(language), anchor=False)
    st.markdown(trend.question.text[language])
    st.markdown(badges(trend, texts))
    draw = partial(charts.trend, trend, report.waves, texts, height=HEIGHT)
    chart = reports.chart(Drawing.SLIDE, report.unit, draw, trend.question.id)
    if chart is not None:
        show(chart, f"slide_{trend.question.id}")
    said = trend.outstanding_in_words(language) or trend.standing_in_words(language)
    if said:
        st.subheader(said, anchor=False)
    st.markdown(trend.level_in_words(language))
    st.markdown(f"**{trend.ask(language)}**")


def _closing(reports: Reports, report: TeamReport) -> None:
    _ = reports.run.texts.gettext
    st.title(_("One agreement"), anchor=False)
    st.markdown(
        _(
            "Choose one thing to do or to leave until the next pulse. Small enough to do, clear "
            "enough to notice. Who looks back at it with you, and when?"
        )
    )
    talks_of_unit(reports, report, reports.follow_up(report.unit))
