"""The fields of an agreement, to note one or to correct it, and templates that fill them."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from surveys.follow_up import OWNERS, Agreement, Draft
from surveys.follow_up.agreement import LOOK_BACK, MAX_BODY_LENGTH, MAX_DETAILS_LENGTH
from surveys.follow_up.templates import agreement_templates
from surveys.reading.team_report import TeamReport
from surveys.texts import Texts

LINES_HEIGHT = 116
"""The height of the field for details, in pixels: four lines."""


def topics_of(report: TeamReport, texts: Texts) -> dict[str, str]:
    """Return the name of each indicator that an agreement of a unit can be about."""
    return {one.indicator.id: one.indicator.name[texts.language] for one in report.trends}


def template_choice(key: str, topics: Mapping[str, str], texts: Texts) -> None:
    """Let somebody begin with a template, which fills the fields of the same `key`.

    It stands outside of the form, because nothing in a form reacts before it is sent.
    """
    _, templates = texts.gettext, agreement_templates()
    st.selectbox(
        _("Begin with a template"),
        [None, *templates],
        format_func=lambda one: templates[one].name[texts.language] if one else _("Own words"),
        key=f"{key}_template",
        on_change=_fill,
        args=(key, topics, texts),
        persist_state="page",
    )


def chosen_template(key: str) -> str | None:
    """Return the template that the fields were filled with, if any."""
    chosen: str | None = st.session_state.get(f"{key}_template")
    return chosen


def _fill(key: str, topics: Mapping[str, str], texts: Texts) -> None:
    """Put the words of the chosen template into the fields."""
    state = st.session_state
    template = agreement_templates().get(state[f"{key}_template"] or "")
    if template is None:
        return
    state[f"{key}_text"] = template.text[texts.language]
    state[f"{key}_details"] = template.lines(texts.language)
    state[f"{key}_about"] = template.indicator if template.indicator in topics else None


def signature(template: str | None, texts: Texts) -> None:
    """Show the line of a template for below messages in every language, each with a copy button."""
    known = agreement_templates().get(template or "")
    if known is None or known.signature is None:
        return
    st.caption(texts.gettext("A line for below your messages, to copy:"))
    first, *others = sorted(known.signature, key=lambda language: language != texts.language)
    for language in (first, *others):
        st.code(known.signature[language], language=None, wrap_lines=True)


def text_field(key: str, label: str, texts: Texts) -> None:
    """Show the field for the one sentence of an agreement."""
    st.text_input(
        label,
        max_chars=MAX_BODY_LENGTH,
        key=f"{key}_text",
        placeholder=texts.gettext("For example: no messages after six that expect an answer"),
        persist_state="page",
    )


def details_field(key: str, texts: Texts) -> None:
    """Show the field for lines that say more."""
    _ = texts.gettext
    st.text_area(
        _("More about it, one thing a line"),
        max_chars=MAX_DETAILS_LENGTH,
        height=LINES_HEIGHT,
        key=f"{key}_details",
        placeholder=_("For example: E-mail: within two working days"),
        help=_("Lines with a colon are shown as a table."),
        persist_state="page",
    )


def other_fields(key: str, topics: Mapping[str, str], today: date, texts: Texts) -> None:
    """Show the fields for topic, days and owner."""
    _, state = texts.gettext, st.session_state
    state.setdefault(f"{key}_from", today)
    state.setdefault(f"{key}_until", today + LOOK_BACK)
    st.selectbox(
        _("What is it about?"),
        [None, *topics],
        format_func=lambda topic: topics[topic] if topic else _("In general"),
        key=f"{key}_about",
    )
    owners = {"team": _("The team"), "leader": _("The person who leads the unit")}
    st.selectbox(
        _("Who keeps it in mind?"), OWNERS, format_func=owners.__getitem__, key=f"{key}_owner"
    )
    st.date_input(_("From"), format=texts.day_format, key=f"{key}_from")
    st.date_input(_("Look back on"), format=texts.day_format, key=f"{key}_until")


def begin_with(key: str, agreement: Agreement, topics: Mapping[str, str]) -> None:
    """Put an agreement into the fields, unless something is in them."""
    state = st.session_state
    state.setdefault(f"{key}_text", agreement.text)
    state.setdefault(f"{key}_details", agreement.details)
    state.setdefault(f"{key}_about", agreement.indicator if agreement.indicator in topics else None)
    state.setdefault(f"{key}_owner", agreement.owner)
    state.setdefault(f"{key}_from", agreement.starts_on)
    state.setdefault(f"{key}_until", agreement.review_on)


def draft(key: str, today: date, template: str | None = None) -> Draft:
    """Return what the fields contain; days that were cleared are the usual ones."""
    state = st.session_state
    starts_on = state[f"{key}_from"] or today
    return Draft(
        state[f"{key}_text"],
        state[f"{key}_about"],
        starts_on,
        state[f"{key}_until"] or starts_on + LOOK_BACK,
        state[f"{key}_details"],
        state[f"{key}_owner"],
        state.get(f"{key}_template") or template,
    )
