"""The question what the columns of a list mean, where its headings do not say."""

from collections.abc import Callable, Mapping
from itertools import chain

import streamlit as st

from dashboard.administration.saved_form import show_fault
from dashboard.session import Run
from dashboard.wording import on_primary
from surveys.errors import PeilError
from surveys.people.file.columns import PEOPLE
from surveys.people.file.mapping import JOINED, ColumnChoice, Headings
from surveys.people.importing.columns import ColumnsError, ColumnsFound, check_choice
from surveys.texts import Texts, escape_markdown

COLUMNS = "import_columns"
"""The key of the columns that somebody is asked about."""

_FAULT = "import_columns_fault"
_FIRST = ("name", "email", "unit", "key", "language")
_SAMPLES, _LONG = 2, 40
_MOST_SHOWN = 3


def ask_for_columns(found: ColumnsFound, choice: ColumnChoice | None = None) -> None:
    """Let the page ask what the columns of a file mean, with a guess or an earlier choice."""
    state = st.session_state
    state[COLUMNS] = found
    state.pop(_FAULT, None)
    proposed = (choice or found.guessed).columns
    for column in PEOPLE.every:
        titles = [title for title in proposed.get(column, ()) if title in found.headings.cells]
        several: object = titles
        state[_key(column)] = several if column in JOINED else next(iter(titles), None)


def columns_form(run: Run, go_on: Callable[[ColumnsFound, ColumnChoice], None]) -> None:
    """Ask what the columns mean, if that is to be asked; `go_on` gets what was chosen."""
    found: ColumnsFound | None = st.session_state.get(COLUMNS)
    if found is None:
        return
    _ = run.texts.gettext
    with st.container(border=True):
        st.subheader(_("Which column has what?"), anchor=False)
        st.markdown(
            _(
                "This file has other headings than Peil knows. Look whether it is read as it "
                "should be. The next file with the same headings is then read so by itself."
            )
        )
        labels = _labels(run.texts)
        with st.grid(columns=2, min_column_width=260, gap="small"):
            for column in _FIRST:
                _choice(run, found.headings, column, labels[column])
        rare = [column for column in PEOPLE.every if column not in _FIRST]
        with st.expander(_("More columns")):
            for column in rare:
                _choice(run, found.headings, column, labels[column])
        _first_people(run, found.headings)
        fault: PeilError | None = st.session_state.get(_FAULT)
        if fault is not None:
            show_fault(fault, run.texts)
        st.button(
            on_primary(_("Read the file like this")),
            type="primary",
            key="import_columns_confirm",
            on_click=_confirm,
            args=(found, go_on),
        )


def _labels(texts: Texts) -> Mapping[str, str]:
    _ = texts.gettext
    return {
        "name": _("Name (several are joined, in this order)"),
        "email": _("E-mail address"),
        "unit": _("Unit (several make a path)"),
        "key": _("Personnel number (optional)"),
        "language": _("Language (optional)"),
        "role": _("Role (optional)"),
        "leads": _("Leads the unit (optional)"),
        "channel": _("Channel (optional)"),
        "channel_address": _("Address on the channel (optional)"),
        "send_at": _("Time of day (optional)"),
    }


def _key(column: str) -> str:
    return f"import_column_{column}"


def _choice(run: Run, headings: Headings, column: str, label: str) -> None:
    _ = run.texts.gettext

    def with_cells(title: str | None) -> str:
        if title is None:
            return _("not in the file")
        filled = [cell for cell in headings.cells[title] if cell][:_SAMPLES]
        sample = ", ".join(filled)
        short = sample if len(sample) <= _LONG else f"{sample[:_LONG]}…"
        return f"{title} ({short})" if short else title

    titles = list(headings.titles)
    if column in JOINED:
        if column == "name":
            titles = [title for title in titles if not headings.has_numbers(title)]
        st.multiselect(label, titles, key=_key(column), placeholder=_("Choose"))
    else:
        st.selectbox(
            label,
            [None, *titles],
            format_func=with_cells,
            key=_key(column),
            placeholder=with_cells(None),
        )


def _chosen() -> ColumnChoice:
    """Return what is chosen on the page."""
    columns: dict[str, tuple[str, ...]] = {}
    for column in PEOPLE.every:
        chosen = st.session_state[_key(column)]
        titles = tuple(chosen) if isinstance(chosen, list) else (chosen,) if chosen else ()
        if titles:
            columns[column] = titles
    return ColumnChoice(columns)


def _first_people(run: Run, headings: Headings) -> None:
    """Show the first people of the file as they would be read."""
    choice = _chosen()
    rows = [
        {
            column: [headings.cells[title][number] for title in titles]
            for column, titles in choice.columns.items()
        }
        for number in range(len(next(iter(headings.cells.values()), ())))
    ]
    rows = [row for row in rows if any(chain.from_iterable(row.values()))][:_MOST_SHOWN]
    shown = [
        " · ".join(
            escape_markdown(JOINED.get(column, " ").join(filter(None, row.get(column, []))) or "–")
            for column in PEOPLE.needed
        )
        for row in rows
    ]
    if shown:
        st.caption(run.texts.gettext("The first people, as they would be read:"))
        st.markdown("\n".join(f"- {line}" for line in shown))


def _confirm(found: ColumnsFound, go_on: Callable[[ColumnsFound, ColumnChoice], None]) -> None:
    state, choice = st.session_state, _chosen()
    try:
        check_choice(choice, found.headings)
    except ColumnsError as fault:
        state[_FAULT] = fault
        return
    state.pop(COLUMNS, None)
    go_on(found, choice)
