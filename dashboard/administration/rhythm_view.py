"""The form of the rhythm: chosen, shown as the next waves at once, and saved."""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from functools import partial
from typing import get_args

import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard import wording
from dashboard.administration.programme_view import Desk
from dashboard.administration.saved_form import SavedForm
from dashboard.clock import now
from surveys.programme import REMINDERS, ProgrammeError, Rhythm, timetable_of
from surveys.programme import changes as programme_changes
from surveys.programme.recurrence import Frequency, simple_rule
from surveys.programme.rhythm import MAX_OPEN_DAYS
from surveys.texts import Texts, escape_markdown
from surveys.trail.saving import Seen

MAX_REMINDER_DAY = 14
"""The last day after opening that is offered for a reminder; a later one that is set can stay."""

MAX_UPCOMING_WAVES = 5
"""Maximum number of upcoming waves shown while somebody chooses a rhythm."""

Saved = tuple[Rhythm, tuple[int, ...]]
"""A rhythm with the days of its reminders."""


def _rhythm_fields(monday: date) -> Callable[[Saved | None], Mapping[str, object]]:
    """Return the function that fills the form; without a rhythm it begins on a Monday."""

    def fields(saved: Saved | None) -> Mapping[str, object]:
        rhythm, reminders = saved or (None, REMINDERS)
        return {
            "every": _frequency_of(rhythm) if rhythm else "biweekly",
            "rule": rhythm.rule if rhythm else "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
            "starts_on": rhythm.starts_on if rhythm else monday,
            "opens_at": rhythm.opens_at if rhythm else time(9),
            "open_days": rhythm.open_days if rhythm else 7,
            "reminders": list(reminders),
        }

    return fields


def rhythm_form(desk: Desk) -> None:
    """Let somebody choose a rhythm, see the next waves at once, and save it."""
    _, kept = desk.texts.gettext, desk.programme
    monday = desk.today + timedelta(days=7 - desk.today.weekday())
    form = SavedForm("rhythm", _rhythm_fields(monday))
    form.open(None if kept is None else (kept.rhythm, kept.reminders))
    every = {
        "weekly": _("Every week"),
        "biweekly": _("Every two weeks"),
        "monthly": _("Every month"),
        "custom": _("By a rule of your own"),
    }
    labels = {
        "every": _("How often"),
        "rule": _("Rule"),
        "starts_on": _("First day"),
        "opens_at": _("Opens at"),
        "open_days": _("Days open"),
        "reminders": _("Reminders, days after opening"),
    }
    form.show_outcome(desk.texts, labels, shown=partial(_in_words, desk.texts, every))
    chosen = st.selectbox(
        labels["every"], list(every), format_func=every.__getitem__, key=form.key("every")
    )
    if chosen == "custom":
        st.text_input(
            labels["rule"],
            key=form.key("rule"),
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
        st.date_input(labels["starts_on"], format=desk.texts.day_format, key=form.key("starts_on"))
        st.time_input(labels["opens_at"], key=form.key("opens_at"))
        st.number_input(labels["open_days"], 1, MAX_OPEN_DAYS, key=form.key("open_days"))
    reminders = kept.reminders if kept else REMINDERS
    st.pills(
        labels["reminders"],
        sorted({*range(1, MAX_REMINDER_DAY + 1), *reminders, *form.typed()["reminders"]}),
        selection_mode="multi",
        key=form.key("reminders"),
        help=_("They go to everybody, because nobody knows who has answered."),
    )
    _next_waves(desk, form)
    st.button(
        wording.on_primary(_("Save the rhythm")),
        type="primary",
        key="save_rhythm",
        on_click=form.save,
        args=(lambda seen: _save(desk, form, seen),),
    )


def _in_words(texts: Texts, every: Mapping[str, str], field: str, value: object) -> str:
    """Return what a field holds, as its reader writes it."""
    if field == "every":
        return every[str(value)]
    if isinstance(value, date):
        return texts.date(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _next_waves(desk: Desk, form: SavedForm) -> None:
    """Show the next waves of the rhythm in the form, or what is wrong with it."""
    _, texts = desk.texts.gettext, desk.texts
    try:
        rhythm, chosen = _in_form(form)
        programme_changes.check_reminders(chosen, rhythm.open_days)
    except ProgrammeError as error:
        wording.show_error(error, texts, icon=":material/edit_calendar:", show=st.warning)
        return
    table = timetable_of(desk.run.installation, rhythm)
    moment = now()
    slots = table.slots(max(desk.today, rhythm.starts_on) + relativedelta(years=1))
    coming = [slot for slot in slots if slot.has_enough_time_left(moment)][:MAX_UPCOMING_WAVES]
    lines = [
        _("{opens} to the end of {closes}").format(
            opens=texts.moment(slot.opens_at), closes=texts.weekday(slot.closes_on)
        )
        + (f" · {_moved(slot.moved.in_words(texts.language), texts)}" if slot.moved else "")
        for slot in coming
    ]
    st.markdown(_("**The next waves would be:**"))
    st.markdown("\n".join(f"- {line}" for line in lines) or _("None within a year."))
    if coming and chosen:
        reminders = table.reminders(coming[0].opens_at.date(), coming[0].closes_on, chosen)
        on = ", ".join(texts.moment(moment) for _number, moment in reminders)
        st.caption(_("Reminders in the first of them: {days}.").format(days=on))


def _moved(why: str, texts: Texts) -> str:
    return texts.gettext("moved because of: {why}").format(why=escape_markdown(why))


def _in_form(form: SavedForm) -> Saved:
    """Return rhythm and reminders in the form. Raises ProgrammeError when they are not valid."""
    typed = form.typed()
    starts_on, every = typed["starts_on"], typed["every"]
    rule = typed["rule"] if every == "custom" else simple_rule(every, starts_on)
    rhythm = Rhythm(rule, starts_on, typed["opens_at"], int(typed["open_days"]))
    return rhythm, tuple(sorted(typed["reminders"]))


def _save(desk: Desk, form: SavedForm, seen: Seen) -> Saved:
    return programme_changes.save_rhythm(desk.run.installation, desk.who, *_in_form(form), seen)


def _frequency_of(kept: Rhythm) -> str:
    usual: tuple[Frequency, ...] = get_args(Frequency)
    return next((e for e in usual if simple_rule(e, kept.starts_on) == kept.rule), "custom")
