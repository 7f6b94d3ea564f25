"""The part of the programme page with the units that take part later than the others."""

from datetime import timedelta
from functools import partial

import streamlit as st

from dashboard.administration.programme_view import Desk, attempt
from dashboard.once import once
from surveys.organisation.later_starts import (
    load_later_starts,
    load_units_to_start,
    save_later_start,
)
from surveys.texts import escape_markdown

UNIT, DAY = "later_unit", "later_day"


def later_starts_form(desk: Desk) -> None:
    """Show which units start later, and let somebody add one or take the later start back."""
    _, texts, installation = desk.texts.gettext, desk.texts, desk.run.installation
    st.caption(
        _(
            "Not everybody has to start together: a unit takes part, with all below it, from a day "
            "on. Before that nobody in it is invited. Waves keep their dates and questions; trends "
            "of the unit begin with its first wave."
        )
    )
    for start in load_later_starts(installation, desk.today):
        with st.container(horizontal=True, vertical_alignment="center"):
            path = escape_markdown(start.path)
            from_day = _("from {day}").format(day=texts.date(start.starts_on))
            st.markdown(f"{path} · {from_day}")
            st.button(
                _("Let {unit} take part at once").format(unit=path),
                key=f"start_{start.unit.hex}",
                on_click=attempt,
                args=(partial(save_later_start, installation, desk.who, start.unit, None),),
            )
    paths = load_units_to_start(installation)
    if not paths:
        st.markdown(_("There are no units below the organisation yet."))
        return
    with st.form("later_start", border=False, enter_to_submit=False):
        st.selectbox(_("Unit"), list(paths), format_func=paths.__getitem__, key=UNIT)
        st.date_input(
            _("Takes part from"),
            value=max(desk.next_day, desk.today) + timedelta(days=1),
            min_value=desk.today,
            format=texts.day_format,
            key=DAY,
        )
        st.form_submit_button(
            _("Let it start later"), on_click=once, args=("later", attempt, lambda: _save(desk))
        )


def _save(desk: Desk) -> None:
    state = st.session_state
    save_later_start(desk.run.installation, desk.who, state[UNIT], state[DAY])
