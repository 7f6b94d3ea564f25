"""The parts of a unit's page besides its trends: head, what stands out, details, comments."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.charts.chart import Chart, as_table, show
from dashboard.charts.reachability import reachability
from dashboard.charts.shares import shares_bar
from dashboard.page_top import facts
from dashboard.results.page_choices import indicator_choice
from dashboard.results.reports import Drawing, Reports
from dashboard.session import is_still
from surveys.reading.comparisons import Comparisons
from surveys.reading.quarter import QuarterReport
from surveys.reading.reports import Split, TeamReport, Trend, WaveOfUnit
from surveys.statistics import InsufficientData
from surveys.texts import Texts, escape_markdown
from surveys.units import PAGE_SEPARATOR
from surveys.waves import Thresholds

ACCESS, ALWAYS_ON = "reachability_access", "reachability_always_on"


def head(report: TeamReport, above: Sequence[str], texts: Texts) -> None:
    """Show the place of a unit in the organisation, its latest wave and the response."""
    where = [escape_markdown(PAGE_SEPARATOR.join(above))] if above else []
    if report.latest is not None:
        where.append(wording.wave_name(report.latest, texts))
    if report.latest is not None:
        where.append(report.in_words(texts.language))
    facts(*where)


def nothing_yet(texts: Texts) -> None:
    """Show that there are no results yet, and when there will be."""
    st.info(
        texts.gettext("No wave has been counted yet. Results appear here after the first."),
        icon=":material/hourglass_empty:",
    )


def what_stands_out(report: TeamReport, texts: Texts) -> None:
    """Show in one card what stands out, reasons to look first; or why nothing does."""
    _, language = texts.gettext, texts.language
    judged = [(trend, trend.verdict) for trend in report.trends if trend.verdict is not None]
    lines = [
        wording.outstanding(trend.name(language), verdict, trend.outstanding_in_words(language))
        for trend, verdict in sorted(judged, key=lambda one: one[1].urgency)
        if verdict.stands_out
    ]
    with st.container(border=True):
        st.subheader(_("What stands out"), anchor=False)
        st.markdown("\n\n".join(lines or [_nothing_stands_out(report, texts)]))
        if budget := report.budget_in_words(language):
            st.caption(budget)


def _nothing_stands_out(report: TeamReport, texts: Texts) -> str:
    _ = texts.gettext
    if report.pending:
        return _("What the newest wave tells is being worked out; look again in some minutes.")
    if all(trend.verdict is None or trend.verdict.change == "too early" for trend in report.trends):
        return _(
            "The first results are a starting point. From the third wave on, Peil can tell what "
            "changes. Until then: what do you recognise here?"
        )
    return _("Nothing stands out yet. Look at the lines and ask what they don't show.")


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
    reports: Reports,
    report: TeamReport,
    charts: Mapping[str, Chart],
    compared: Comparisons,
    quarter: QuarterReport,
) -> None:
    """Show one indicator in detail: distribution, uncertainty and comparisons.

    Where too few answer for a distribution of one wave, there is that of a quarter. Choosing
    another one reruns this fragment alone, after the run that drew the page.
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
    divided = trend.shares
    if isinstance(divided.parts, InsufficientData):
        divided = quarter.shares.get(chosen, divided)
    with st.container(border=True):
        st.markdown(f"**{trend.question.text[language]}**")
        draw = partial(shares_bar, divided, texts)
        bar = reports.chart(Drawing.SHARES, report.unit, draw, chosen)
        if bar is not None:
            show(bar, f"shares_{chosen}")
        own = divided is trend.shares
        told = trend.shares_in_words(language) if own else divided.in_words(language)
        st.markdown("\n\n".join(_in_detail(trend, told, compared, texts)))
        _how_we_know(trend, texts)
        as_table(charts[chosen], f"closer_{chosen}", texts)


def _in_detail(trend: Trend, divided: str, compared: Comparisons, texts: Texts) -> list[str]:
    _, language = texts.gettext, texts.language
    larger = compared.in_words(trend.question.id, trend.indicator, language)
    details = [
        (_("Over the waves"), trend.change_in_words(language)),
        (_("Where it stands"), trend.standing_in_words(language)),
        (_("How it is divided"), divided),
        (_("Beside larger units"), escape_markdown(larger)),
        (_("Other people"), trend.other_people_in_words(language)),
        (_("What is blurred"), trend.blur_in_words(language)),
    ]
    return [f"**{title}.** {sentence}" for title, sentence in details if sentence]


def _how_we_know(trend: Trend, texts: Texts) -> None:
    """Show what the verdict rests on, rendered only when somebody opens it."""
    if trend.verdict is None:
        return
    label, key = texts.gettext("How do we know?"), f"known_{trend.question.id}"
    with st.expander(label, key=key, on_change="rerun") as opened:
        if opened.open:
            known = trend.how_we_know(texts.language)
            st.markdown("\n\n".join(f"**{title}.** {sentence}" for title, sentence in known))


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
        if noticed := report.noticed_in_words(texts.language):
            st.markdown(_("- **Every change.** {noticed}").format(noticed=noticed))


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
