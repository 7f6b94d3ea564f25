"""What stands out on a unit's page: one row per verdict, or why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from dashboard.charts.chart import as_shown
from dashboard.components.verdict_rows import VerdictRow, verdict_rows
from dashboard.results.reports import Reports
from dashboard.results.suggestions_view import opened as suggestions_of
from surveys.programme import UpcomingWave
from surveys.reading.comparisons import Comparisons, LargerUnit
from surveys.reading.standing_out import from_when, is_early, nothing_stands_out
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import Trend
from surveys.reading.verdicts.summary import in_order
from surveys.texts import Texts

MAX_ROWS = 3
"""More rows are reasons to look at none of them."""
MOST_WORDS = 60
"""Words above the first chart: that many are read before it."""
FIRST_CARD = 7
"""Of them the name and the verdict of the first chart."""
DETAILS = "details"
"""The key of the container that a row leads to."""


def what_stands_out(
    reports: Reports,
    report: TeamReport,
    compared: Comparisons,
    coming: Sequence[UpcomingWave],
    words_above: int,
) -> None:
    """Show in one card what stands out, each row with a way in; or why nothing does.

    `words_above` is the number of words between the top of the page and the card: the fewer, the
    more of the verdicts fit.
    """
    texts = reports.run.texts
    _ = texts.gettext
    days = [wave.closes_on for wave in coming]
    rows = reports.rows(report.unit, lambda: rows_of(report, compared.whole, texts))
    with st.container(border=True):
        if not rows:
            title, reason = nothing_stands_out(report, days, texts)
            st.markdown(f"### {title}\n\n{reason}", anchors=False)
            return
        caption = from_when(report, days, texts) if is_early(report) else ""
        heading = _("What stands out")
        used = words_above + sum(len(text.split()) for text in (heading, caption)) + FIRST_CARD
        shown, names = fitting(rows, MOST_WORDS - used)
        st.subheader(heading, anchor=False)
        verdict_rows(
            [replace(row, href=_way_in(row.go)) for row in shown],
            key="stand_out",
            label=heading,
            on_go=_look_closer,
            scroll_to=DETAILS,
        )
        if caption:
            st.caption(caption)
        if names:
            st.caption(_("Besides: {indicators}.").format(indicators=", ".join(names)))


def fitting(rows: Sequence[VerdictRow], room: int) -> tuple[list[VerdictRow], list[str]]:
    """Return the rows that a number of words has room for, and the names of the others.

    What a verdict says besides goes before a row does, the last first: the closer look has it. The
    first row stays, and so does of whom and of when the numbers of a row are.
    """
    shown, names = list(rows[:MAX_ROWS]), [row.name for row in rows[MAX_ROWS:]]
    for place in reversed(range(len(shown))):
        if _words(shown, names) > room:
            shown[place] = replace(shown[place], note="")
    while len(shown) > 1 and _words(shown, names) > room:
        names.insert(0, shown.pop().name)
    return shown, names


def _words(shown: Sequence[VerdictRow], names: Sequence[str]) -> int:
    """Return the number of words of rows, and of the line with other names."""
    told = [[row.name, row.word, row.told, row.note, row.condition, row.aside] for row in shown]
    listed = [["besides", *names]] if names else []
    return sum(len(part.split()) for parts in [*told, *listed] for part in parts)


def rows_of(report: TeamReport, whole: LargerUnit | None, texts: Texts) -> list[VerdictRow]:
    """Return the rows of all verdicts that stand out, the largest and surest first.

    Where they lead depends on the address of the page, and is yet to be filled in.
    """
    trends = {trend.question.id: trend for trend in report.trends}
    judged = [(t.question, t.verdict) for t in report.trends if t.verdict is not None]
    return [
        row
        for question, _verdict in in_order(judged)
        if (row := _row(trends[question.id], whole, texts)) is not None
    ]


def _row(trend: Trend, whole: LargerUnit | None, texts: Texts) -> VerdictRow | None:
    told = trend.summary(texts.language)
    if told is None:
        return None
    question = trend.question.id
    means: Mapping[UUID, float] = {} if whole is None else whole.means.get(question, {})
    lowest, *_rest, highest = trend.question.scale.values or (1.0, 5.0)
    return VerdictRow(
        name=trend.name(texts.language),
        word=told.word,
        tone=told.tone,
        told=told.told,
        note=told.note,
        condition=told.condition,
        aside=_beside(trend, whole, texts),
        href="",
        go=question,
        line=[as_shown(point.level) if point else None for point in trend.line],
        beside=[as_shown(means.get(wave.id)) for wave in trend.waves] if means else (),
        least_range=0.4 * (highest - lowest),
    )


def _beside(trend: Trend, whole: LargerUnit | None, texts: Texts) -> str:
    """Return the organisation's value in the newest wave; empty where it has none."""
    latest = None if whole is None else whole.latest.get(trend.question.id)
    if whole is None or latest is None:
        return ""
    name = texts.gettext("organisation") if whole.is_root else whole.name
    return f"{name} {texts.number(latest.mean)}"


def _way_in(question: str) -> str:
    """Return the address of the closer look at an indicator, relative to this page."""
    return f"?{urlencode({**st.query_params, **_closer(question)})}"


def _closer(question: str) -> dict[str, str]:
    return {"view": "closer", "indicator": question}


def _look_closer(question: str) -> None:
    """Open the closer look at an indicator, with what could help unfolded.

    The address and the choices of the page follow.
    """
    for name, value in _closer(question).items():
        st.query_params[name] = value
        st.session_state[name] = value
    st.session_state[suggestions_of(question)] = True
