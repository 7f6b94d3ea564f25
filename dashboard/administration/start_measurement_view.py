"""The switch on the programme page that lets the first wave be a start measurement."""

from functools import partial

import streamlit as st

from dashboard.administration.programme_view import Desk, attempt
from surveys.programme.start_measurement import choose_start_measurement, load_start_measurement
from surveys.texts import Texts


def start_form(desk: Desk) -> None:
    """Let somebody choose a start measurement before the first wave; afterwards say what it was."""
    texts, installation = desk.texts, desk.run.installation
    _, start = texts.gettext, load_start_measurement(installation)
    if not start.can_change:
        held = _(
            "The first wave was a start measurement, with all questions on the fixed subjects. The "
            "blocks of the rotation have their turns since."
        )
        none = _(
            "A start measurement can only be the first wave, and that has opened already. Nothing "
            "is missing: each block of the rotation has its turn, with the questions on one "
            "subject together, once in thirteen waves."
        )
        st.markdown(held if start.is_on else none)
        return
    st.markdown(
        _(
            "The first wave can ask everything on the fixed subjects at once: {n} questions, about "
            "{duration}, where a wave usually takes about {usual}. After it every subject has the "
            "average of all its questions, beside the trend of its one fixed question; without it "
            "that takes eleven waves. Invitations, reminders, slips and the answer page say how "
            "long it takes. The next wave begins the rotation with its first block."
        ).format(
            n=start.questions,
            duration=texts.minutes(start.minutes),
            usual=texts.minutes(start.usual_minutes),
        )
    )
    st.markdown(_state(texts, on=start.is_on))
    st.button(
        _("Begin with a wave like the others") if start.is_on else _("Begin with it"),
        key="start_measurement",
        on_click=attempt,
        args=(partial(choose_start_measurement, installation, desk.who, on=not start.is_on),),
    )


def _state(texts: Texts, *, on: bool) -> str:
    _ = texts.gettext
    if on:
        return _("**The first wave is a start measurement**, until you change it or it opens.")
    return _("**The first wave is like the others.**")
