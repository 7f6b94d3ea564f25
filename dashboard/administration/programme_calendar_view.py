"""The calendar of the programme: time zone, public holidays and closed periods."""

from uuid import UUID

import streamlit as st

from dashboard.administration.programme_view import Desk, attempt
from dashboard.once import once
from surveys.programme import changes as programme_changes
from surveys.programme import closed_periods as read_closed
from surveys.programme.locality import save_locale, time_zones
from surveys.programme.working_days import countries
from surveys.texts import LANGUAGES, escape_markdown


def locale_form(desk: Desk) -> None:
    """Let somebody choose time zone, first language and the country of the public holidays."""
    _, texts, organisation = desk.texts.gettext, desk.texts, desk.run.organisation
    if organisation is None:
        return
    by_name = [None, *sorted(countries(), key=texts.country)]
    with st.form("locale", border=False, enter_to_submit=False):
        zones = list(time_zones())
        st.selectbox(
            _("Time zone"), zones, index=zones.index(organisation.time_zone), key="time_zone"
        )
        st.selectbox(
            _("Public holidays"),
            by_name,
            index=by_name.index(organisation.country),
            format_func=lambda code: texts.country(code) if code else _("None"),
            key="country",
        )
        st.selectbox(
            _("First language of the organisation"),
            list(LANGUAGES),
            index=list(LANGUAGES).index(organisation.language),
            format_func=LANGUAGES.__getitem__,
            key="first_language",
        )
        st.form_submit_button(
            _("Save location"), on_click=attempt, args=(lambda: _save_locale(desk),)
        )


def _save_locale(desk: Desk) -> None:
    state = st.session_state
    save_locale(
        desk.run.installation,
        desk.who,
        time_zone=state["time_zone"],
        language=state["first_language"],
        country=state["country"],
    )


def closed_periods(desk: Desk) -> None:
    """Show the closed periods, and let somebody add and remove them."""
    _, texts = desk.texts.gettext, desk.texts
    st.caption(
        _(
            "No wave opens on these days, and no message is sent: both wait for the next "
            "working day."
        )
    )
    for period in read_closed(desk.run.installation):
        with st.container(horizontal=True, vertical_alignment="center"):
            days = texts.days(period.first_on, period.last_on)
            st.markdown(f"{escape_markdown(period.name)} · {days}")
            st.button(
                _("Remove {name}").format(name=escape_markdown(period.name)),
                key=f"remove_{period.id.hex}",
                on_click=attempt,
                args=(lambda period_id=period.id: _remove(desk, period_id),),
            )
    with st.form("closed_period", border=False, enter_to_submit=False):
        st.text_input(
            _("Name of the period"),
            max_chars=programme_changes.MAX_NAME_LENGTH,
            placeholder=_("For example: summer break"),
            key="period_name",
        )
        for label, key in ((_("From"), "period_from"), (_("Up to and including"), "period_until")):
            st.date_input(label, value=desk.today, format=desk.texts.day_format, key=key)
        st.form_submit_button(
            _("Add the period"), on_click=once, args=("period", attempt, lambda: _add(desk))
        )


def _add(desk: Desk) -> None:
    state = st.session_state
    programme_changes.add_closed_period(
        desk.run.installation,
        desk.who,
        state["period_name"],
        state["period_from"],
        state["period_until"],
    )
    state["period_name"] = ""


def _remove(desk: Desk, period: UUID) -> None:
    programme_changes.remove_closed_period(desk.run.installation, desk.who, period)
