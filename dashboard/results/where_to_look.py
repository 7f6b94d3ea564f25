"""Where to look first: the verdicts that stand out, one row a unit, each with a way in."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

import streamlit as st

from dashboard.charts.chart import as_shown
from dashboard.components.verdict_rows import VerdictRow, verdict_rows
from dashboard.page_registry import PAGES
from dashboard.results.reports import Reports
from surveys.follow_up import InShort, read_in_short
from surveys.reading.highlights import Highlight, Highlights
from surveys.reading.organisation import OrganisationReport
from surveys.texts import Texts

MAX_ROWS = 6
"""Maximum number of units shown at once; the others are in an expander."""

GO = "go_to_unit"
"""Where the row that somebody chose waits for the page to run: unit and question."""


def where_to_look_first(reports: Reports, report: OrganisationReport) -> None:
    """Show the units whose pages have something to tell, those that stand out among all first."""
    texts = reports.run.texts
    _ = texts.gettext
    found = reports.highlights(report)
    if found.pending:
        message = _("What the newest wave tells is being worked out; look again in some minutes.")
        st.info(message, icon=":material/hourglass_top:")
        return
    shown, rest = found.listed[:MAX_ROWS], found.listed[MAX_ROWS:]
    with st.container(border=True):
        st.subheader(_("Where to look first"), anchor=False)
        first = [found.whole] if found.whole is not None else []
        if first or shown:
            _rows(reports, found, [*first, *shown], "look_first")
        if not shown:
            st.markdown(found.nothing_in_words(report, texts.language))
        if rest:
            more = texts.ngettext("{n} more", "{n} more", len(rest))
            with st.expander(more, key="more_highlights", on_change="rerun") as opened:
                if opened.open:
                    _rows(reports, found, rest, "look_next")
        language = texts.language
        st.caption(f"{found.how_listed_in_words(language)} {found.by_chance_in_words(language)}")


def _rows(reports: Reports, found: Highlights, listed: Sequence[Highlight], key: str) -> None:
    texts = reports.run.texts
    in_short = read_in_short(reports.reading, [one.unit for one in listed])
    verdict_rows(
        [_row(found, one, in_short, texts) for one in listed],
        key=key,
        label=texts.gettext("Where to look first"),
        on_go=partial(st.session_state.__setitem__, GO),
    )


def _row(
    found: Highlights, one: Highlight, in_short: Mapping[UUID, InShort], texts: Texts
) -> VerdictRow:
    """Return the row of a unit: the first of its verdicts, the others by name."""
    _, language = texts.gettext, texts.language
    (named, verdict), *others = one.verdicts
    question = named.question.id
    summary = found.summary(one.verdicts[0], language)
    also = [
        f"{other.name(language)}: {found.summary((other, judged), language).word.lower()}"
        for other, judged in others
    ]
    note = [summary.notes] if summary.notes else []
    if also:
        note.append(_("Also {others}.").format(others="; ".join(also)))
    whole = found.lines.get(question, ())
    beside = () if one is found.whole else whole[-len(verdict.line) :]
    aside = in_short[one.unit].in_words(language)
    if whole and one is not found.whole:
        level = _("Organisation {level}").format(level=texts.number(whole[-1]))
        aside = f"{level}. {aside}"
    return VerdictRow(
        one.name,
        summary.word,
        summary.tone,
        summary.told,
        f"{PAGES['team'].address}?unit={one.unit.hex}&indicator={question}",
        f"{one.unit.hex} {question}",
        under=" · ".join([named.name(language), *one.above[-1:]]),
        note=" ".join(note),
        aside=aside,
        line=[as_shown(point.level) for point in verdict.line],
        beside=[as_shown(level) for level in beside],
    )
