"""How many badges without cause an organisation accepts: the choice, for administrators."""

import streamlit as st

from dashboard import wording
from dashboard.session import Run
from surveys.access import Reader
from surveys.organisation import BADGES_BY_CHANCE, SetUpError, save_badges_by_chance
from surveys.texts import Texts


def badges_form(run: Run, who: Reader) -> None:
    """Let an administrator choose how many badges may be without cause, and what that costs."""
    _ = run.texts.gettext
    chosen = run.organisation.badges_by_chance if run.organisation else BADGES_BY_CHANCE[0]
    st.markdown(
        _(
            "Where Peil says on a page that something changed, it may be chance. The more of such "
            "badges you accept, the sooner a true change is seen. The pages follow when the clock "
            "has worked out results anew; changes that were told before stay."
        )
    )
    st.radio(
        _("Badges by chance"),
        BADGES_BY_CHANCE,
        index=BADGES_BY_CHANCE.index(chosen),
        format_func=lambda percent: _words(run.texts)[percent],
        key="badges_by_chance",
        label_visibility="collapsed",
    )
    st.button(_("Save"), key="save_badges", on_click=_save, args=(run, who))
    if (fault := st.session_state.pop("badges_fault", None)) is not None:
        wording.show_error(fault, run.texts)
    if st.session_state.pop("badges_saved", False):
        st.success(_("Saved."), icon=":material/check:")


def _words(texts: Texts) -> dict[int, str]:
    _ = texts.gettext
    return {
        10: _("In one of ten teams a year: about 8 of 10 badges are right. The usual choice."),
        25: _(
            "In one of four teams a year: true changes are seen sooner, and about 7 of 10 badges "
            "are right."
        ),
    }


def _save(run: Run, who: Reader) -> None:
    try:
        save_badges_by_chance(run.installation, who, st.session_state["badges_by_chance"])
    except SetUpError as fault:
        st.session_state["badges_fault"] = fault
    else:
        st.session_state["badges_saved"] = True
