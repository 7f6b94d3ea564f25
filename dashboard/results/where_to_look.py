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
            st.markdown(_nothing(found, report, texts))
        if rest:
            more = texts.ngettext("{n} more", "{n} more", len(rest))
            with st.expander(more, key="more_highlights", on_change="rerun") as opened:
                if opened.open:
                    _rows(reports, found, rest, "look_next")
        st.caption(f"{_how_listed(found, texts)} {found.by_chance_in_words(texts.language)}")


def _nothing(found: Highlights, report: OrganisationReport, texts: Texts) -> str:
    _ = texts.gettext
    verdicts = [cell.verdict for unit in report.units for cell in unit.cells.values()]
    if all(verdict is None or verdict.change == "too early" for verdict in verdicts):
        return _(
            "The first results are a starting point. From the third wave on, Peil can tell what "
            "changes."
        )
    if found.whole is not None:
        return _("Besides that, no unit stands out yet.")
    return _("No unit stands out yet. A change may have begun that cannot be seen yet.")


def _how_listed(found: Highlights, texts: Texts) -> str:
    """Say what the list holds, and how many of it stand out among all units."""
    number = len(found.among_all)
    said = texts.gettext(
        "What the units' own pages say, with what to offer a whole unit whose level needs "
        "attention. No ranking: a reason to go and ask."
    )
    if number in {0, len(found.listed)}:
        return said
    among = texts.ngettext(
        "The first one stands out among all units, with chance taken into account.",
        "The first {n} stand out among all units, with chance taken into account.",
        number,
    )
    return f"{said} {among}"


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
