"""The parts of a unit's page besides its trends: facts, first levels, details, comments."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.charts.chart import Chart, as_table, numbers, show
from dashboard.charts.first_wave import first_wave
from dashboard.charts.reachability import reachability
from dashboard.charts.saving import save_menus
from dashboard.charts.shares import shares_bar
from dashboard.page_top import facts
from dashboard.results.kept_reports import Drawing
from dashboard.results.page_choices import indicator_choice
from dashboard.results.reports import Reports
from dashboard.results.suggestions_view import what_could_help
from dashboard.session import is_still
from surveys.programme import UpcomingWave
from surveys.reading.comparisons import Comparisons
from surveys.reading.in_detail import details_of, division_of
from surveys.reading.quarter import QuarterReport
from surveys.reading.sources import never_shown
from surveys.reading.team_report import Split, TeamReport
from surveys.reading.trend import Trend
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts, escape_markdown
from surveys.units import PAGE_SEPARATOR
from surveys.waves import Thresholds

_DAYS_PER_MONTH = 30.44
ACCESS, ALWAYS_ON = "reachability_access", "reachability_always_on"


def facts_of_unit(
    report: TeamReport, above: Sequence[str], coming: Sequence[UpcomingWave], texts: Texts
) -> int:
    """Show in one quiet line where a unit is, its latest wave with its response, and the next.

    Returns the number of words.
    """
    _, latest = texts.gettext, report.latest
    told = []
    if above:
        path = escape_markdown(PAGE_SEPARATOR.join(above))
        told.append(_("In {units}").format(units=path))
    if latest is not None:
        name = escape_markdown(latest.title or "") or _("wave {n}").format(n=latest.number)
        closed = _("{wave}, closed {day}")
        told.append(closed.format(wave=name, day=texts.short_date(latest.closes_on)))
        if latest.participation is not None:
            told.append(latest.participation.in_short(texts))
    # A unit without numbers has more to say of the newest wave than of the next.
    if coming and (latest is None or latest.participation is not None):
        following = coming[0]
        template = (
            _("wave {n} is open until {day}") if following.is_open else _("wave {n} opens {day}")
        )
        day = following.closes_on if following.is_open else following.opens_on
        told.append(template.format(n=following.number, day=texts.short_date(day)))
    return facts(
        *(part[0].upper() + part[1:] if place == 0 else part for place, part in enumerate(told))
    )


def who_is_behind(report: TeamReport, texts: Texts) -> None:
    """Show what else there is to know of who answered; nothing where the line of facts has all."""
    if report.latest is None or report.latest.participation is None:
        return
    others = report.latest.participation.others
    teams = "" if report.composition is None else report.composition.in_words(texts.language)
    if others:
        st.caption(report.in_words(texts.language))
    elif teams:
        st.caption(teams)


def nothing_yet(
    texts: Texts, coming: Sequence[UpcomingWave] = (), prospects: Sequence[str] = ()
) -> None:
    """Show that there are no results yet, when there will be, and what they cannot show."""
    _ = texts.gettext
    told = [_("No wave has been counted yet. Results appear here after the first.")]
    if coming:
        day = texts.date(coming[0].closes_on)
        told.append(_("It closes on {day}.").format(day=day))
    told += map(escape_markdown, prospects)
    st.info(" ".join(told), icon=":material/hourglass_empty:")


def first_levels(reports: Reports, report: TeamReport, compared: Comparisons) -> None:
    """Show the levels of a unit's first wave in one chart, each in its interval."""
    texts, whole = reports.run.texts, compared.whole
    _ = texts.gettext
    of_whole = {} if whole is None else {q: one.mean for q, one in whole.latest.items()}
    name = "" if whole is None else whole.name
    draw = partial(first_wave, report.trends, of_whole, name, texts)
    chart = reports.chart(Drawing.FIRST_WAVE, report.unit, draw, whole and whole.unit)
    if chart is None:
        return
    with st.container(border=True):
        show(chart, "first_wave", _("First results: a starting point"))
        read = _("Dot: your team, with where it probably is.")
        if whole is not None:
            triangle = _("Triangle: {unit}.").format(unit=escape_markdown(whole.name))
            read = f"{read} {triangle}"
        st.caption(read)
        as_table(chart, "first_wave", texts)


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
        title = texts.gettext("Reachable, and free to let go?")
        st.subheader(title, anchor=False)
        show(chart, "two_sides", title)
        st.caption(
            texts.gettext(
                "Ring: the newest wave. Cross: where your team probably is. Tail: the waves before."
            )
        )


def split(reports: Reports, report: TeamReport, parts: Split) -> None:
    """Show how answers to a question are divided whose best answer is the middle, and of when.

    Nothing where too few answered.
    """
    texts = reports.run.texts
    draw = partial(shares_bar, parts.shares, texts)
    chart = reports.chart(Drawing.SPLIT, report.unit, draw, parts.question.id)
    if chart is None:
        return
    with st.container(border=True, height="stretch"):
        title = escape_markdown(parts.question.text[texts.language])
        when = wording.aside(_of_when(report, parts.wave, texts))
        wording.markdown_block(f"### {title}", when)
        show(chart, f"split_{parts.question.id}", parts.question.text[texts.language])
        st.caption(parts.shares.in_words(texts.language))


def _of_when(report: TeamReport, wave: WaveOfUnit, texts: Texts) -> str:
    """Return the name of a wave, and how long ago it was if others came after it."""
    name = escape_markdown(wording.wave_name(wave, texts))
    months = round((report.waves[-1].closes_on - wave.closes_on).days / _DAYS_PER_MONTH)
    if months < 1:
        return name
    ago = texts.ngettext("{n} month before the newest", "{n} months before the newest", months)
    return f"{name}, {ago}"


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
    divided = division_of(trend, quarter)
    # The page has the menus of all its charts, unless this part of it runs alone.
    own_menu = save_menus("closer") if reports.run.has_ended else nullcontext()
    with own_menu, st.container(border=True):
        st.markdown(f"**{trend.question.text[language]}**")
        draw = partial(shares_bar, divided, texts)
        bar = reports.chart(Drawing.SHARES, report.unit, draw, chosen)
        if bar is not None:
            show(bar, f"shares_{chosen}", trend.question.text[language])
        told = details_of(trend, divided, compared, texts)
        said = [f"**{title}.** {escape_markdown(sentence)}" for title, sentence in told]
        st.markdown("\n\n".join(said))
        what_could_help(reports, report, trend)
        _how_we_know(trend, charts[chosen], texts)


def _how_we_know(trend: Trend, chart: Chart, texts: Texts) -> None:
    """Show what the verdict rests on and the numbers, rendered only when somebody opens it."""
    if trend.verdict is None:
        as_table(chart, f"closer_{trend.question.id}", texts)
        return
    label, key = texts.gettext("How do we know?"), f"known_{trend.question.id}"
    with st.expander(label, key=key, on_change="rerun") as opened:
        if opened.open:
            known = trend.how_we_know(texts.language)
            st.markdown("\n\n".join(f"**{title}.** {sentence}" for title, sentence in known))
            numbers(chart, key, texts)


def what_cannot_be_shown(report: TeamReport, needed: Thresholds, texts: Texts) -> None:
    """Show what this page never shows, and why."""
    _ = texts.gettext
    told = never_shown(report, needed, texts)
    with st.expander(_("What this page cannot show, and why")):
        st.markdown("\n".join(f"- **{what}** {why}".rstrip() for what, why in told))
