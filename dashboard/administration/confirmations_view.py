"""What HR and the works council confirm about roles: what waits, who reads, what was changed."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.administration.trail_view import entries_by_day
from dashboard.navigation import page_link
from dashboard.session import Run
from dashboard.wording import show_error
from surveys.access import Reader
from surveys.errors import PeilError
from surveys.people.confirming import (
    ConfirmationError,
    WaitingRole,
    confirm,
    refuse,
    waiting_roles,
    who_reads,
)
from surveys.people.importing.summary import role_in_words
from surveys.texts import Texts, escape_markdown
from surveys.trail.reading import read_trail

RECENT = 20
"""Number of changes of roles shown; the audit trail has them all."""


def roles_section(run: Run, who: Reader) -> None:
    """Show the roles that wait, with buttons for those who may confirm them, and who reads."""
    _ = run.texts.gettext
    st.subheader(_("Roles"), anchor=False)
    st.markdown(
        _(
            "An administrator gives somebody a role that reads the results of the organisation, or "
            "the audit trail. The role opens nothing until somebody who has the same role "
            "confirms it. Nobody confirms their own role, or one that they gave."
        )
    )
    _show_result(run.texts)
    waiting = waiting_roles(run.installation, who)
    if not waiting:
        st.caption(_("No role is waiting for confirmation."))
    for role in waiting:
        with st.container(border=True):
            _waiting_role(run, who, role)
    with st.expander(_("Who reads results of the organisation, or the audit trail")):
        for held in who_reads(run.installation, who):
            st.markdown(
                f"- **{escape_markdown(held.name)}** · "
                + escape_markdown(role_in_words(held.role, held.unit, run.texts))
            )
    with st.expander(_("Recent changes of roles")):
        recent = read_trail(run.installation, who, kind="roles").entries[:RECENT]
        entries_by_day(recent, run.texts)
        page_link("trail", _("The whole audit trail"), icon=":material/history:")


def _waiting_role(run: Run, who: Reader, role: WaitingRole) -> None:
    _ = run.texts.gettext
    words = role_in_words(role.role, role.unit, run.texts)
    name = escape_markdown(role.name)
    by = escape_markdown(role.given_by or _("The server"))
    line = _("{email} · given, or the address changed, by: {name}")
    st.markdown(
        f"**{name}** · {escape_markdown(words)}  \n"
        + line.format(email=escape_markdown(role.email), name=by)
    )
    if role.obstacle is not None:
        st.markdown(_who_can(role, run.texts))
        return
    with st.container(horizontal=True):
        for label, key, act in (
            (_("Confirm {name}"), "confirm", confirm),
            (_("Refuse {name}"), "refuse", refuse),
        ):
            st.button(
                label.format(name=name),
                key=f"{key}_{role.id.hex}",
                on_click=_act,
                args=(run.texts, partial(act, run.installation, who, role.id), key),
            )


def _who_can(role: WaitingRole, texts: Texts) -> str:
    _ = texts.gettext
    if role.confirmers:
        names = escape_markdown(", ".join(role.confirmers))
        return _("Can be confirmed by: {names}.").format(names=names)
    return _(
        "Nobody else holds this role, so the person who runs Peil confirms it on the server: "
        "`peil confirm-role` shows how."
    )


def _act(texts: Texts, act: Callable[[], None], key: str) -> None:
    _ = texts.gettext
    try:
        act()
    except ConfirmationError as fault:
        st.session_state["confirmation"] = fault
    else:
        done = {"confirm": _("The role is confirmed."), "refuse": _("The role is refused.")}
        st.session_state["confirmation"] = done[key]


def _show_result(texts: Texts) -> None:
    """Show the outcome of the last action once."""
    result = st.session_state.pop("confirmation", None)
    if isinstance(result, PeilError):
        show_error(result, texts)
    elif result is not None:
        st.success(result)
