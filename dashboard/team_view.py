"""The parts of the team page: choice of unit, trend cards, table; and what is kept between runs."""

from collections.abc import Mapping
from uuid import UUID

import plotly.graph_objects as go
import streamlit as st

from dashboard import charts, wording
from dashboard.session import Run
from surveys.access import ReadableUnit, Reader, check_may_read, readable_units
from surveys.installation import Installation
from surveys.reading.comments import read_comments
from surveys.reading.landscape import Edition, edition
from surveys.reading.reports import TeamReport, Trend, WaveOfUnit
from surveys.reading.unit import read_unit
from surveys.statistics.not_enough import known
from surveys.texts import Texts
from surveys.trail import note_reading


def unit_choice(run: Run, who: Reader) -> ReadableUnit | None:
    """Let somebody choose among the units they may read; the choice stands in the address."""
    units = {unit.id.hex: unit for unit in readable_units(run.place, who)}
    if not units:
        return None
    asked = st.query_params.get("unit")
    chosen = st.selectbox(
        run.texts.gettext("Unit"),
        list(units),
        index=list(units).index(asked) if asked in units else 0,
        format_func=lambda unit: " › ".join((*units[unit].above, units[unit].name)),
        key="unit",
        width=420,
    )
    # By hand, because Streamlit would bind the name that is shown, and names are not unique.
    st.query_params["unit"] = chosen
    return units[chosen]


def report_of(run: Run, who: Reader, unit: ReadableUnit) -> TeamReport:
    """Return a unit's report; it is read again only when another wave has been counted."""
    check_may_read(run.place, who, unit.id)
    note_reading(run.place, who, unit.id, unit.name, run.today)
    # What is more than luck depends on all that somebody sees.
    sees = " ".join(sorted([*who.roles, *(led.hex for led in who.leads)]))
    return _report(unit.id, edition(run.place), sees, run.place, who)


@st.cache_resource(max_entries=500, show_spinner=False)
def _report(
    unit: UUID, edition: Edition, sees: str, _place: Installation, _reader: Reader
) -> TeamReport:
    del edition, sees
    return read_unit(_place, _reader, unit)


def figures(report: TeamReport, texts: Texts) -> Mapping[str, go.Figure]:
    """Return one figure per trend, by question; drawn once per edition, unit and language."""
    waves = "".join(wave.id.hex for wave in (*report.waves[:1], *report.waves[-1:]))
    return _figures(report.unit, f"{waves}{len(report.waves)}", texts.language, report)


@st.cache_resource(max_entries=500, show_spinner=False)
def _figures(unit: UUID, waves: str, language: str, _report: TeamReport) -> Mapping[str, go.Figure]:
    del unit, waves
    texts = Texts(language)
    return {t.question.id: charts.trend(t, _report.waves, texts) for t in _report.trends}


def trend_card(trend: Trend, report: TeamReport, figure: go.Figure, texts: Texts) -> None:
    """Show one question: name, change in words, line with band, latest level in words, and why."""
    icon, colour = wording.change_looks(trend)
    with st.container(border=True):
        st.markdown(f"**{trend.name(texts.language)}**")
        st.badge(trend.step.in_words(texts.language), icon=icon, color=colour)
        if outside := trend.outside_in_words(texts.language):
            st.badge(outside, icon=wording.DRIFT, color=wording.drift_colour(trend))
        if doubt := trend.step.doubt_in_words(texts.language):
            st.caption(doubt)
        st.plotly_chart(
            figure,
            config=charts.CONFIG,
            key=f"trend_{trend.question.id}",
            alt=wording.chart_in_words(trend, report, texts),
        )
        st.caption(trend.level_in_words(texts.language))
        with st.expander(texts.gettext("How sure is this?")):
            for said in (
                trend.silent_in_words(texts.language),
                trend.shares.in_words(texts.language),
                trend.drift_in_words(texts.language),
            ):
                if said:
                    st.caption(said)


def comments(run: Run, who: Reader, report: TeamReport, wave: WaveOfUnit) -> None:
    """Show what people wrote, letter by letter: nothing in it is markdown or a link."""
    _ = run.texts.gettext
    st.subheader(_("In their own words"), anchor=False)
    written = read_comments(run.place, who, report.unit, wave.id)
    if not written:
        st.caption(_("No comments to show: nobody wrote one, or too few people answered."))
        return
    st.caption(_("In random order, without scores, from all who answered in this unit."))
    for comment in written:
        with st.container(border=True):
            st.text(comment)


def trend_table(report: TeamReport, texts: Texts) -> None:
    """Show all published levels as a table, for who does not read charts."""
    rows = {
        trend.name(texts.language): [
            f"{texts.number(level.mean)} ({level.n})" if level else "–"
            for level in map(known, trend.levels)
        ]
        for trend in report.trends
    }
    waves = [wording.wave_name(wave, texts) for wave in report.waves]
    st.caption(texts.gettext("Average, and the number of answers in brackets"))
    st.table({texts.gettext("Wave"): waves, **rows})
