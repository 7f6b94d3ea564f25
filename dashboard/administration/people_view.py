"""Who works where, for administrators: a list to search, and roles to give and take."""

from uuid import UUID

import streamlit as st

from dashboard.session import Run
from dashboard.wording import show_error
from surveys.access.access import Reader
from surveys.people.importing.summary import role_in_words
from surveys.people.roles import (
    FOR_ONE_UNIT,
    FOR_THE_WHOLE,
    RoleError,
    find_people,
    give,
    roles_held,
    take,
    units_to_choose,
)
from surveys.texts import escape_markdown

SIZE = 50
MOST_ROLES = 200


def who_works_where(run: Run, who: Reader) -> None:
    """Show people by name, a page at a time, and let somebody search for a name or address."""
    _ = run.texts.gettext
    text = st.text_input(_("Search for a name, mail address or key"), key="people_search")
    first = find_people(run.installation, who, text, size=SIZE)
    pages = max(1, -(-first.number // SIZE))
    st.caption(run.texts.ngettext("{n} person", "{n} people", first.number))
    # Another search is another list, which begins at its first page.
    page = st.pagination(pages, key=f"people_page_{text}") if pages > 1 else 1
    found = first if page == 1 else find_people(run.installation, who, text, page=page, size=SIZE)
    if not found.people:
        return
    st.table(
        {
            _("Name"): [escape_markdown(person.name) for person in found.people],
            _("Mail address"): [escape_markdown(person.email) for person in found.people],
            _("Unit"): [escape_markdown(person.unit) for person in found.people],
        },
        hide_index=True,
    )


def roles(run: Run, who: Reader) -> None:
    """Show who has which role, with a way to take it away, and a form to give one."""
    _ = run.texts.gettext
    _told(run)
    _form(run, who)
    held = roles_held(run.installation, who)
    st.subheader(_("Who has a role"), anchor=False)
    if not held:
        st.caption(_("Nobody yet."))
    for role in held[:MOST_ROLES]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{escape_markdown(role.name)}** · "
                + escape_markdown(role_in_words(role.role, role.unit, run.texts)),
                width="stretch",
            )
            st.button(
                _("Take away"),
                key=f"take_{role.id.hex}",
                help=escape_markdown(role.email),
                on_click=_take,
                args=(run, who, role.id),
            )
    if len(held) > MOST_ROLES:
        more = len(held) - MOST_ROLES
        st.caption(run.texts.ngettext("and {n} more role", "and {n} more roles", more))


def _form(run: Run, who: Reader) -> None:
    _, texts = run.texts.gettext, run.texts
    units: dict[UUID | None, str] = {}
    if who.administers:
        units[None] = _("the whole organisation")
    for unit, path in units_to_choose(run.installation, who).items():
        units[unit] = path
    kinds = dict.fromkeys((*FOR_ONE_UNIT, *FOR_THE_WHOLE)) if who.administers else ("manager",)
    with st.form("give_role", enter_to_submit=False):
        st.subheader(_("Give a role"), anchor=False)
        st.text_input(_("Mail address of who gets it"), key="role_email")
        st.selectbox(
            _("Role"),
            list(kinds),
            format_func=lambda role: role_in_words(role, None, texts),
            key="role_kind",
        )
        st.selectbox(_("For"), list(units), format_func=units.__getitem__, key="role_unit")
        st.form_submit_button(_("Give this role"), on_click=_give, args=(run, who))


def _give(run: Run, who: Reader) -> None:
    _ = run.texts.gettext
    state = st.session_state
    try:
        give(run.installation, who, state["role_email"], state["role_kind"], state["role_unit"])
    except RoleError as fault:
        state["roles_said"] = fault
    else:
        state["roles_said"] = _("The role is given.")


def _take(run: Run, who: Reader, role: UUID) -> None:
    _ = run.texts.gettext
    try:
        take(run.installation, who, role)
    except RoleError as fault:
        st.session_state["roles_said"] = fault
    else:
        st.session_state["roles_said"] = _("The role is taken away.")


def _told(run: Run) -> None:
    """Say once what the last action did, or why it did nothing."""
    told = st.session_state.pop("roles_said", None)
    if isinstance(told, RoleError):
        show_error(told, run.texts)
    elif told is not None:
        st.success(told)
