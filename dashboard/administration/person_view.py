"""The form of one person: added, corrected, moved, exported, or taken off the list."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from dashboard.administration.people_view import NEW, PERSON, download
from dashboard.administration.saved_form import SavedForm, show_fault
from dashboard.session import Run
from dashboard.wording import on_primary, show_error
from surveys.access import Reader
from surveys.access.mail_address import MAX_ADDRESS_LENGTH
from surveys.people.details import Details, PersonError
from surveys.people.editing import (
    PersonOpened,
    add_person,
    correct_person,
    mark_as_left,
    open_person,
)
from surveys.people.file.table import MAX_CELL_LENGTH
from surveys.people.importing.summary import role_in_words
from surveys.people.roles import units_to_choose
from surveys.settings import current_settings
from surveys.texts import LANGUAGES, Texts, escape_markdown
from surveys.trail.saving import Seen


def person_form(run: Run, who: Reader, asked: str) -> None:
    """Show the form of the person whom the address names, or of somebody new."""
    _ = run.texts.gettext
    st.button(_("Back to the list"), icon=":material/arrow_back:", type="tertiary", on_click=close)
    if asked == NEW:
        st.subheader(_("Add a person"), anchor=False)
        _form(run, who, None)
        return
    try:
        opened = open_person(run.installation, who, UUID(hex=asked))
    except (PersonError, ValueError):
        show_error(PersonError("gone"), run.texts, show=st.warning)
        return
    st.subheader(escape_markdown(opened.details.name), anchor=False)
    if opened.roles:
        roles = ", ".join(role_in_words(role, unit, run.texts) for role, unit in opened.roles)
        st.markdown(_("Roles: {roles}").format(roles=escape_markdown(roles)))
    if opened.is_protected:
        protected = PersonError("protected", name=opened.details.name)
        show_error(protected, run.texts, show=st.info, icon=":material/lock:")
        return
    _form(run, who, opened)
    with st.container(horizontal=True):
        _leaving(run, who, opened)
        download(run, _("Export this person"), "person", "csv", opened.id)


def close() -> None:
    """Return to the list."""
    st.query_params.pop(PERSON, None)


def _fields(details: Details) -> Mapping[str, object]:
    """Return the fields of the form: texts are empty where nothing is kept."""
    texts = {name: getattr(details, name) or "" for name in ("name", "email", "key")}
    return {
        **texts,
        "unit": details.unit,
        "language": details.language,
        "channel": details.channel,
        "channel_address": details.channel_address or "",
        "send_at": details.send_at,
    }


def _typed(form: SavedForm) -> Details:
    typed: dict[str, Any] = form.typed()
    for name in ("key", "channel_address"):
        typed[name] = typed[name].strip() or None
    return Details(**typed)


def _form(run: Run, who: Reader, opened: PersonOpened | None) -> None:
    _, texts = run.texts.gettext, run.texts
    form = SavedForm(f"person_{opened.id.hex if opened else NEW}", _fields)
    form.open(opened.details if opened else Details())
    units: dict[UUID | None, str] = dict(units_to_choose(run.installation, who).items())
    channels = ("mail", *current_settings().channels)
    labels = {
        "name": _("Name"),
        "email": _("E-mail address"),
        "unit": _("Unit"),
        "key": _("Personnel number (optional)"),
        "language": _("Language of messages"),
        "channel": _("Messages come by"),
        "channel_address": _("Address there, if it is not the e-mail address"),
        "send_at": _("At this time of day, if possible"),
    }
    form.show_outcome(texts, labels, shown=partial(_shown, texts, units))
    with st.form(form.name, enter_to_submit=False):
        for name, most in (("name", MAX_CELL_LENGTH), ("email", MAX_ADDRESS_LENGTH)):
            st.text_input(labels[name], key=form.key(name), max_chars=most)
            show_fault(form.fault_of(name), texts)
        st.selectbox(
            labels["unit"],
            list(units),
            format_func=lambda unit: units.get(unit, "–"),
            key=form.key("unit"),
            placeholder=_("Choose a unit"),
        )
        show_fault(form.fault_of("unit"), texts)
        st.text_input(labels["key"], key=form.key("key"), max_chars=MAX_CELL_LENGTH)
        show_fault(form.fault_of("key"), texts)
        with st.expander(
            _("How messages reach this person"),
            expanded=any(map(form.fault_of, ("channel", "channel_address"))),
        ):
            _messages(form, texts, labels, channels)
        if opened is None:
            st.caption(_("Somebody new is invited from the next wave on."))
        else:
            st.caption(
                _(
                    "An open wave is not touched: who moves counts in the new unit from the next "
                    "wave. If a list or a directory is followed here, correct it there as well."
                )
            )
            if opened.reads:
                st.caption(
                    _(
                        "With another e-mail address, roles that read results or the audit trail "
                        "have to be confirmed again."
                    )
                )
        st.form_submit_button(
            on_primary(_("Add") if opened is None else _("Save")),
            type="primary",
            on_click=_save,
            args=(run, who, form, opened, channels),
        )


def _messages(
    form: SavedForm, texts: Texts, labels: Mapping[str, str], channels: tuple[str, ...]
) -> None:
    _ = texts.gettext
    usual = _("as everybody else")
    st.selectbox(
        labels["language"],
        [None, *LANGUAGES],
        format_func=lambda language: LANGUAGES[language] if language else usual,
        key=form.key("language"),
        placeholder=usual,
    )
    st.selectbox(
        labels["channel"],
        list(dict.fromkeys([None, *channels, form.typed()["channel"]])),
        format_func=lambda channel: channel or usual,
        key=form.key("channel"),
        placeholder=usual,
    )
    show_fault(form.fault_of("channel"), texts)
    st.text_input(
        labels["channel_address"], key=form.key("channel_address"), max_chars=MAX_CELL_LENGTH
    )
    show_fault(form.fault_of("channel_address"), texts)
    st.time_input(labels["send_at"], key=form.key("send_at"), value=None)


def _shown(texts: Texts, units: Mapping[UUID | None, str], field: str, value: object) -> str:
    """Return what a field holds, as its reader writes it."""
    if field == "unit":
        return next((path for unit, path in units.items() if unit == value), "–")
    if field == "language" and value:
        return LANGUAGES[str(value)]
    if field == "send_at" and value:
        return f"{value:%H:%M}"
    return str(value or "")


def _save(
    run: Run,
    who: Reader,
    form: SavedForm,
    opened: PersonOpened | None,
    channels: tuple[str, ...],
) -> None:
    """Save what was typed; anybody who was added can be seen in the list."""
    _, typed = run.texts.gettext, _typed(form)

    def save(seen: Seen) -> Details:
        if opened is not None:
            return correct_person(run.installation, who, opened.id, typed, seen, channels)
        add_person(run.installation, who, typed, channels)
        st.session_state["people_done"] = _("{name} is on the list.").format(
            name=escape_markdown(typed.name.strip())
        )
        close()
        return Details()

    form.save(save)


def _leaving(run: Run, who: Reader, opened: PersonOpened) -> None:
    """Let somebody be taken off the list, after it was said what that means."""
    _ = run.texts.gettext
    name = escape_markdown(opened.details.name)
    with st.popover(_("Mark as left"), icon=":material/person_off:"):
        st.markdown(
            _(
                "**{name}** comes off the list and gets no more messages. Roles and sign-ins end "
                "at once. A ballot in an open wave stays what it is, and results stay."
            ).format(name=name)
        )
        st.button(
            _("Yes, {name} has left").format(name=name),
            key="mark_as_left",
            on_click=_leave,
            args=(run, who, opened),
        )


def _leave(run: Run, who: Reader, opened: PersonOpened) -> None:
    _, form = run.texts.gettext, SavedForm(f"person_{opened.id.hex}", _fields)

    def leave(seen: Seen) -> Details:
        mark_as_left(run.installation, who, opened.id, seen)
        st.session_state["people_done"] = _("{name} is off the list.").format(
            name=escape_markdown(opened.details.name)
        )
        close()
        return opened.details

    form.save(leave)
