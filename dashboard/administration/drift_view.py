"""What the directory says and Peil does not follow, and why."""

from collections.abc import Mapping

import streamlit as st

from surveys.errors import N_
from surveys.people.provisioning.drift import Drift, Named
from surveys.texts import Texts, escape_markdown

PAGE_SIZE = 50

REASONS: Mapping[str, str] = {
    "person_known": N_(
        "This person is in Peil already, under another user name. Let the directory match people "
        "by a second attribute: their number or their e-mail address."
    ),
    "person_refused": N_(
        "A person without an e-mail address that messages can be sent to, or with a text that is "
        "too long. The log of the directory says who it is."
    ),
    "marked_as_deleted": N_(
        "The directory has deleted this account for the time being, but not deactivated it. The "
        "person stays in Peil until the directory removes or deactivates them."
    ),
    "group_known": N_(
        "There is a unit of this name already, perhaps with other capitals, or with this number. "
        "Rename one of the two, or let the directory match groups by name."
    ),
    "group_refused": N_(
        "This group cannot be a unit: its name is empty or lacks the prefix that was agreed on, or "
        "it would be within itself. Take it out of the synchronisation, or rename it."
    ),
    "groups_off": N_(
        "Departments are units here, so groups are not followed. Switch groups off in the "
        "directory."
    ),
}
"""Why something was not done, and what to do about it."""


def show_drift(drift: Drift | None, texts: Texts) -> None:
    """Show where the directory and Peil differ; nothing where no directory synchronises."""
    _ = texts.gettext
    if drift is None:
        return
    with st.expander(_("What the directory says and Peil does not follow"), icon=":material/sync:"):
        if drift.is_none:
            st.markdown(_("Nothing: the directory and Peil agree."))
        _notes(drift, texts)
        _in_several(drift, texts)
        _names(
            drift.never_named,
            _("People whom the directory has not described: {n}"),
            _(
                "They came from a file or a page. When they leave, the directory does not tell "
                "Peil: match them there, or take them off the list here."
            ),
        )
        _names(
            drift.without_group,
            _("Units without a group: {n}"),
            _("Nobody in them came by a group. Give the group of the directory the same name."),
        )


def _notes(drift: Drift, texts: Texts) -> None:
    _ = texts.gettext
    if not drift.notes:
        return
    st.subheader(_("Refused in the last two weeks"), anchor=False)
    shown = drift.notes[:PAGE_SIZE]
    st.table(
        {
            _("Day"): [texts.date(note.noted_on) for note in shown],
            _("Who or what"): [escape_markdown(note.person or note.group or "–") for note in shown],
            _("Times"): [str(note.times) for note in shown],
            _("Why, and what to do"): [texts.gettext(REASONS[note.kind]) for note in shown],
        },
        hide_index=True,
    )


def _in_several(drift: Drift, texts: Texts) -> None:
    _ = texts.gettext
    if not drift.in_several:
        return
    number = len(drift.in_several)
    st.subheader(_("People in several groups: {n}").format(n=number), anchor=False)
    st.markdown(_("They work in the group that they came into last, until they leave it."))
    shown = drift.in_several[:PAGE_SIZE]
    st.table(
        {
            _("Name"): [escape_markdown(one.name) for one in shown],
            _("Counts in"): [escape_markdown(one.unit) for one in shown],
            _("Also in"): [escape_markdown(", ".join(one.others)) for one in shown],
        },
        hide_index=True,
    )


def _names(named: Named, title: str, remedy: str) -> None:
    if not named.number:
        return
    st.subheader(title.format(n=named.number), anchor=False)
    st.markdown(remedy)
    more = ", …" if named.number > len(named.names) else ""
    st.markdown(escape_markdown(", ".join(named.names)) + more)
