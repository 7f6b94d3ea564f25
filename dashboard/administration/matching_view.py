"""Columns that ask something in other words, matched with questions by hand on the page."""

from functools import partial

import streamlit as st

from dashboard.session import Run
from dashboard.wording import show_error
from surveys.errors import PeilError
from surveys.history.guessing import FreeColumn, Guess
from surveys.history.matching_by_hand import (
    option_of,
    questions_to_match,
    with_question,
    with_unit,
)
from surveys.instrument import Instrument, Question
from surveys.organisation import load_instrument
from surveys.texts import escape_markdown

UNIT = "unit"
_TEXT, _OUTCOME = "answers_text", "match_outcome"


def matching(run: Run, guess: Guess) -> None:
    """Let somebody say what a column asks, and which answer each of its cells is."""
    _ = run.texts.gettext
    if not guess.free:
        return
    with st.expander(_("Match a column that asks it in other words")):
        st.markdown(
            _(
                "Match it only with a question that means the same and has as many answers, which "
                "mean the same: results before and after are compared with each other."
            )
        )
        instrument = load_instrument(run.installation)
        questions = {question.id: question for question in questions_to_match(instrument)}
        place = st.selectbox(
            _("Column"),
            range(len(guess.free)),
            format_func=lambda number: guess.free[number].title,
            key="match_column",
        )
        meaning = st.selectbox(
            _("What it says"),
            [UNIT, *questions],
            index=None if guess.unit else 0,
            format_func=partial(_meaning, run, instrument, questions),
            placeholder=_("Choose a question"),
            key="match_question",
        )
        if meaning is not None:
            _match(run, place, guess.free[place], questions.get(meaning))
        _show_outcome(run)


def _meaning(run: Run, instrument: Instrument, questions: dict[str, Question], name: str) -> str:
    """Return what a column may say, in words: the unit, or a topic with its question."""
    if name == UNIT:
        return run.texts.gettext("The unit of each person")
    question, language = questions[name], run.texts.language
    heading = instrument.indicator(question.indicator).heading_in(language)
    return f"{heading}: {question.text[language]}"


def _match(run: Run, place: int, column: FreeColumn, question: Question | None) -> None:
    """Ask which answer each cell is, and offer to write it into the mapping."""
    texts = run.texts
    meant: dict[str, str] = {}
    if question is not None:
        options = question.scale.options(texts.language)
        for number, cell in enumerate(column.cells):
            key = meant[cell] = f"match_{place}_{question.id}_{number}"
            st.selectbox(
                texts.gettext("“{cell}” means").format(cell=escape_markdown(cell)),
                range(len(options)),
                index=option_of(question, cell),
                format_func=options.__getitem__,
                placeholder=texts.gettext("no answer"),
                key=key,
            )
    st.button(
        texts.gettext("Write it into the mapping"),
        key="match_write",
        on_click=_write,
        args=(run, column.title, question, meant),
    )


def _write(run: Run, column: str, question: Question | None, meant: dict[str, str]) -> None:
    state, _ = st.session_state, run.texts.gettext
    text = state.get(_TEXT) or ""
    try:
        if question is None:
            state[_TEXT] = with_unit(text, column)
        else:
            chosen = {cell: state.get(key) for cell, key in meant.items()}
            state[_TEXT] = with_question(text, question, column, chosen)
    except PeilError as error:
        state[_OUTCOME] = error
        return
    said = _("“{column}” is in the mapping below.")
    state[_OUTCOME] = said.format(column=escape_markdown(column))


def _show_outcome(run: Run) -> None:
    outcome = st.session_state.pop(_OUTCOME, None)
    if isinstance(outcome, PeilError):
        show_error(outcome, run.texts, icon=None)
    elif outcome is not None:
        st.success(outcome)
