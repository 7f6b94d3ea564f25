"""HR adds quotes to a theme of the whole organisation, in other words than anybody's."""

from uuid import UUID

import streamlit as st

from dashboard.once import once
from dashboard.results import coding_view
from dashboard.session import Run
from surveys.access import Reader
from surveys.open_answers import LONGEST_RUN, add_quote, read_quotes, remove_quote
from surveys.texts import escape_markdown

_THEME, _BODY = "quote_theme", "quote_body"


def quotes(run: Run, who: Reader, wave: UUID, names: dict[str, str]) -> None:
    """Show the quotes of a wave, and a form for another one."""
    _ = run.texts.gettext
    st.markdown(
        _(
            "Quotes stand with the results of the whole organisation only. Say what several people "
            "wrote in your own words: a quote shares at most {n} words in a row with any comment, "
            "because a style can give its writer away."
        ).format(n=LONGEST_RUN)
    )
    for quote, theme, body in read_quotes(run.installation, who, wave):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escape_markdown(names.get(theme, theme))}** {escape_markdown(body)}")
            st.button(
                _("Remove"),
                key=f"remove_quote_{quote.hex()}",
                on_click=once,
                args=("remove_quote", coding_view.attempt, _remove, run, who, wave, quote),
            )
    st.selectbox(_("Theme"), list(names), format_func=names.__getitem__, key=_THEME)
    st.text_area(_("Quote"), key=_BODY, max_chars=280)
    st.button(
        _("Add this quote"),
        key="add_quote",
        on_click=once,
        args=("add_quote", coding_view.attempt, _add, run, who, wave),
    )


def _add(run: Run, who: Reader, wave: UUID) -> None:
    state = st.session_state
    add_quote(run.installation, who, wave, str(state[_THEME]), str(state[_BODY]))
    state[_BODY] = ""


def _remove(run: Run, who: Reader, wave: UUID, quote: bytes) -> None:
    remove_quote(run.installation, who, wave, quote)
