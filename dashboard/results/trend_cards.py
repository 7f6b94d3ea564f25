"""Cards with one trend each: name and verdict in one line, chart; below all what the signs mean."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.charts.annotations import Mark
from dashboard.charts.chart import Chart, save_table, show
from dashboard.charts.level import has_silent
from dashboard.charts.trend import Reference, trend
from dashboard.results.kept_reports import Drawing
from dashboard.results.reports import Reports
from surveys.reading.comparisons import Comparisons, LargerUnit
from surveys.reading.participation import Participation
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import Trend
from surveys.statistics import known
from surveys.statistics.level import Level
from surveys.texts import Texts, escape_markdown


def trend_charts(
    reports: Reports,
    report: TeamReport,
    compared: Comparisons | None = None,
    marks: Mapping[str, Sequence[Mark]] | None = None,
) -> dict[str, Chart]:
    """Return one chart per trend, by question, with the organisation's line and its flags."""
    whole = compared.whole if compared else None
    charts = {}
    for shown in report.trends:
        question = shown.question.id
        line = whole and whole.means.get(question)
        reference = Reference(whole.name, line) if whole and line else None
        marked = tuple((marks or {}).get(question, ()))
        draw = partial(trend, shown, report.waves, reports.run.texts, reference, marked)
        larger = whole.unit if whole and reference else None
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


def badges(shown: Trend, texts: Texts) -> str:
    """Return the verdict as a badge in Markdown: colour, icon and words say the same."""
    if shown.verdict is None:
        return ""
    icon, colour = wording.verdict_looks(shown.verdict)
    return f":{colour}-badge[{icon} {shown.badge_in_words(texts.language)}]"


def _card(shown: Trend, chart: Chart, texts: Texts, key: str) -> None:
    language = texts.language
    # The charts of a row stand at the same height, however long the verdicts above them are.
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        name = escape_markdown(shown.name(language))
        st.markdown(f"**{name}** {badges(shown, texts)}".strip())
        show(chart, key, shown.name(language))
        for series in shown.references:
            st.caption(escape_markdown(series.in_words(texts)))


def how_to_read_cards(
    report: TeamReport, whole: LargerUnit | None, marks: Mapping[str, Sequence[Mark]], texts: Texts
) -> None:
    """Show once what the signs of all cards mean, and the texts of their flags.

    `whole` is the unit that is dotted. What no card has is not explained.
    """
    _ = texts.gettext
    judged = [trend for trend in report.trends if trend.verdict is not None]
    signs = [_("Open dots: each wave.")]
    if judged:
        signs.insert(0, _("Line: likely level, with its band."))
    if any(has_silent(trend) for trend in judged):
        signs.append(_("Paler: if those who did not answer feel half a point worse or better."))
    if whole is not None:
        signs.append(_("Dotted: {unit}.").format(unit=escape_markdown(whole.name)))
    if any(trend.published_waves < len(report.waves) for trend in report.trends):
        signs.append(_("\N{MULTIPLICATION SIGN} too few answered."))
    told = [" ".join(signs)]
    numbered = {mark.number: mark for of_trend in marks.values() for mark in of_trend}
    if numbered:
        told.append(
            " · ".join(
                f"**{number}**\N{NO-BREAK SPACE}{escape_markdown(numbered[number].in_words(texts))}"
                for number in sorted(numbered)
            )
        )
    if budget := report.budget_in_words(texts.language):
        told.append(budget)
    st.caption("  \n".join(told))


def trend_table(reports: Reports, report: TeamReport, texts: Texts) -> None:
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
        table = {_("Wave"): waves, **rows}
        with st.container(key="averages"):
            st.table(table)
        source = reports.source(report.unit)
        save_table(table, "averages", _("All averages as a table"), source, texts)


def _average(level: Level | None, answers: Participation | None, texts: Texts) -> str:
    if level is None or answers is None:
        return "–"
    return f"{texts.number(level.mean)} ({answers.answers_in_words(texts)})"
