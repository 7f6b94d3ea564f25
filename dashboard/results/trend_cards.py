"""The cards with one trend each: name, change in words, line with its band, level in words."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.charts.chart import Chart
from dashboard.charts.mark import Mark
from dashboard.charts.trend import Reference, trend
from dashboard.results.chart_view import show
from dashboard.results.reports import Reports
from surveys.reading.beside import Beside
from surveys.reading.reports import TeamReport, Trend
from surveys.statistics.insufficient_data import known
from surveys.texts import Texts


def trend_charts(
    reports: Reports,
    report: TeamReport,
    beside: Beside | None = None,
    marks: Mapping[str, Sequence[Mark]] | None = None,
) -> dict[str, Chart]:
    """Return one chart per trend, by question: beside the nearest larger unit, with its marks."""
    nearest = beside.above[0] if beside and beside.above else None
    found = {}
    for shown in report.trends:
        question = shown.question.id
        line = nearest and nearest.means.get(question)
        reference = Reference(nearest.name, line) if nearest and line else None
        marked = (marks or {}).get(question, ())
        name = f"trend {question} {reference and reference.name} {marked}"
        draw = partial(trend, shown, report.waves, reports.run.texts, reference, marked)
        chart = reports.chart(name, report.unit, draw)
        if chart is not None:
            found[question] = chart
    return found


def trend_cards(
    report: TeamReport, charts: Mapping[str, Chart], texts: Texts, key: str = "trend"
) -> None:
    """Show all trends of a unit in rows of three, on a phone below each other.

    `key` tells them apart where a page shows two units.
    """
    with st.grid(columns=3, min_column_width=300, gap="small"):
        for shown in report.trends:
            _card(shown, charts[shown.question.id], texts, f"{key}_{shown.question.id}")


def badges(shown: Trend, texts: Texts, *, only_outstanding: bool = False) -> str:
    """Return what changed as badges in Markdown: colour, arrow and words say the same."""
    icon, colour = wording.change_looks(shown)
    found = []
    if not only_outstanding or colour != "gray":
        found.append(f":{colour}-badge[{icon} {shown.step.in_words(texts.language)}]")
    if outside := shown.outside_in_words(texts.language):
        icon, colour = wording.drift_looks(shown)
        found.append(f":{colour}-badge[{icon} {outside}]")
    return " ".join(found)


def _card(shown: Trend, chart: Chart, texts: Texts, key: str) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{shown.name(texts.language)}**\n\n{badges(shown, texts)}")
        if doubt := shown.step.doubt_in_words(texts.language):
            st.caption(doubt)
        show(chart, key)
        st.caption(shown.level_in_words(texts.language))


def trend_table(report: TeamReport, texts: Texts) -> None:
    """Offer all published levels as a table, for who does not read charts."""
    _ = texts.gettext
    with st.expander(_("All averages as a table"), key="all_averages", on_change="rerun") as opened:
        if not opened.open:
            return
        rows = {
            shown.name(texts.language): [
                f"{texts.number(level.mean)} ({level.n})" if level else "–"
                for level in reversed([known(found) for found in shown.levels])
            ]
            for shown in report.trends
        }
        waves = [wording.wave_name(wave, texts) for wave in reversed(report.waves)]
        st.caption(_("Average, and the number of answers in brackets"))
        st.table({_("Wave"): waves, **rows})
