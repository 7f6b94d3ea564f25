"""Title and days of an earlier survey, and what its mapping still needs, beside its text."""

from collections.abc import Callable, Mapping
from datetime import date

import streamlit as st

from dashboard.session import Run
from dashboard.uploads import uploaded
from dashboard.wording import show_error
from surveys.errors import PeilError
from surveys.history.aggregates.matching_by_hand import needed_in
from surveys.history.keeping_mappings import HistoryKind
from surveys.history.matching_by_hand import MatchError, Survey, survey_of, with_survey
from surveys.history.matching_by_hand import missing_in as missing_in_answers

_TEXT = "answers_text"
_TITLE, _OPENS, _CLOSES = "survey_title", "survey_opens", "survey_closes"
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)


def survey_fields(run: Run) -> None:
    """Show the title and the days that the mapping has, to be changed; none while it is damaged."""
    _, state = run.texts.gettext, st.session_state
    try:
        survey = survey_of(state.get(_TEXT) or "")
    except PeilError:
        # What is wrong with the text is said when it is tried.
        return
    state[_TITLE], state[_OPENS], state[_CLOSES] = survey.title, *map(in_range, survey[1:])
    st.text_input(_("Title of the survey"), key=_TITLE, max_chars=80, on_change=_write)
    days_fields(run, {_OPENS: _("First day"), _CLOSES: _("Last day")}, _write)


def days_fields(run: Run, labels: Mapping[str, str], on_change: Callable[[], None]) -> None:
    """Ask for days side by side; `labels` are by key."""
    with st.grid(columns=2, min_column_width=190, gap="small"):
        for key, label in labels.items():
            st.date_input(
                label,
                value=None,
                min_value=_EARLIEST,
                max_value=_LATEST,
                format=run.texts.day_format,
                key=key,
                on_change=on_change,
            )


def still_needed(kind: HistoryKind) -> MatchError | None:
    """Return what the mapping in the field needs before a preview can be shown; None with a file.

    None also while it is damaged: what is wrong with it is said when it is tried.
    """
    missing_in = {"answers": missing_in_answers, "aggregates": needed_in}[kind]
    text = st.session_state.get(f"{kind}_text")
    if text is None or uploaded(f"{kind}_mapping") is not None:
        return None
    try:
        missing = missing_in(text)
    except PeilError:
        return None
    return MatchError("needed", what=tuple(missing)) if missing else None


def show_missing(run: Run, kind: HistoryKind) -> None:
    """Say what the mapping needs before a preview can be shown."""
    if (needed := still_needed(kind)) is not None:
        show_error(needed, run.texts, show=st.info, icon=None)


def _write() -> None:
    state = st.session_state
    said = Survey(state[_TITLE] or "", state[_OPENS], state[_CLOSES])
    try:
        state[_TEXT] = with_survey(state.get(_TEXT) or "", said)
    except PeilError:
        return


def in_range(day: date | None) -> date | None:
    """Return a day that a field can hold, None for any other."""
    return day if day is not None and _EARLIEST <= day <= _LATEST else None
