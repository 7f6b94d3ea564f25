"""The calendar of the programme: time zone, public holidays and closed periods."""

from functools import partial
from uuid import UUID

import streamlit as st

from dashboard.administration.programme_view import Desk, attempt
from dashboard.administration.saved_form import SavedForm
from dashboard.once import once
from surveys.programme import changes as programme_changes
from surveys.programme import closed_periods as read_closed
from surveys.programme.locality import Locality, save_locale, time_zones
from surveys.programme.working_days import countries
from surveys.texts import LANGUAGES, escape_markdown
from surveys.trail.saving import Seen

_LOCALE = SavedForm("locale", Locality._asdict)


def locale_form(desk: Desk) -> None:
    """Let somebody choose time zone, first language and the country of the public holidays."""
    _, texts, organisation = desk.texts.gettext, desk.texts, desk.run.organisation
    if organisation is None:
        return
    _LOCALE.open(Locality(organisation.time_zone, organisation.language, organisation.country))
    labels = {
        "time_zone": _("Time zone"),
        "country": _("Public holidays"),
        "language": _("First language of the organisation"),
    }
    nowhere = _("None")

    def shown(field: str, value: object) -> str:
        if field == "country":
            return texts.country(str(value)) if value else nowhere
        return LANGUAGES[str(value)] if field == "language" else str(value)

    _LOCALE.show_outcome(texts, labels, shown=shown)
    options: dict[str, list[str | None]] = {
        "time_zone": [*time_zones()],
        "country": [None, *sorted(countries(), key=texts.country)],
        "language": [*LANGUAGES],
    }
    with st.form("locale", border=False, enter_to_submit=False):
        for field, label in labels.items():
            st.selectbox(
                label,
                options[field],
                format_func=partial(shown, field),
                key=_LOCALE.key(field),
                placeholder=nowhere,
            )
        st.form_submit_button(
            _("Save location"), on_click=_LOCALE.save, args=(partial(_save_locale, desk),)
        )


def _save_locale(desk: Desk, seen: Seen) -> Locality:
    return save_locale(desk.run.installation, desk.who, **_LOCALE.typed(), seen=seen)


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
