"""The roles that administrators give and take away."""

from uuid import UUID

import streamlit as st

from dashboard.administration.saved_form import show_fault
from dashboard.once import once
from dashboard.session import Run
from dashboard.wording import show_error
from surveys.access import Reader
from surveys.access.mail_address import MailAddressError
from surveys.errors import PeilError
from surveys.people.importing.summary import role_in_words
from surveys.people.roles import (
    FOR_ONE_UNIT,
    FOR_THE_WHOLE,
    RoleError,
    RoleHeld,
    give,
    roles_held,
    take,
    units_to_choose,
)
from surveys.texts import escape_markdown

MAX_ROLES = 200
"""Maximum number of roles shown."""


def role_editor(run: Run, who: Reader) -> None:
    """Show all roles, each with a button to take it away, and a form to give one."""
    _ = run.texts.gettext
    _role_form(run, who)
    _show_result(run)
    held = roles_held(run.installation, who)
    st.subheader(_("Who has a role"), anchor=False)
    if not all(role.confirmed for role in held):
        st.info(
            _(
                "HR and works council take effect once somebody who has the same role has "
                "confirmed them, on the page “Confirmations”; a manager of the whole organisation, "
                "or one who appointed themselves, once HR has. While nobody can, the person who "
                "runs Peil does it on the server: `peil confirm-role`."
            ),
            icon=":material/verified_user:",
        )
    if not held:
        st.caption(_("Nobody yet."))
    waiting = _("waiting for confirmation")
    for role in held[:MAX_ROLES]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{escape_markdown(role.name)}** · "
                + escape_markdown(role_in_words(role.role, role.unit, run.texts))
                + ("" if role.confirmed else f" · _{waiting}_"),
                width="stretch",
            )
            st.button(
                _("Take away"),
                key=f"take_{role.id.hex}",
                help=escape_markdown(role.email),
                on_click=once,
                args=(f"take_{role.id.hex}", _take, run, who, role),
            )
    if len(held) > MAX_ROLES:
        more = len(held) - MAX_ROLES
        st.caption(run.texts.ngettext("and {n} more role", "and {n} more roles", more))


def _role_form(run: Run, who: Reader) -> None:
    _, texts = run.texts.gettext, run.texts
    units: dict[UUID | None, str] = {}
    if who.administers:
        units[None] = _("the whole organisation")
    for unit, path in units_to_choose(run.installation, who).items():
        units[unit] = path
    kinds = dict.fromkeys((*FOR_ONE_UNIT, *FOR_THE_WHOLE)) if who.administers else ("manager",)
    with st.form("give_role", enter_to_submit=False):
        st.subheader(_("Give a role"), anchor=False)
        st.text_input(_("E-mail address of the person"), key="role_email")
        show_fault(st.session_state.pop("role_fault", None), texts)
        st.selectbox(
            _("Role"),
            list(kinds),
            format_func=lambda role: role_in_words(role, None, texts),
            key="role_kind",
        )
        st.selectbox(_("For"), list(units), format_func=units.__getitem__, key="role_unit")
        st.form_submit_button(_("Give this role"), on_click=once, args=("role", _give, run, who))


def _give(run: Run, who: Reader) -> None:
    _ = run.texts.gettext
    state = st.session_state
    email, role, unit = state["role_email"], state["role_kind"], state["role_unit"]
    try:
        result = give(run.installation, who, email, role, unit)
    except (MailAddressError, RoleError) as fault:
        state["role_fault"] = fault
    else:
        waits = _("The role is given. It takes effect once somebody else has confirmed it.")
        done = waits if result.waits else _("The role is given.")
        state["roles_result"] = done if result.is_new else RoleError("held")


def _take(run: Run, who: Reader, role: RoleHeld) -> None:
    _ = run.texts.gettext
    try:
        take(run.installation, who, role.id, role)
    except RoleError as fault:
        st.session_state["roles_result"] = fault
    else:
        st.session_state["roles_result"] = _("The role is taken away.")


def _show_result(run: Run) -> None:
    """Show the outcome of the last action once."""
    result = st.session_state.pop("roles_result", None)
    if isinstance(result, PeilError):
        show_error(result, run.texts)
    elif result is not None:
        st.success(result)
