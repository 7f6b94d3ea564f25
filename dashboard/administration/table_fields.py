"""What the columns of a table of numbers mean, chosen on the page and written into its mapping."""

from collections.abc import Sequence

import streamlit as st

from dashboard.administration.matching_view import asked_in_words
from dashboard.administration.survey_fields import days_fields
from dashboard.administration.table_state import TEXT, TableState
from dashboard.session import Run
from surveys.errors import PeilError
from surveys.history.aggregates.table_match import KINDS, match_in
from surveys.history.guessing import FreeColumn
from surveys.history.matching_by_hand import instrument_of
from surveys.instrument import Instrument
from surveys.organisation import load_instrument
from surveys.texts import escape_markdown


def table_fields(run: Run, columns: Sequence[FreeColumn]) -> None:
    """Show what the mapping says of the columns, to be changed; nothing while it is damaged."""
    if not columns:
        return
    text = st.session_state.get(TEXT) or ""
    try:
        match = match_in(text)
    except PeilError:
        # What is wrong with the text is said when it is tried.
        return
    instrument = instrument_of(load_instrument(run.installation), text)
    fields = TableState(columns, instrument, match)
    _ = run.texts.gettext
    st.text_input(
        _("Name of the other tool"), key="table_source", max_chars=80, on_change=fields.write
    )
    _column(fields, "unit", _("Column with the unit"), _("Choose"))
    _column(fields, "waves", _("Column with the survey"), _("none: all rows are of one survey"))
    _surveys(run, fields)
    kinds = {
        "mean": _("Averages"),
        "favourable": _("Favourable parts"),
        "counts": _("How many chose each option"),
    }
    st.segmented_control(
        _("What are the numbers?"),
        KINDS,
        format_func=kinds.__getitem__,
        required=True,
        key="table_kind",
        on_change=fields.write,
    )
    if fields.match.kind == "counts":
        _column(fields, "question", _("Column with the question"), _("Choose"))
        st.multiselect(
            _("Columns of the options, the first shown first"),
            [*fields.cells],
            placeholder=_("Choose"),
            key="table_options",
            on_change=fields.write,
        )
    else:
        _averages(run, fields)
    _column(fields, "invited", _("Column with the people invited"), _("none"))
    _questions(run, fields, instrument)


def _column(fields: TableState, name: str, label: str, none: str) -> None:
    st.selectbox(
        label,
        [*fields.cells],
        index=None,
        placeholder=none,
        key=f"table_{name}",
        on_change=fields.write,
    )


def _surveys(run: Run, fields: TableState) -> None:
    _, match = run.texts.gettext, fields.match
    if not match.waves:
        st.text_input(
            _("Title of the survey"), key="table_title", max_chars=80, on_change=fields.write
        )
        labels = {"table_opens_0": _("First day"), "table_closes_0": _("Last day")}
        days_fields(run, labels, fields.write)
    for place, cell in enumerate(fields.surveys, start=1):
        name = escape_markdown(cell)
        labels = {
            f"table_opens_{place}": _("First day of “{survey}”").format(survey=name),
            f"table_closes_{place}": _("Last day of “{survey}”").format(survey=name),
        }
        days_fields(run, labels, fields.write)
    _more(run, fields.more_surveys)


def _averages(run: Run, fields: TableState) -> None:
    _, match = run.texts.gettext, fields.match
    shapes = {
        False: _("Below each other: a row for each question"),
        True: _("Side by side: a column for each question"),
    }
    st.segmented_control(
        _("How do the questions stand?"),
        [False, True],
        format_func=shapes.__getitem__,
        required=True,
        key="table_wide",
        on_change=fields.write,
    )
    if not match.wide:
        numbers = {
            "mean": _("Column with the averages"),
            "favourable": _("Column with the favourable parts"),
        }
        _column(fields, "question", _("Column with the question"), _("Choose"))
        _column(fields, "number", numbers[match.kind], _("Choose"))
    if match.kind == "favourable":
        parts = {100: _("in percent: all are 100"), 1: _("as a part of one: all are 1")}
        st.selectbox(
            _("How are the parts written?"),
            list(dict.fromkeys([*parts, match.whole])),
            format_func=lambda whole: parts.get(whole, f"{whole:g}"),
            key="table_whole",
            on_change=fields.write,
        )
    else:
        with st.grid(columns=2, min_column_width=190, gap="small"):
            for name, label in (
                ("worst", _("The worst possible average")),
                ("best", _("The best possible average")),
            ):
                st.number_input(
                    label, value=None, format="%g", key=f"table_{name}", on_change=fields.write
                )
    _column(fields, "answers", _("Column with the number of answers"), _("none"))
    if not match.answers:
        st.number_input(
            _("The smallest number of answers that the other tool shows"),
            min_value=match.fewest,
            max_value=1_000,
            key="table_least",
            on_change=fields.write,
        )


def _questions(run: Run, fields: TableState, instrument: Instrument) -> None:
    _, match = run.texts.gettext, fields.match
    if not fields.stand:
        return
    heading = _("Which question of Peil is it?")
    st.markdown(f"**{heading}**")
    st.caption(_("Choose only what means the same: results before and after stand side by side."))
    words = {
        id_: asked_in_words(run, instrument, question) for id_, question in fields.questions.items()
    }
    for place, cell in enumerate(fields.stand):
        others = {id_ for one, id_ in match.asked.items() if one != cell}
        st.selectbox(
            f"“{escape_markdown(cell)}”",
            [id_ for id_ in words if id_ not in others or id_ == match.asked.get(cell)],
            index=None,
            format_func=words.__getitem__,
            placeholder=_("none: it is left out"),
            key=f"table_asked_{place}",
            on_change=fields.write,
        )
        if match.kind == "mean" and cell in match.asked:
            st.checkbox(
                _("“{question}” is asked the other way round: a low number is good").format(
                    question=escape_markdown(cell)
                ),
                key=f"table_turned_{place}",
                on_change=fields.write,
            )
    _more(run, fields.more_questions)


def _more(run: Run, more: int) -> None:
    if more > 0:
        st.caption(
            run.texts.ngettext(
                "{n} more can be written into the text below.",
                "{n} more can be written into the text below.",
                more,
            )
        )
