"""The plan of the year on the programme page: a table, one wave's questions, the calendar file."""

from collections.abc import Sequence
from functools import partial

import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard.administration.programme_view import Desk, attempt
from dashboard.clock import now
from dashboard.once import once
from surveys.counting.prospects import load_prospects
from surveys.instrument import Instrument, shipped
from surveys.organisation import load_instrument
from surveys.organisation.next_waves import load_next_thresholds
from surveys.programme import PlannedWave, Programme, load_plan, subscription
from surveys.programme.calendar_file import render_calendar
from surveys.programme.changes import ask_open_questions, bring_forward
from surveys.programme.plan import blocks_to_choose, theme_of_block
from surveys.settings import current_settings
from surveys.texts import Texts, escape_markdown


def plan_of_the_year(desk: Desk) -> None:
    """Show the waves of the next year, the questions of one of them, and the calendar file."""
    _, programme = desk.texts.gettext, desk.programme
    waves = load_plan(desk.run.installation, desk.today, desk.today + relativedelta(years=1))
    if not waves or programme is None:
        st.caption(_("No wave opens within a year."))
        return
    instrument = load_instrument(desk.run.installation)
    st.table(_columns(waves, instrument, desk.texts))
    st.download_button(
        _("Download the calendar"),
        data=partial(render_calendar, waves, current_settings().address, now()),
        file_name="peil.ics",
        mime="text/calendar",
        icon=":material/calendar_add_on:",
        on_click="ignore",
        help=_("When each wave opens and closes, for any calendar."),
    )
    if not desk.who.administers:
        return
    _subscription(desk)
    _one_wave(desk, programme, waves, instrument)


def what_can_be_shown(desk: Desk) -> None:
    """Show which units cannot have numbers even if everybody answers; nothing where all can."""
    installation = desk.run.installation
    prospects = load_prospects(installation, load_next_thresholds(installation), desk.next_day)
    if told := prospects.in_words(desk.texts.language):
        st.info(escape_markdown(" ".join(told)), icon=":material/visibility_off:")


def _subscription(desk: Desk) -> None:
    """Show the address to which calendars subscribe, and let somebody renew or revoke it."""
    _, installation = desk.texts.gettext, desk.run.installation
    token = subscription.token_of(installation, desk.who)
    with st.expander(_("Subscribe to the calendar"), icon=":material/calendar_add_on:"):
        st.markdown(
            _(
                "A calendar that subscribes to this address follows the waves by itself. It shows "
                "when waves open and close, and nothing about people. Anybody with the address can "
                "read that; renew it to shut others out."
            )
        )
        if token is not None:
            address = current_settings().address.rstrip("/")
            st.code(f"{address}/calendar/{token}.ics", language=None, wrap_lines=True)
        with st.container(horizontal=True):
            st.button(
                _("Make an address") if token is None else _("Renew the address"),
                key="calendar_renew",
                on_click=once,
                args=("calendar", subscription.renew, installation, desk.who),
            )
            if token is not None:
                st.button(
                    _("Revoke the address"),
                    key="calendar_revoke",
                    on_click=subscription.revoke,
                    args=(installation, desk.who),
                )


def _columns(
    waves: Sequence[PlannedWave], instrument: Instrument, texts: Texts
) -> dict[str, list[str]]:
    _, language = texts.gettext, texts.language
    moved = [wave.moved_because for wave in waves]
    columns = {
        _("Wave"): [str(wave.number) for wave in waves],
        _("Opens"): [f"{texts.weekday(wave.opens_at)}, {wave.opens_at:%H:%M}" for wave in waves],
        _("Closes"): [texts.weekday(wave.closes_on) for wave in waves],
        _("Besides the fixed questions"): [
            _("Start measurement: everything on the fixed subjects")
            if wave.is_start_measurement
            else wave.theme(instrument, language)
            for wave in waves
        ],
        _("Questions"): [
            f"{_number_of_questions(wave, texts)} · {texts.minutes(wave.minutes)}" for wave in waves
        ],
    }
    if any(moved):
        columns[_("Moved because of")] = [
            escape_markdown(why.in_words(language)) if why else "" for why in moved
        ]
    return columns


def _number_of_questions(wave: PlannedWave, texts: Texts) -> str:
    number = str(len(wave.questions))
    if not wave.ends_round:
        return number
    with_open = texts.gettext("{n} and {open} open ones")
    return with_open.format(n=number, open=len(wave.open_questions))


def _one_wave(
    desk: Desk, programme: Programme, waves: Sequence[PlannedWave], instrument: Instrument
) -> None:
    """Show what one wave asks, and let somebody bring another block forward to it."""
    texts = desk.texts
    _, language = texts.gettext, texts.language
    by_number = {wave.number: wave for wave in waves}
    number = st.selectbox(
        _("Look at one wave"),
        list(by_number),
        format_func=lambda n: (
            _("Wave {n}").format(n=n) + f" · {texts.moment(by_number[n].opens_at)}"
        ),
        key="looked_at",
    )
    wave = by_number[number]
    with st.container(border=True):
        asked = [q.text[language] for q in wave.questions]
        asked += [q.text[language] for q in wave.open_questions]
        st.markdown("\n".join(f"1. {question}" for question in asked))
        _end_of_round(desk, wave)
        held, cycle = waves[0].number - 1, instrument.rotation.cycle
        others = blocks_to_choose(
            programme.turns, number, held=held, cycle=cycle, first_turn=programme.first_turn
        )
        if not others:
            return
        st.selectbox(
            _("Ask other questions in this wave"),
            others,
            format_func=lambda block: theme_of_block(instrument, block, language),
            key=f"block_{number}",
            help=_("They change places, so that everything is still asked once a cycle."),
        )
        st.button(
            _("Bring these questions forward"),
            key="bring_forward",
            on_click=attempt,
            args=(lambda: _bring(desk, number),),
        )


def _end_of_round(desk: Desk, wave: PlannedWave) -> None:
    """Let somebody have the open questions at the end of a round asked in this wave, or not."""
    _ = desk.texts.gettext
    number = len(shipped().open_questions.end_of_round.questions)
    if wave.ends_round:
        label, on = _("Ask for one comment instead"), False
    else:
        label, on = _("Ask {n} open questions instead of a comment").format(n=number), True
    change = partial(ask_open_questions, desk.run.installation, desk.who, wave.number, on=on)
    st.button(
        label,
        key="end_of_round",
        on_click=attempt,
        args=(change,),
        help=_(
            "What people miss, what they would keep, and what they wish for: now and then, when a "
            "round or a change comes to its end. By themselves they are asked together with the "
            "questions about the future. They take people more time."
        ),
    )


def _bring(desk: Desk, number: int) -> None:
    bring_forward(desk.run.installation, desk.who, number, st.session_state[f"block_{number}"])
