"""What HR and the works council confirm about people in small units, unit by unit."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dashboard.session import Run
from dashboard.wording import show_error
from surveys.access import NotAllowedError, Reader
from surveys.errors import PeilError
from surveys.installation import Installation
from surveys.organisation.confirmation_rule import (
    PlaceError,
    Waiting,
    is_on_now,
    switch,
    waiting_now,
)
from surveys.organisation.confirmations import (
    PersonWaiting,
    UnitWaiting,
    confirm,
    read_waiting,
)
from surveys.organisation.small_units import SMALL_UNIT
from surveys.texts import Texts, escape_markdown

PAGE_SIZE = 10
"""Number of units on a page."""

RESULT = "people_confirmation"


def waiting_lately(run: Run) -> Waiting:
    """Return who waits for confirmation, as of the last minute: finding out takes a while."""
    return _waiting_lately(run.installation, str(run.installation.store_folder))


@st.cache_data(ttl=60, show_spinner=False)
def _waiting_lately(_installation: Installation, folder: str) -> Waiting:
    del folder
    return waiting_now(_installation)


def people_section(run: Run, who: Reader) -> None:
    """Show the units with people who wait for confirmation, and the switch of the rule."""
    _ = run.texts.gettext
    st.subheader(_("People in small units"), anchor=False)
    st.markdown(
        _(
            "Anybody who keeps the list of people could invent colleagues of somebody and answer "
            "for them. So a wave opens only when everybody who is new, has moved or has another "
            "address, in a unit with fewer than {number} confirmed people, has been confirmed "
            "here. Nobody confirms what they changed themselves."
        ).format(number=SMALL_UNIT)
    )
    _show_result(run.texts)
    if not is_on_now(run.installation):
        st.info(_("This is switched off: waves open without it."), icon=":material/toggle_off:")
        st.button(
            _("Switch it on"),
            key="confirmations_on",
            on_click=_act,
            args=(partial(switch, run.installation, who, on=True), _("It is on.")),
        )
        return
    _units(run, who)
    with st.expander(_("Switch this off"), icon=":material/toggle_off:"):
        st.markdown(
            _(
                "Then one person who keeps the list of people can invent colleagues, and nobody "
                "notices unless a team counts. The audit trail and the audit say that it is off."
            )
        )
        st.button(
            _("Yes, switch it off"),
            key="confirmations_off",
            on_click=_act,
            args=(partial(switch, run.installation, who, on=False), _("It is off.")),
        )


def _units(run: Run, who: Reader) -> None:
    """Show a search, and the matching units, ten on a page."""
    _, texts = run.texts.gettext, run.texts
    text = st.text_input(
        _("Search by unit, name or address"), key="confirmations_search", icon=":material/search:"
    )
    units = read_waiting(run.installation, who, text)
    people = [one for unit in units for one in unit.people]
    if not units:
        nobody = _("Nobody found.") if text.strip() else _("Everybody is confirmed.")
        st.success(nobody, icon=":material/check:")
        return
    number = texts.ngettext("{n} person waits", "{n} people wait", len(people))
    in_units = texts.ngettext("in {n} unit", "in {n} units", len(units))
    st.markdown(f"**{number} {in_units}.**")
    ordinary = [one for one in people if not one.needs_a_look]
    if len(units) > 1 and ordinary:
        with st.popover(_("Confirm all"), icon=":material/done_all:"):
            st.markdown(
                _(
                    "You say that all of these people exist and work where the list says. Those "
                    "with a remark stay: look at each of them."
                )
            )
            confirm_all = texts.ngettext("Confirm {n} person", "Confirm {n} people", len(ordinary))
            _button(run, who, confirm_all, "confirm_all", ordinary)
    pages = -(-len(units) // PAGE_SIZE)
    page = st.pagination(pages, key=f"confirmations_page_{text}") if pages > 1 else 1
    for unit in units[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]:
        with st.container(border=True):
            _unit(run, who, unit)


def _unit(run: Run, who: Reader, unit: UnitWaiting) -> None:
    """Show who waits in a unit: one button for all, and one for each with a remark."""
    _, texts = run.texts.gettext, run.texts
    number = texts.ngettext("{n} person in all", "{n} people in all", unit.number)
    st.markdown(f"**{escape_markdown(unit.path)}** · {number}")
    ordinary = [one for one in unit.people if not one.needs_a_look]
    if ordinary:
        st.table(
            {
                _("Name"): [escape_markdown(one.name) for one in ordinary],
                _("Address"): [escape_markdown(one.place.address) for one in ordinary],
                _("Why"): [_reason(one, texts) for one in ordinary],
            },
            hide_index=True,
        )
        label = texts.ngettext(
            "Confirm {n} person in {unit}",
            "Confirm {n} people in {unit}",
            len(ordinary),
            unit=escape_markdown(unit.path),
        )
        _button(run, who, label, f"confirm_{unit.unit.hex}", ordinary)
    for one in unit.people:
        if one.needs_a_look:
            _with_remark(run, who, one)


def _with_remark(run: Run, who: Reader, one: PersonWaiting) -> None:
    _, texts = run.texts.gettext, run.texts
    address = escape_markdown(one.place.address)
    st.markdown(f"**{escape_markdown(one.name)}** · {address} · {_reason(one, texts)}")
    if one.is_outside:
        st.badge(_("Unusual domain"), icon=":material/flag:", color="orange")
    if one.is_own:
        st.caption(
            _("You changed this yourself: somebody else in HR or the works council confirms.")
        )
        return
    label = _("Confirm {name}").format(name=escape_markdown(one.name))
    _button(run, who, label, f"confirm_{one.place.person.hex}", [one])


def _button(run: Run, who: Reader, label: str, key: str, people: Sequence[PersonWaiting]) -> None:
    _ = run.texts.gettext
    chosen = [one.place for one in people]
    st.button(
        label,
        key=key,
        on_click=_act,
        args=(partial(confirm, run.installation, who, chosen), _("Confirmed.")),
    )


def _reason(one: PersonWaiting, texts: Texts) -> str:
    _ = texts.gettext
    reasons = {"new": _("new"), "moved": _("moved"), "address": _("other address")}
    return reasons[one.reason]


def _act(act: Callable[[], object], done: str) -> None:
    try:
        act()
    except (PlaceError, NotAllowedError) as fault:
        st.session_state[RESULT] = fault
    else:
        st.session_state[RESULT] = done
        _waiting_lately.clear()


def _show_result(texts: Texts) -> None:
    """Show the outcome of the last action once."""
    result = st.session_state.pop(RESULT, None)
    if isinstance(result, PeilError):
        show_error(result, texts)
    elif result is not None:
        st.success(result)
