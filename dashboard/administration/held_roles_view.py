"""Roles that a directory would have ended, on the page of people: an administrator decides."""

import importlib
from collections.abc import Collection
from uuid import UUID

import streamlit as st

from dashboard.once import once
from dashboard.session import Run
from dashboard.wording import show_error
from surveys.access import Reader
from surveys.people.held_roles import KEPT_FOR, HeldRole, end, held_roles
from surveys.people.held_units import HeldUnit, HeldUnitError, held_units
from surveys.people.importing.summary import role_in_words
from surveys.texts import escape_markdown

MAX_SHOWN = 50
"""How many people or units are shown; the others come when these are decided."""


def show_held_roles(run: Run, who: Reader) -> None:
    """Show units whose group was deleted and roles of people who have left, until decided."""
    _ = run.texts.gettext
    if (fault := st.session_state.pop("held_fault", None)) is not None:
        show_error(fault, run.texts)
    for unit in held_units(run.installation)[:MAX_SHOWN]:
        with st.container(border=True):
            _show_unit(run, who, unit)
    if roles := held_roles(run.installation):
        with st.container(border=True):
            _show_leavers(run, who, roles)


def _show_unit(run: Run, who: Reader, unit: HeldUnit) -> None:
    _, texts = run.texts.gettext, run.texts
    path = escape_markdown(unit.path)
    told = _(
        "The directory deleted the group of **{unit}** on {day}. The unit stays as it is, because "
        "people have roles for it."
    )
    st.warning(
        told.format(unit=path, day=texts.date(unit.held_on)), icon=":material/hourglass_top:"
    )
    st.markdown(
        texts.ngettext(
            "If it goes, {n} person and the units below it come directly below the organisation, "
            "and these roles end:",
            "If it goes, {n} people and the units below it come directly below the organisation, "
            "and these roles end:",
            unit.people,
        )
    )
    left = _("has left")
    lines = [
        f"* **{escape_markdown(role.name)}** · {role_in_words(role.role, None, texts)}"
        + (f" · _{left}_" if role.has_left else "")
        for role in unit.roles
    ]
    st.markdown("\n".join(lines) or _("No role any more."))
    st.caption(
        _(
            "If the unit is to stay, make the group again in the directory: this notice then goes "
            "away by itself. Until then the directory is told that nothing was changed."
        )
    )
    seen = [role.id for role in unit.roles]
    key = f"remove_unit_{unit.id.hex}"
    st.button(
        _("This is right: remove the unit"),
        key=key,
        on_click=once,
        args=(key, _remove, run, who, unit.id, seen),
    )


def _remove(run: Run, who: Reader, unit: UUID, seen: Collection[UUID]) -> None:
    # Loaded only now, with the library of SCIM: most installations never synchronise.
    removal = importlib.import_module("surveys.people.provisioning.unit_removal")
    try:
        removal.remove_held_unit(run.installation, who, unit, seen)
    except HeldUnitError as fault:
        st.session_state["held_fault"] = fault


def _show_leavers(run: Run, who: Reader, roles: list[HeldRole]) -> None:
    _, texts = run.texts.gettext, run.texts
    st.warning(
        texts.ngettext(
            "{n} role of somebody who has left according to the directory waits for you.",
            "{n} roles of people who have left according to the directory wait for you.",
            len(roles),
        ),
        icon=":material/hourglass_top:",
    )
    st.markdown(
        _(
            "These people lost their access at once. If somebody comes back in the directory with "
            "the same address and number, their roles are there again; HR and works council are "
            "then confirmed anew. If a unit gets another manager, under **Roles**, the role that "
            "waits for it ends."
        )
    )
    requests = {
        "inactive": _("set to inactive in the directory on {day}"),
        "deleted": _("deleted in the directory on {day}"),
    }
    for held in roles[:MAX_SHOWN]:
        said = requests[held.request].format(day=texts.date(held.held_on))
        ends = _("ends by itself on {day}").format(day=texts.date(held.ends_on))
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{escape_markdown(held.name)}** · "
                + escape_markdown(role_in_words(held.role, held.unit, texts))
                + f"  \n{said} · {ends}",
                width="stretch",
            )
            key = f"end_role_{held.id.hex}"
            st.button(
                _("End this role"),
                key=key,
                help=escape_markdown(held.email),
                on_click=once,
                args=(key, end, run.installation, who, [held.id]),
            )
    if len(roles) > 1:
        every = [held.id for held in roles]
        st.button(
            _("End all of these roles"),
            key="end_all_roles",
            on_click=once,
            args=("end_all_roles", end, run.installation, who, every),
        )
    st.caption(
        _("Name, address and role are kept for {n} days for this, and for nothing else.").format(
            n=KEPT_FOR.days
        )
    )
