"""Columns that ask something in other words, matched with questions by hand on the page."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.administration.own_question_matching import own_question_button, own_question_fields
from dashboard.session import Run
from dashboard.wording import show_error
from surveys.errors import PeilError
from surveys.history.guessing import FreeColumn, Guess
from surveys.history.matching_by_hand import (
    instrument_of,
    option_of,
    questions_to_match,
    with_question,
    with_rows,
    with_unit,
)
from surveys.instrument import Instrument, Question
from surveys.organisation import load_instrument
from surveys.texts import escape_markdown

UNIT, ROWS, OWN = "unit", "rows", "own"
_TEXT, _OUTCOME = "answers_text", "match_outcome"
_MEANING = "match_question"


def matching(run: Run, guess: Guess) -> None:
    """Let somebody say what a column asks, and which answer each of its cells is."""
    _ = run.texts.gettext
    if not guess.free:
        return
    with st.expander(_("Match a column that asks it in other words"), key="match_columns"):
        st.markdown(
            _(
                "Match it only with a question that means the same and has as many answers, which "
                "mean the same: results before and after are compared with each other. What Peil "
                "does not ask becomes a question of your own."
            )
        )
        if any(column.repeated for column in guess.free):
            st.caption(
                _("“(1)”, “(2)” tell columns with the same heading apart, counted from the left.")
            )
        text = st.session_state.get(_TEXT) or ""
        instrument = instrument_of(load_instrument(run.installation), text)
        questions = {question.id: question for question in questions_to_match(instrument)}
        place = st.selectbox(
            _("Column"),
            range(len(guess.free)),
            format_func=lambda number: guess.free[number].title,
            key="match_column",
        )
        meaning = st.selectbox(
            _("What it says"),
            [UNIT, ROWS, OWN, *questions],
            index=None if guess.unit else 0,
            format_func=partial(_meaning, run, instrument, questions),
            placeholder=_("Choose a question"),
            key=_MEANING,
        )
        column = guess.free[place]
        if meaning == OWN:
            form = own_question_fields(run, place, column)
            own_question_button(run, form, column, _become)
        elif meaning is not None:
            _match(run, place, column, meaning, questions.get(meaning))
        _show_outcome(run)


def _meaning(run: Run, instrument: Instrument, questions: dict[str, Question], name: str) -> str:
    """Return what a column may say, in words: the unit, the rows, or a topic with its question."""
    _ = run.texts.gettext
    of_its_own = {
        UNIT: _("The unit of each person"),
        ROWS: _("Which rows count"),
        OWN: _("A question that Peil does not have yet"),
    }
    if name in of_its_own:
        return of_its_own[name]
    return asked_in_words(run, instrument, questions[name])


def asked_in_words(run: Run, instrument: Instrument, question: Question) -> str:
    """Return the topic of a question, the question, and whether it is an own one."""
    _, language = run.texts.gettext, run.texts.language
    heading = instrument.indicator(question.indicator).heading_in(language)
    asked = f"{heading}: {question.text[language]}"
    if question.role == "own":
        return _("{question} (your own)").format(question=asked)
    return asked


def _match(
    run: Run, place: int, column: FreeColumn, meaning: str, question: Question | None
) -> None:
    """Ask which answer each cell is, or which cells count, and offer to write it."""
    texts = run.texts
    meant: dict[str, str] = {}
    rows = f"match_{place}_rows"
    if meaning == ROWS:
        st.multiselect(
            texts.gettext("Rows count that have one of these"),
            column.cells,
            placeholder=texts.gettext("Choose cells"),
            key=rows,
        )
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
    changes: dict[str, Callable[[str], str]] = {
        UNIT: lambda text: with_unit(text, column.title),
        ROWS: lambda text: with_rows(text, column.title, st.session_state.get(rows) or []),
    }
    if question is not None:
        changes[meaning] = lambda text: with_question(
            text,
            question,
            column.title,
            {cell: st.session_state.get(key) for cell, key in meant.items()},
        )
    st.button(
        texts.gettext("Write it into the mapping"),
        key="match_write",
        on_click=_write,
        args=(run, column.title, changes[meaning]),
    )


def _write(run: Run, column: str, change: Callable[[str], str]) -> None:
    state, _ = st.session_state, run.texts.gettext
    try:
        state[_TEXT] = change(state.get(_TEXT) or "")
    except PeilError as error:
        state[_OUTCOME] = error
        return
    said = _("“{column}” is in the mapping below.")
    state[_OUTCOME] = said.format(column=escape_markdown(column))


def _become(run: Run, column: str, question: str, change: Callable[[str], str]) -> None:
    """Write a question that is new, and show which answer each cell of its column is.

    Raises what is wrong with it, for its form.
    """
    state, _ = st.session_state, run.texts.gettext
    state[_TEXT] = change(state.get(_TEXT) or "")
    state[_MEANING] = question
    said = _("The question is in the mapping below. Check what the cells of “{column}” mean.")
    state[_OUTCOME] = said.format(column=escape_markdown(column))


def _show_outcome(run: Run) -> None:
    outcome = st.session_state.pop(_OUTCOME, None)
    if isinstance(outcome, PeilError):
        show_error(outcome, run.texts, icon=None)
    elif outcome is not None:
        st.success(outcome)
