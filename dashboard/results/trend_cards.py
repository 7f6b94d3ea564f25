"""Cards with one trend each: name, change as badges, chart, level in words."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.charts.annotations import Mark
from dashboard.charts.chart import Chart, show
from dashboard.charts.trend import Reference, trend
from dashboard.results.reports import Drawing, Reports
from surveys.reading.comparisons import Comparisons
from surveys.reading.participation import Participation
from surveys.reading.reports import TeamReport, Trend
from surveys.statistics import known
from surveys.statistics.level import Level
from surveys.texts import Texts


def trend_charts(
    reports: Reports,
    report: TeamReport,
    compared: Comparisons | None = None,
    marks: Mapping[str, Sequence[Mark]] | None = None,
) -> dict[str, Chart]:
    """Return one chart per trend, by question, with the nearest larger unit and its marks."""
    nearest = compared.above[0] if compared and compared.above else None
    charts = {}
    for shown in report.trends:
        question = shown.question.id
        line = nearest and nearest.means.get(question)
        reference = Reference(nearest.name, line) if nearest and line else None
        marked = tuple((marks or {}).get(question, ()))
        draw = partial(trend, shown, report.waves, reports.run.texts, reference, marked)
        larger = nearest.unit if nearest and reference else None
        chart = reports.chart(Drawing.TREND, report.unit, draw, question, larger, marked)
        if chart is not None:
            charts[question] = chart
    return charts


def trend_cards(
    report: TeamReport, charts: Mapping[str, Chart], texts: Texts, key: str = "trend"
) -> None:
    """Show all trends of a unit in rows of three, on a phone one below the other.

    `key` distinguishes the cards where a page shows two units.
    """
    with st.grid(columns=3, min_column_width=300, gap="small"):
        for shown in report.trends:
            _card(shown, charts[shown.question.id], texts, f"{key}_{shown.question.id}")


def badges(shown: Trend, texts: Texts, *, only_outstanding: bool = False) -> str:
    """Return the changes as badges in Markdown: colour, arrow and words say the same."""
    icon, colour = wording.change_looks(shown)
    shown_as = []
    if not only_outstanding or colour != "gray":
        shown_as.append(f":{colour}-badge[{icon} {shown.step.in_words(texts.language)}]")
    if outside := shown.outside_in_words(texts.language):
        icon, colour = wording.drift_looks(shown)
        shown_as.append(f":{colour}-badge[{icon} {outside}]")
    return " ".join(shown_as)


def _card(shown: Trend, chart: Chart, texts: Texts, key: str) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{shown.name(texts.language)}**\n\n{badges(shown, texts)}")
        if doubt := shown.step.doubt_in_words(texts.language):
            st.caption(doubt)
        show(chart, key)
        st.caption(shown.level_in_words(texts.language))


def trend_table(report: TeamReport, texts: Texts) -> None:
    """Show all published levels as a table, for readers who do not use charts."""
    _ = texts.gettext
    with st.expander(_("All averages as a table"), key="all_averages", on_change="rerun") as opened:
        if not opened.open:
            return
        rows = {
            shown.name(texts.language): [
                _average(known(level), answers, texts)
                for level, answers in reversed(list(zip(shown.levels, shown.answers, strict=True)))
            ]
            for shown in report.trends
        }
        waves = [wording.wave_name(wave, texts) for wave in reversed(report.waves)]
        st.caption(_("Average, and the number of answers in brackets"))
        st.table({_("Wave"): waves, **rows})


def _average(level: Level | None, answers: Participation | None, texts: Texts) -> str:
    if level is None or answers is None:
        return "–"
    return f"{texts.number(level.mean)} ({answers.answers_in_words(texts)})"
