"""The parts of a unit's page besides its trends: head, significant changes, details, comments."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.charts.chart import Chart, as_table, show
from dashboard.charts.reachability import reachability
from dashboard.charts.shares import shares_bar
from dashboard.results.page_choices import indicator_choice
from dashboard.results.reports import Drawing, Reports
from dashboard.results.trend_cards import badges
from dashboard.session import is_still
from surveys.reading.comparisons import Comparisons
from surveys.reading.reports import Split, TeamReport, Trend, WaveOfUnit
from surveys.texts import Texts, escape_markdown
from surveys.units import PAGE_SEPARATOR
from surveys.waves import Thresholds

ACCESS, ALWAYS_ON = "reachability_access", "reachability_always_on"


def head(report: TeamReport, name: str, above: Sequence[str], texts: Texts) -> None:
    """Show the name of a unit, its place in the organisation, and its latest response."""
    where = [escape_markdown(PAGE_SEPARATOR.join(above))] if above else []
    if report.latest is not None:
        where.append(wording.wave_name(report.latest, texts))
    if where:
        st.caption(" · ".join(where))
    st.title(escape_markdown(name), anchor=False)
    if report.latest is not None:
        st.markdown(report.in_words(texts.language))


def nothing_yet(texts: Texts) -> None:
    """Show that there are no results yet, and when there will be."""
    st.info(
        texts.gettext("No wave has been counted yet. Results appear here after the first."),
        icon=":material/hourglass_empty:",
    )


def what_stands_out(report: TeamReport, texts: Texts) -> None:
    """Show significant changes in one card, good news first; or that there are none."""
    _ = texts.gettext
    outstanding = [t for t in report.trends if wording.stands_out(t)]
    with st.container(border=True):
        st.subheader(_("What stands out"), anchor=False)
        nothing = _(
            "No change is larger than normal variation. Look at the lines and ask what they don't "
            "show."
        )
        lines = [
            f"**{t.name(texts.language)}** {badges(t, texts, only_outstanding=True)}"
            for t in sorted(outstanding, key=wording.needs_a_look)
        ]
        st.markdown("\n\n".join(lines or [nothing]))


def reachability_card(reports: Reports, report: TeamReport) -> None:
    """Show both sides of reachability in one chart, if both are published."""
    texts = reports.run.texts
    sides = {t.indicator.id: t for t in report.trends if t.question.role == "anchor"}
    if not {ACCESS, ALWAYS_ON} <= set(sides):
        return
    draw = partial(reachability, sides[ACCESS], sides[ALWAYS_ON], report.waves, texts)
    chart = reports.chart(Drawing.REACHABILITY, report.unit, draw)
    if chart is None:
        return
    with st.container(border=True):
        st.subheader(texts.gettext("Reachable, and free to switch off?"), anchor=False)
        show(chart, "two_sides")
        read = texts.gettext("Each dot is a wave, the ring is the latest.")
        st.caption(f"{read} {chart.description}")
        as_table(chart, "two_sides", texts)


def split(reports: Reports, report: TeamReport, parts: Split) -> None:
    """Show the distribution of answers to a question whose best answer is the middle."""
    texts = reports.run.texts
    with st.container(border=True, height="stretch"):
        st.subheader(parts.question.text[texts.language], anchor=False)
        st.caption(wording.wave_name(parts.wave, texts))
        draw = partial(shares_bar, parts.shares, texts)
        chart = reports.chart(Drawing.SPLIT, report.unit, draw, parts.question.id)
        if chart is not None:
            show(chart, f"split_{parts.question.id}")
        st.caption(parts.shares.in_words(texts.language))


@st.fragment
def closer_look(
    reports: Reports, report: TeamReport, charts: Mapping[str, Chart], compared: Comparisons
) -> None:
    """Show one indicator in detail: distribution, uncertainty and comparisons.

    Choosing another one reruns this fragment alone, after the run that drew the page.
    """
    if reports.run.has_ended and not is_still(reports.run):
        st.rerun()
    texts = reports.run.texts
    _, language = texts.gettext, texts.language
    trends = {trend.question.id: trend for trend in report.trends}
    names = {question: trend.name(language) for question, trend in trends.items()}
    chosen = indicator_choice(names, texts)
    if chosen is None:
        return
    trend = trends[chosen]
    with st.container(border=True):
        st.markdown(f"**{trend.question.text[language]}**")
        draw = partial(shares_bar, trend.shares, texts)
        bar = reports.chart(Drawing.SHARES, report.unit, draw, chosen)
        if bar is not None:
            show(bar, f"shares_{chosen}")
        st.markdown("\n\n".join(_in_detail(trend, compared, texts)))
        as_table(charts[chosen], f"closer_{chosen}", texts)


def _in_detail(trend: Trend, compared: Comparisons, texts: Texts) -> list[str]:
    _, language = texts.gettext, texts.language
    larger = compared.in_words(trend.question.id, language)
    details = [
        (_("How it is divided"), trend.shares.in_words(language)),
        (_("Beside larger units"), escape_markdown(larger)),
        (_("What is blurred"), trend.blur_in_words(language)),
        (_("All waves together"), trend.drift_in_words(language)),
    ]
    return [f"**{title}.** {sentence}" for title, sentence in details if sentence]


def what_cannot_be_shown(report: TeamReport, needed: Thresholds, texts: Texts) -> None:
    """Show what this page never shows, and why."""
    _ = texts.gettext
    with st.expander(_("What this page cannot show, and why")):
        st.markdown(
            _(
                "- **Who answered what, or whether somebody answered.** It is stored nowhere, and "
                "how many answered is said in tenths only.\n"
                "- **Fewer than {k} answers, and groups of {k} people or fewer.** Numbers about "
                "them could tell what somebody answered. They count in the larger units above.\n"
                "- **How answers are divided, from fewer than {k_distribution} answers, and "
                "comments, from fewer than {k_comment}.**\n"
                "- **Other teams, or a ranking.** Most differences between teams are chance, and "
                "comparing does not help anybody to work better.\n"
                "- **Why something changed.** That takes a talk."
            ).format(k=needed.k, k_distribution=needed.k_distribution, k_comment=needed.k_comment)
        )
        if report.smallest_visible_change is not None:
            limit = texts.number(report.smallest_visible_change)
            st.markdown(
                _(
                    "- **Changes smaller than {limit}** from one wave to the next, in this unit."
                ).format(limit=limit)
            )


def comments(reports: Reports, report: TeamReport, wave: WaveOfUnit) -> None:
    """Show comments as plain text: nothing in them is Markdown or a link."""
    _ = reports.run.texts.gettext
    st.subheader(_("In their own words"), anchor=False)
    written = reports.comments(report.unit, wave.id)
    if not written:
        st.caption(_("No comments to show: nobody wrote one, or too few people answered."))
        return
    st.caption(_("In random order, without scores, from all who answered in this unit."))
    for comment in written:
        with st.container(border=True):
            st.text(comment)
