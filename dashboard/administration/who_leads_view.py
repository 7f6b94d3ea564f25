"""Whether the next waves ask who leads people, with what comes before that."""

from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.administration.programme_view import Desk
from dashboard.once import once
from surveys.instrument import shipped
from surveys.organisation.who_leads import (
    LeadersAndOthers,
    WhoLeadsError,
    ask_who_leads,
    load_is_switched_on,
    load_leaders_and_others,
)
from surveys.texts import Texts


def who_leads_form(desk: Desk) -> None:
    """Let somebody have people asked whether they lead, or no longer."""
    _, texts, installation = desk.texts.gettext, desk.texts, desk.run.installation
    question = shipped().leading.question
    options = " / ".join(question.scale.options(texts.language))
    st.markdown(f"> {question.text[texts.language]} {options}")
    st.markdown(
        _(
            "Asked last, and everybody may skip it, in the waves about agreements, about trust and "
            "leadership, and about reaching each other. HR then sees how leaders and staff see the "
            "same questions, in the whole organisation and never in a unit; leaders find it as a "
            "question in the guide to the team talk. Peil asks for no other trait of people. In "
            "the Netherlands the works council has to agree first (Works Councils Act, article 27)."
        )
    )
    if (fault := st.session_state.pop("who_leads_fault", None)) is not None:
        wording.show_error(fault, texts)
    known, is_on = load_leaders_and_others(installation), load_is_switched_on(installation)
    if not known.are_enough:
        st.markdown(_too_few(known, texts))
    if is_on:
        if known.are_enough:
            st.markdown(_("**People are asked** in the waves whose turn it is."))
        st.button(_("Ask it no longer"), key="who_leads_off", on_click=_ask, args=(desk, False))
    elif known.are_enough:
        st.checkbox(_("Our works council has agreed."), key="who_leads_agreed")
        st.button(_("Ask who leads"), key="who_leads_on", on_click=_ask, args=(desk, True))


def _too_few(known: LeadersAndOthers, texts: Texts) -> str:
    return texts.gettext(
        "**It cannot be shown here, so it is not asked.** It takes more than {least} people who "
        "lead a unit and more than {least} others, in groups large enough. Your list of people "
        "has {leaders} and {others}."
    ).format(least=known.least, leaders=known.leaders, others=known.others)


def _ask(desk: Desk, on: bool) -> None:
    agreed = bool(st.session_state.get("who_leads_agreed", False))
    change = partial(ask_who_leads, desk.run.installation, desk.who, on=on, agreed=agreed)
    try:
        once("who_leads_on" if on else "who_leads_off", change)
    except WhoLeadsError as fault:
        st.session_state["who_leads_fault"] = fault
