"""The parts of the programme page on which it is set: its state and its rhythm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import get_args

import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard import wording
from dashboard.clock import now
from dashboard.session import Run
from surveys.access import Reader
from surveys.programme import (
    REMINDERS,
    Programme,
    ProgrammeError,
    Rhythm,
    load_programme,
    local_date,
    timetable_of,
)
from surveys.programme import changes as programme_changes
from surveys.programme.recurrence import Frequency, simple_rule
from surveys.programme.rhythm import MAX_OPEN_DAYS
from surveys.texts import Texts, escape_markdown

LATEST_OFFERED = 14
"""Reminders are offered up to so many days after opening; a later one can be kept."""

SHOWN = 5
"""So many of the next waves are shown while somebody chooses a rhythm."""


@dataclass(frozen=True)
class Desk:
    """What every part of the page needs: the run, who changes things, the day, what is kept."""

    run: Run
    who: Reader
    today: date
    found: Programme | None

    @property
    def texts(self) -> Texts:
        """The texts in the language of the page."""
        return self.run.texts


def desk_of(run: Run, who: Reader) -> Desk:
    """Look up what is kept of the programme."""
    return Desk(run, who, local_date(run.installation, now()), load_programme(run.installation))


def tell(texts: Texts) -> None:
    """Say once what was wrong, or that something was saved."""
    _, state = texts.gettext, st.session_state
    fault = state.pop("programme_fault", None)
    if fault is not None:
        kept = _("Nothing was changed.")
        wording.show_error(fault, texts, icon=":material/edit:", after=kept)
    if state.pop("programme_saved", False):
        st.success(_("Saved."), icon=":material/check:")


def attempt(change: Callable[[], object]) -> None:
    """Change something in a callback, and keep for the page how it went."""
    try:
        change()
    except ProgrammeError as why:
        st.session_state["programme_fault"] = why
    else:
        st.session_state["programme_saved"] = True


def state(desk: Desk) -> None:
    """Say whether the programme runs, and let somebody pause, resume or end it."""
    _, found = desk.texts.gettext, desk.found
    if found is None:
        st.markdown(_("Choose how often the pulse comes. Waves then open and close by themselves."))
        return
    said = {
        "running": _("**The programme is running.** Waves open and close by themselves."),
        "paused": _("**The programme is paused.** No wave opens until you start it."),
        "ended": _("**The programme has ended.** Save a rhythm to begin again."),
    }
    st.markdown(said[found.state])
    with st.container(horizontal=True):
        if found.state == "running":
            _button(desk, _("Pause"), ":material/pause:", programme_changes.pause)
        if found.state == "paused":
            _button(desk, _("Start"), ":material/play_arrow:", programme_changes.resume)
        if found.state != "ended":
            with st.popover(_("End the programme"), icon=":material/stop:"):
                st.markdown(
                    _(
                        "No wave opens any more. An open wave is counted as planned, and results "
                        "stay."
                    )
                )
                _button(desk, _("Yes, end it"), None, programme_changes.end)


def _button(desk: Desk, label: str, icon: str | None, change: Callable[..., None]) -> None:
    st.button(
        label,
        icon=icon,
        key=f"programme_{change.__name__}",
        on_click=attempt,
        args=(lambda: change(desk.run.installation, desk.who),),
    )


def rhythm(desk: Desk) -> None:
    """Let somebody choose a rhythm, see the next waves at once, and save it."""
    _, kept = desk.texts.gettext, desk.found.rhythm if desk.found else None
    every = {
        "weekly": _("Every week"),
        "biweekly": _("Every two weeks"),
        "monthly": _("Every month"),
        "custom": _("By a rule of your own"),
    }
    usual = _every_of(kept) if kept else "biweekly"
    chosen = st.selectbox(
        _("How often"),
        list(every),
        index=list(every).index(usual),
        format_func=every.__getitem__,
        key="every",
    )
    if chosen == "custom":
        st.text_input(
            _("Rule"),
            value=kept.rule if kept else "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
            key="rule",
            help=_("A recurrence rule as calendars use it (RFC 5545)."),
        )
        st.caption(
            _(
                "For example `FREQ=WEEKLY;INTERVAL=3;BYDAY=TU`: every third Tuesday. "
                "`FREQ=MONTHLY;BYDAY=1MO`: the first Monday of a month. "
                "`FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1`: its last weekday. Add `COUNT=10` "
                "or `UNTIL=20271231` to let it stop. Never more than one wave a week."
            )
        )
    with st.grid(columns=3, min_column_width=200, gap="small"):
        monday = desk.today + timedelta(days=7 - desk.today.weekday())
        st.date_input(
            _("First day"),
            value=kept.starts_on if kept else monday,
            format="DD/MM/YYYY",
            key="starts_on",
        )
        st.time_input(_("Opens at"), value=kept.opens_at if kept else time(9), key="opens_at")
        st.number_input(
            _("Days open"), 1, MAX_OPEN_DAYS, value=kept.open_days if kept else 7, key="open_days"
        )
    reminders = desk.found.reminders if desk.found else REMINDERS
    st.pills(
        _("Reminders, days after opening"),
        sorted({*range(1, LATEST_OFFERED + 1), *reminders}),
        selection_mode="multi",
        default=list(reminders),
        key="reminders",
        help=_("They go to everybody, because nobody knows who has answered."),
    )
    _next_waves(desk)
    save = wording.on_primary(_("Save the rhythm"))
    st.button(
        save, type="primary", key="save_rhythm", on_click=attempt, args=(lambda: _save(desk),)
    )


def _next_waves(desk: Desk) -> None:
    """Show the next waves of the rhythm that stands in the fields, or what is wrong with it."""
    _, texts = desk.texts.gettext, desk.texts
    try:
        wanted = _wanted()
        programme_changes.check_reminders(_reminders(), wanted.open_days)
    except ProgrammeError as why:
        wording.show_error(why, texts, icon=":material/edit_calendar:", show=st.warning)
        return
    table = timetable_of(desk.run.installation, wanted)
    moment = now()
    slots = table.slots(max(desk.today, wanted.starts_on) + relativedelta(years=1))
    coming = [slot for slot in slots if slot.has_enough_time_left(moment)][:SHOWN]
    lines = [
        _("{opens} to {closes}").format(
            opens=texts.moment(slot.opens_at), closes=texts.moment(slot.closes_at)
        )
        + (f" · {_moved(slot.moved.in_words(texts.language), texts)}" if slot.moved else "")
        for slot in coming
    ]
    st.markdown(_("**The next waves would be:**"))
    st.markdown("\n".join(f"- {line}" for line in lines) or _("None within a year."))
    if coming and (days := _reminders()):
        first = coming[0].opens_at.date()
        on = ", ".join(texts.moment(table.at(first + timedelta(days=day))) for day in days)
        st.caption(_("Reminders in the first of them: {days}.").format(days=on))


def _moved(why: str, texts: Texts) -> str:
    return texts.gettext("moved because of: {why}").format(why=escape_markdown(why))


def _wanted() -> Rhythm:
    """Return the rhythm that stands in the fields; raises ProgrammeError."""
    state = st.session_state
    starts_on, every = state["starts_on"], state["every"]
    rule = state["rule"] if every == "custom" else simple_rule(every, starts_on)
    return Rhythm(rule, starts_on, state["opens_at"], int(state["open_days"]))


def _reminders() -> tuple[int, ...]:
    return tuple(sorted(st.session_state["reminders"]))


def _save(desk: Desk) -> None:
    programme_changes.save_rhythm(desk.run.installation, desk.who, _wanted(), _reminders())


def _every_of(kept: Rhythm) -> str:
    usual: tuple[Frequency, ...] = get_args(Frequency)
    return next((e for e in usual if simple_rule(e, kept.starts_on) == kept.rule), "custom")
