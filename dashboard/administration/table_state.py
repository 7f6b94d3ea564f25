"""The state of the fields of a table of numbers: filled from its mapping, and written into it."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.administration.survey_fields import in_range
from surveys.errors import PeilError
from surveys.history.aggregates.guessing import questions_to_take
from surveys.history.aggregates.matching_by_hand import askable, with_guessed
from surveys.history.aggregates.table_match import TableMatch, with_match
from surveys.history.guessing import FreeColumn
from surveys.history.matching_by_hand import Survey
from surveys.instrument import Instrument, Question
from surveys.names import same_name

TEXT, _PREVIEW = "aggregates_text", "aggregates_preview"
_MOST_ASKED, _MOST_SURVEYS = 60, 20
_COLUMNS = ("unit", "waves", "question", "number", "answers", "invited")
_PLAIN = ("source", "kind", "wide", "worst", "best", "whole", "least")


class TableState:
    """The fields of one run of the page; whatever is changed goes into the mapping at once.

    `stand` are the cells or columns that may be a question, `surveys` those of the cells that name
    one: the first ones, as many as a page can show.
    """

    def __init__(
        self, columns: Sequence[FreeColumn], instrument: Instrument, match: TableMatch
    ) -> None:
        """Fill the fields with what the mapping says."""
        self.match, self._instrument = match, instrument
        self.cells: Mapping[str, Sequence[str]] = {one.title: one.cells for one in columns}
        every, size = askable(match, self.cells), len(match.options)
        self.stand = every[:_MOST_ASKED]
        self.surveys = [*match.surveys][:_MOST_SURVEYS]
        self.more_questions = len(every) - len(self.stand)
        self.more_surveys = len(match.surveys) - len(self.surveys)
        self.questions: Mapping[str, Question] = {
            question.id: question
            for question in questions_to_take(instrument, size if match.kind == "counts" else 0)
        }
        for name, value in self._values().items():
            st.session_state[f"table_{name}"] = value

    def _values(self) -> dict[str, Any]:
        match = self.match
        titles = {same_name(title): title for title in self.cells}
        values: dict[str, Any] = {name: getattr(match, name) for name in _PLAIN}
        values["least"] = max(match.least or match.fewest, match.fewest)
        for name in _COLUMNS:
            values[name] = titles.get(same_name(getattr(match, name)))
        values["options"] = [title for title in match.options if title in self.cells]
        values["title"] = match.survey.title
        for place, survey in enumerate([match.survey, *map(self._survey, self.surveys)]):
            values[f"opens_{place}"] = in_range(survey.opens_on)
            values[f"closes_{place}"] = in_range(survey.closes_on)
        for place, cell in enumerate(self.stand):
            asked = match.asked.get(cell)
            values[f"asked_{place}"] = asked if asked in self.questions else None
            values[f"turned_{place}"] = cell in match.turned
        return values

    def _survey(self, cell: str) -> Survey:
        return self.match.surveys[cell]

    def write(self) -> None:
        """Write what the fields say into the mapping; what was seen of it in a preview is old."""
        # A field that was not drawn says what it was filled with.
        said = {
            name: st.session_state.get(f"table_{name}", value)
            for name, value in self._values().items()
        }
        before, stand = self.match, list(enumerate(self.stand))
        days = [(said[f"opens_{n}"], said[f"closes_{n}"]) for n in range(len(self.surveys) + 1)]
        of_cells = {
            cell: Survey(self._survey(cell).title, *both)
            for cell, both in zip(self.surveys, days[1:], strict=True)
        }
        asked = {cell: said[f"asked_{n}"] for n, cell in stand if said[f"asked_{n}"]}
        turned = {cell for n, cell in stand if said[f"turned_{n}"]}
        not_shown = {cell: one for cell, one in before.asked.items() if cell not in self.stand}
        plain: dict[str, Any] = {name: said[name] for name in _PLAIN if name != "wide"}
        plain |= {name: said[name] or "" for name in ("source", *_COLUMNS)}
        match = TableMatch(
            **plain,
            wide=bool(said["wide"]) and said["kind"] != "counts",
            survey=Survey(said["title"] or "", *days[0]),
            surveys={**before.surveys, **of_cells},
            options=tuple(said["options"]),
            asked=not_shown | asked,
            turned=turned | (set(before.turned) & set(not_shown)),
        )
        match = with_guessed(match, before, self.cells, self._instrument)
        try:
            st.session_state[TEXT] = with_match(st.session_state.get(TEXT) or "", match)
        except PeilError:
            # The text was damaged at the same moment; what is wrong is said when it is tried.
            return
        st.session_state.pop(_PREVIEW, None)
