"""The state and the rhythm of the programme, with the forms that change them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import get_args

import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard import wording
from dashboard.administration.people_confirmations_view import waiting_lately
from dashboard.clock import now
from dashboard.session import Run
from surveys.access import Reader
from surveys.counting import waits_for_keepers
from surveys.installation import KeeperError
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

MAX_REMINDER_DAY = 14
"""The last day after opening that is offered for a reminder; a later one that is set can stay."""

MAX_UPCOMING_WAVES = 5
"""Maximum number of upcoming waves shown while somebody chooses a rhythm."""


@dataclass(frozen=True)
class Desk:
    """What every part of the page needs: the run, the administrator, the day, the programme."""

    run: Run
    who: Reader
    today: date
    programme: Programme | None

    @property
    def texts(self) -> Texts:
        """The texts in the language of the page."""
        return self.run.texts


def desk_of(run: Run, who: Reader) -> Desk:
    """Return the desk of a page run, with the programme as it is stored."""
    return Desk(run, who, local_date(run.installation, now()), load_programme(run.installation))


def show_outcome(texts: Texts) -> None:
    """Show the outcome of the last action once."""
    _, state = texts.gettext, st.session_state
    fault = state.pop("programme_fault", None)
    if fault is not None:
        kept = _("Nothing was changed.")
        wording.show_error(fault, texts, icon=":material/edit:", after=kept)
    if state.pop("programme_saved", False):
        st.success(_("Saved."), icon=":material/check:")


def attempt(change: Callable[[], object]) -> None:
    """Make a change in a callback, and keep its outcome for the page."""
    try:
        change()
    except ProgrammeError as error:
        st.session_state["programme_fault"] = error
    else:
        st.session_state["programme_saved"] = True


def state(desk: Desk) -> None:
    """Show whether the programme runs, and let somebody pause, resume or end it."""
    _, programme = desk.texts.gettext, desk.programme
    if programme is None:
        unset = _("No rhythm has been chosen yet. An administrator does that.")
        choose = _("Choose how often the pulse comes. Waves then open and close by themselves.")
        st.markdown(choose if desk.who.administers else unset)
        return
    sentences = {
        "running": _("**The programme is running.** Waves open and close by themselves."),
        "paused": _("**The programme is paused.** No wave opens until you start it."),
        "ended": _("**The programme has ended.** Save a rhythm to begin again."),
    }
    st.markdown(sentences[programme.state])
    if not desk.who.administers:
        return
    with st.container(horizontal=True):
        if programme.state == "running":
            _button(desk, _("Pause"), ":material/pause:", programme_changes.pause)
        if programme.state == "paused":
            _button(desk, _("Start"), ":material/play_arrow:", programme_changes.resume)
        if programme.state != "ended":
            with st.popover(_("End the programme"), icon=":material/stop:"):
                st.markdown(
                    _(
                        "No wave opens any more. An open wave is counted as planned, and results "
                        "stay."
                    )
                )
                _button(desk, _("Yes, end it"), None, programme_changes.end)


def who_waits(desk: Desk) -> None:
    """Show that the next wave waits for people to be confirmed, if it does."""
    if waiting := waiting_lately(desk.run):
        shown = desk.texts.ngettext(
            "The next wave waits until HR or the works council have confirmed {n} person, in: "
            "{units}.",
            "The next wave waits until HR or the works council have confirmed {n} people, in: "
            "{units}.",
            waiting.number,
            units=escape_markdown(", ".join(waiting.few_units)),
        )
        st.warning(shown, icon=":material/hourglass_top:")


def waiting(desk: Desk) -> None:
    """Show that the open wave has closed and waits for its keepers, if it does."""
    _ = desk.texts.gettext
    state = waits_for_keepers(desk.run.installation, now())
    if state is not None:
        words = KeeperError("waits", wave=state.wave, names=state.waits_for or state.sealed_for)
        wording.show_error(words, desk.texts, icon=":material/key:", show=st.info)


def _button(desk: Desk, label: str, icon: str | None, change: Callable[..., None]) -> None:
    st.button(
        label,
        icon=icon,
        key=f"programme_{change.__name__}",
        on_click=attempt,
        args=(lambda: change(desk.run.installation, desk.who),),
    )


def rhythm_form(desk: Desk) -> None:
    """Let somebody choose a rhythm, see the next waves at once, and save it."""
    _, kept = desk.texts.gettext, desk.programme.rhythm if desk.programme else None
    every = {
        "weekly": _("Every week"),
        "biweekly": _("Every two weeks"),
        "monthly": _("Every month"),
        "custom": _("By a rule of your own"),
    }
    usual = _frequency_of(kept) if kept else "biweekly"
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
    reminders = desk.programme.reminders if desk.programme else REMINDERS
    st.pills(
        _("Reminders, days after opening"),
        sorted({*range(1, MAX_REMINDER_DAY + 1), *reminders}),
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
    """Show the next waves of the rhythm in the form, or what is wrong with it."""
    _, texts = desk.texts.gettext, desk.texts
    try:
        rhythm = _rhythm_in_form()
        programme_changes.check_reminders(_reminders_in_form(), rhythm.open_days)
    except ProgrammeError as error:
        wording.show_error(error, texts, icon=":material/edit_calendar:", show=st.warning)
        return
    table = timetable_of(desk.run.installation, rhythm)
    moment = now()
    slots = table.slots(max(desk.today, rhythm.starts_on) + relativedelta(years=1))
    coming = [slot for slot in slots if slot.has_enough_time_left(moment)][:MAX_UPCOMING_WAVES]
    lines = [
        _("{opens} to the end of {closes}").format(
            opens=texts.moment(slot.opens_at), closes=texts.closing(slot.closes_on)
        )
        + (f" · {_moved(slot.moved.in_words(texts.language), texts)}" if slot.moved else "")
        for slot in coming
    ]
    st.markdown(_("**The next waves would be:**"))
    st.markdown("\n".join(f"- {line}" for line in lines) or _("None within a year."))
    if coming and (days := _reminders_in_form()):
        reminders = table.reminders(coming[0].opens_at.date(), coming[0].closes_on, days)
        on = ", ".join(texts.moment(moment) for _number, moment in reminders)
        st.caption(_("Reminders in the first of them: {days}.").format(days=on))


def _moved(why: str, texts: Texts) -> str:
    return texts.gettext("moved because of: {why}").format(why=escape_markdown(why))


def _rhythm_in_form() -> Rhythm:
    """Return the rhythm in the form. Raises ProgrammeError when it is not valid."""
    state = st.session_state
    starts_on, every = state["starts_on"], state["every"]
    rule = state["rule"] if every == "custom" else simple_rule(every, starts_on)
    return Rhythm(rule, starts_on, state["opens_at"], int(state["open_days"]))


def _reminders_in_form() -> tuple[int, ...]:
    return tuple(sorted(st.session_state["reminders"]))


def _save(desk: Desk) -> None:
    programme_changes.save_rhythm(
        desk.run.installation, desk.who, _rhythm_in_form(), _reminders_in_form()
    )


def _frequency_of(kept: Rhythm) -> str:
    usual: tuple[Frequency, ...] = get_args(Frequency)
    return next((e for e in usual if simple_rule(e, kept.starts_on) == kept.rule), "custom")
