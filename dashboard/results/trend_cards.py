"""Cards with one trend each: name, verdict as badges, chart, level in words."""

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
from surveys.texts import Texts, escape_markdown


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


def badges(shown: Trend, texts: Texts) -> str:
    """Return the verdict as badges in Markdown: colour, icon and words say the same."""
    if shown.verdict is None:
        return ""
    icon, colour = wording.change_looks(shown.verdict)
    shown_as = [f":{colour}-badge[{icon} {shown.badge_in_words(texts.language)}]"]
    if shown.verdict.needs_attention:
        level = shown.level_badge_in_words(texts.language)
        shown_as.insert(0, f":orange-badge[{wording.ATTENTION} {level}]")
    return " ".join(shown_as)


def _card(shown: Trend, chart: Chart, texts: Texts, key: str) -> None:
    language = texts.language
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{shown.name(language)}**\n\n{badges(shown, texts)}")
        show(chart, key, shown.name(language))
        sentences = (shown.standing_in_words(language), shown.level_in_words(language))
        st.caption(" ".join(sentence for sentence in sentences if sentence))
        for series in shown.references:
            st.caption(escape_markdown(series.in_words(texts)))


def how_to_read_cards(larger: str | None, texts: Texts) -> None:
    """Show what dots, line and bands of all cards mean; `larger` is the unit that is dotted."""
    _ = texts.gettext
    caption = _(
        "Dots: the average of each wave. Line and band: the level behind the dots, 95 %. Paler: if "
        "those who did not answer feel half a point worse or better."
    )
    if larger is not None:
        dotted = _("Grey and dotted: {unit}.").format(unit=escape_markdown(larger))
        caption = f"{caption} {dotted}"
    st.caption(caption)


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
