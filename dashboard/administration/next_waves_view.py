"""What administrators decide about the next waves: from how many answers, and about health."""

from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.administration.programme_view import Desk
from dashboard.administration.saved_form import SavedForm
from dashboard.once import once
from surveys.instrument import shipped
from surveys.organisation.next_waves import (
    MOST_NEEDED,
    MOST_NEEDED_APART,
    NextWavesError,
    Thresholds,
    ask_about_health,
    load_asks_health,
    load_lowest_allowed,
    load_next_thresholds,
    save_thresholds,
)
from surveys.trail.saving import Seen


def _fields(stored: Thresholds) -> dict[str, object]:
    return {
        "k": stored.k,
        "k_distribution": stored.k_distribution,
        "k_comment": stored.k_comment,
    }


_FORM = SavedForm("thresholds", _fields)


def thresholds_form(desk: Desk) -> None:
    """Let somebody raise the numbers of answers from which the next waves show results."""
    _, installation = desk.texts.gettext, desk.run.installation
    stored, least = load_next_thresholds(installation), load_lowest_allowed(installation)
    _FORM.open(stored)
    st.markdown(
        _(
            "From how many answers the next waves show results. What your works council has agreed "
            "belongs here. A wave keeps what it opens with, and no later wave goes lower. With "
            "more, fewer teams have numbers of their own."
        )
    )
    labels = {
        "k": _("Answers for a number"),
        "k_distribution": _("For a distribution, or health"),
        "k_comment": _("Answers for comments"),
    }
    _FORM.show_outcome(desk.texts, labels)
    most = {"k": MOST_NEEDED, "k_distribution": MOST_NEEDED_APART, "k_comment": MOST_NEEDED_APART}
    with st.form("thresholds", border=False, enter_to_submit=False):
        with st.grid(columns=3, min_column_width=200, gap="small"):
            for field, lowest in _fields(least).items():
                st.number_input(
                    labels[field], int(str(lowest)), most[field], step=1, key=_FORM.key(field)
                )
        st.form_submit_button(
            _("Save these numbers"),
            key="save_thresholds",
            on_click=_FORM.save,
            args=(partial(_save, desk),),
        )


def _save(desk: Desk, seen: Seen) -> Thresholds:
    typed = _FORM.typed()
    numbers = (int(typed["k"]), int(typed["k_distribution"]), int(typed["k_comment"]))
    return save_thresholds(desk.run.installation, desk.who, numbers, seen)


def health_form(desk: Desk) -> None:
    """Let somebody have the question on health complaints asked, with what the law wants first."""
    _, texts = desk.texts.gettext, desk.texts
    question = next(q for q in shipped().questions() if q.sensitive)
    is_on = load_asks_health(desk.run.installation)
    st.markdown(f"> {question.text[texts.language]}")
    st.markdown(
        _(
            "Once in thirteen waves, together with the other questions about vitality. It asks for "
            "health complaints, though for no diagnosis, so it is not asked unless you switch it "
            "on. In the Netherlands the works council has to agree first (Works Councils Act, "
            "article 27), and data about health are special data (GDPR, article 9) as long as they "
            "can be traced to somebody. Results take as many answers as a distribution does, ten "
            "or more, in every group that is counted."
        )
    )
    if (fault := st.session_state.pop("health_fault", None)) is not None:
        wording.show_error(fault, texts)
    if is_on:
        st.markdown(_("**The question is asked** in the wave whose turn it is."))
        st.button(_("Ask it no longer"), key="health_off", on_click=_ask, args=(desk, False))
        return
    st.checkbox(
        _("Our works council has agreed, and we have checked that the law allows it."),
        key="health_agreed",
    )
    st.button(_("Ask this question"), key="health_on", on_click=_ask, args=(desk, True))


def _ask(desk: Desk, on: bool) -> None:
    agreed = bool(st.session_state.get("health_agreed", False))
    change = partial(ask_about_health, desk.run.installation, desk.who, on=on, agreed=agreed)
    try:
        once("health", change)
    except NextWavesError as fault:
        st.session_state["health_fault"] = fault
