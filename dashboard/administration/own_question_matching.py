"""A column whose question Peil does not have, which becomes one of the organisation's own."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import streamlit as st

from dashboard.administration.own_question_fields import fields_of_question, labels_of
from dashboard.administration.saved_form import SavedForm
from dashboard.session import Run
from surveys.history.guessing import FreeColumn
from surveys.history.matching_by_hand import with_own_question
from surveys.instrument.question_draft import LANGUAGES, MOST_LETTERS, empty_draft, new_id
from surveys.tables.repeated_headings import heading_of
from surveys.trail.saving import Seen

Become = Callable[[Run, str, str, Callable[[str], str]], None]
"""Writes a question into the mapping: the run, its column, its id, and the change of the text."""


def own_question_fields(run: Run, place: int, column: FreeColumn) -> SavedForm:
    """Show the fields of a new question, filled from its column."""
    form = SavedForm(f"match_own_{place}", lambda draft: cast("Mapping[str, object]", draft))
    form.open(_draft(column))
    st.caption(
        run.texts.gettext(
            "Put the answers in order, from one end to the other, and say which end is good. Write "
            "both languages: the page of results shows each reader their own."
        )
    )
    fields_of_question(form, run.texts)
    return form


def own_question_button(run: Run, form: SavedForm, column: FreeColumn, become: Become) -> None:
    """Offer to write the question into the mapping, and show what is wrong with it."""
    st.button(
        run.texts.gettext("Make it a question of your own"),
        key="match_own_write",
        on_click=form.save,
        args=(partial(_save, run, form, column, become),),
    )
    form.show_outcome(run.texts, labels_of(run.texts))


def _draft(column: FreeColumn) -> dict[str, Any]:
    """Return a question as its column has it: its heading, and its cells as answers."""
    words = [cell for cell in column.cells if not cell.replace(",", ".").isdecimal()]
    draft = empty_draft() | {"kind": "levels" if words else "agree5"}
    for language in LANGUAGES:
        draft[f"text_{language}"] = heading_of(column.title)[: MOST_LETTERS["text"]]
        draft[f"options_{language}"] = "\n".join(words)[: MOST_LETTERS["options"]]
    return draft


def _save(run: Run, form: SavedForm, column: FreeColumn, become: Become, seen: Seen) -> object:
    question = new_id()
    typed = form.typed()
    become(
        run,
        column.title,
        question,
        lambda text: with_own_question(text, typed, question, column.title, column.cells),
    )
    return seen.state
