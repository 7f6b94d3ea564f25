"""Talks and agreements of all units with their days: no scores, no ranking, one reminder."""

from collections.abc import Sequence

import streamlit as st

from dashboard.once import once
from dashboard.results.awaited_talks_view import PAGE_SIZE, wave_waits
from dashboard.results.replies_overview import replies_missing
from dashboard.results.reports import Reports
from dashboard.wording import show_error
from surveys.follow_up import (
    FollowUpError,
    InShort,
    is_asked_for,
    notices,
    read_by_unit,
    read_in_short,
    remind_leaders,
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
            _reminder(reports)
        else:
            st.markdown(_("No unit has gone without a talk for two waves."))
        replies_missing(reports)
        label = _("All units: talks and agreements")
        with st.expander(label, key="all_talks", on_change="rerun") as opened:
            if opened.open:
                every = read_by_unit(reports.reading)
                _list([(one.name, one) for one in every], "all", texts)


def _reminder(reports: Reports) -> None:
    """Let HR remind the leaders once for each wave; say so when that is done."""
    _, texts = reports.run.texts.gettext, reports.run.texts
    if (fault := st.session_state.pop("reminder_fault", None)) is not None:
        show_error(fault, texts)
    if is_asked_for(reports.reading.session):
        st.markdown(
            _(
                "Their leaders are reminded: one message each, for this wave, on the next working "
                "day at the latest."
            )
        )
        return
    st.button(
        _("Remind their leaders"),
        icon=":material/mail:",
        key="remind_leaders",
        on_click=once,
        args=("remind_leaders", _remind, reports),
        help=_("One message to each leader, once for each wave. It names their units only."),
    )


def _remind(reports: Reports) -> None:
    try:
        remind_leaders(reports.run.installation, reports.who, reports.run.today)
    except FollowUpError as fault:
        st.session_state["reminder_fault"] = fault


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
