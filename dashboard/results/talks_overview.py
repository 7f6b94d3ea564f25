"""Talks, replies and agreements of all units with their days: no scores, no ranking."""

from collections.abc import Sequence

import streamlit as st

from dashboard.results.awaited_talks_view import PAGE_SIZE, wave_waits
from dashboard.results.leader_reminder import leader_reminder
from dashboard.results.reports import Reports
from surveys.follow_up import (
    InShort,
    notices,
    read_by_unit,
    read_in_short,
    reminder_of_replies,
    reminder_of_talks,
    without_reply,
)
from surveys.texts import Texts, escape_markdown


def talks_and_agreements(reports: Reports) -> None:
    """Show which units go without a talk, a reminder for their leaders, and what all agreed on."""
    texts = reports.run.texts
    _ = texts.gettext
    missed = notices(reports.reading, reports.run.today)
    with st.container(border=True):
        st.subheader(_("Talks and agreements"), anchor=False)
        wave_waits(reports)
        if missed:
            label = texts.ngettext(
                "In {n} unit the last two waves passed without a talk noted.",
                "In {n} units the last two waves passed without a talk noted.",
                len(missed),
            )
            with st.expander(label, key="without_talk", on_change="rerun") as opened:
                if opened.open:
                    units = [one.unit for one in missed]
                    names = {one.unit: one.name for one in missed}
                    in_short = read_in_short(reports.reading, units)
                    _list([(names[unit], in_short[unit]) for unit in units], "without", texts)
            remind = _("Remind their leaders")
            leader_reminder(reports, reminder_of_talks, remind, "remind_leaders")
        else:
            st.markdown(_("No unit has gone without a talk for two waves."))
        _replies_missing(reports)
        label = _("All units: talks and agreements")
        with st.expander(label, key="all_talks", on_change="rerun") as opened:
            if opened.open:
                every = read_by_unit(reports.reading)
                _list([(one.name, one) for one in every], "all", texts)


def _replies_missing(reports: Reports) -> None:
    """Show the units without a reply to the newest wave, and a reminder for their leaders."""
    texts = reports.run.texts
    missed = without_reply(reports.reading, reports.run.today)
    if not missed:
        return
    label = texts.ngettext(
        "In {n} unit nothing is noted of what was done with the last results.",
        "In {n} units nothing is noted of what was done with the last results.",
        len(missed),
    )
    with st.expander(label, key="without_reply", on_change="rerun") as opened:
        if opened.open:
            st.markdown("\n".join(f"- {escape_markdown(one.name)}" for one in missed))
    remind = texts.gettext("Remind these leaders")
    leader_reminder(reports, reminder_of_replies, remind, "remind_of_replies")


def _list(rows: Sequence[tuple[str, InShort]], key: str, texts: Texts) -> None:
    """Show units with their latest talk and what they agreed on, page by page, by name."""
    _ = texts.gettext
    pages = -(-len(rows) // PAGE_SIZE)
    page = st.pagination(pages, key=f"talks_{key}") if pages > 1 else 1
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    st.table(
        {
            _("Unit"): [escape_markdown(name) for name, _one in shown],
            _("Last talk"): [_talk(one, texts) for _name, one in shown],
            _("Agreed, with the day to look back"): [_agreed(one, texts) for _name, one in shown],
        },
        hide_index=True,
    )


def _talk(one: InShort, texts: Texts) -> str:
    if one.talk is None:
        return "–"
    day = texts.date(one.talk)
    return day if one.outcome is None else f"{day}: {escape_markdown(one.outcome)}"


def _agreed(one: InShort, texts: Texts) -> str:
    said = (f"{escape_markdown(text)} ({texts.short_date(day)})" for text, day in one.agreed)
    return "; ".join(said) or "–"
