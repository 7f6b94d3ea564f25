"""A mapping guessed from a file of past answers, for somebody to look at and confirm. Pure.

Columns are matched with questions by their words: the title, what Qualtrics writes below it, or
the structure of a LimeSurvey survey. Nothing is guessed from the order of answers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

from surveys.history.coding import CellError, Coding, options_by_label
from surveys.history.file_columns import FileColumn, read_columns
from surveys.history.survey_days import read_days
from surveys.history.survey_structure import SurveyStructure
from surveys.history.survey_tools import Tool, rows_that_count, tool_of
from surveys.instrument import Instrument, Question
from surveys.names import same_name
from surveys.tables.cells import normalised
from surveys.tables.sources import Source
from surveys.tables.table import TableForm

ALIKE = 0.85
"""How much of two texts has to be the same, 0 to 1, to be taken for one question or answer."""

_MOST_CELLS = 40
MOST_LISTED = 200
_SEPARATORS = (";", ",")

UNIT = re.compile(r"\b(team|department|unit|afdeling|onderdeel|division|business unit)\b")
_LETTERS = re.compile(r"\W+")


@dataclass(frozen=True)
class Guess:
    """A guessed mapping as YAML, what it rests on, and what is to be done by hand."""

    mapping: str
    tool: Tool
    unit: str | None
    matched: Mapping[str, str]
    """Questions by column."""

    unmatched: Sequence[str]
    free: Sequence["FreeColumn"] = ()
    """Columns that a person may match with a question: each with few different cells, no times.

    Of a table of numbers of whole units, all of its columns, from the left.
    """


@dataclass(frozen=True)
class FreeColumn:
    """A column that was matched with nothing, and its different cells, the most frequent first."""

    title: str
    cells: tuple[str, ...]
    repeated: bool = False
    """Whether other columns have this heading, so that the title has a number behind it."""


def guess_mapping(
    file: Source,
    instrument: Instrument,
    title: str,
    structure: SurveyStructure | None = None,
    form: TableForm | None = None,
) -> Guess:
    """Return the guess of a mapping, of the first rows of a file, and of the days in all of them.

    Raises DelimitedFileError for a file that is not a table.
    """
    read = read_columns(file, structure or SurveyStructure(), form)
    columns = read.columns
    tool = tool_of({same_name(column.title) for column in columns})
    unit = next((column for column in columns if _is_unit(column)), None)
    questions: dict[str, dict[str, Any]] = {}
    lists: dict[str, dict[str, int]] = {}
    may_ask = [c for c in columns if c is not unit and c.cells and not c.repeated]
    for column, question in _matched(may_ask, instrument):
        separator = _separator(column, question)
        listed = {} if separator else _list(column, question)
        if listed is None:
            continue
        questions[question.id] = {"column": column.title}
        if separator:
            questions[question.id]["separator"] = separator
        if listed:
            name = next((known for known, one in lists.items() if one == listed), question.id)
            lists[name] = listed
            questions[question.id]["answers"] = name
    days = [day for column in columns for day in read_days(column.days)]
    mapping: dict[str, Any] = {
        "wave": {
            "title": title,
            "opens_on": min(days).isoformat() if days else "",
            "closes_on": max(days).isoformat() if days else "",
        },
        "unit": {"column": unit.title if unit is not None else ""},
    }
    if unit is not None and (names := _names_of_units(unit)):
        mapping["unit"]["rename"] = names
    mapping |= rows_that_count(columns, tool, read.rows)
    if lists:
        mapping["answers"] = lists
    mapping["questions"] = questions
    used = {asked["column"] for asked in questions.values()}
    left = [c.title for c in columns if c is not unit and c.title not in used and c.title]
    text = yaml.safe_dump(mapping, sort_keys=False, allow_unicode=True, width=100)
    return Guess(
        text,
        tool,
        None if unit is None else unit.title,
        {asked["column"]: name for name, asked in questions.items()},
        left[:MOST_LISTED],
        [_free(column) for column in columns if column.title in left and _may_ask(column)],
    )


def _may_ask(column: FileColumn) -> bool:
    """Return whether a column may hold answers to choose from: few different ones, no times."""
    return column.repeats and len(column.cells) <= _MOST_CELLS and not column.days


def _free(column: FileColumn) -> FreeColumn:
    cells = tuple(sorted(column.cells, key=lambda cell: -column.cells[cell]))
    return FreeColumn(column.title, cells, column.repeated)


def _is_unit(column: FileColumn) -> bool:
    if column.repeated or not column.repeats:
        return False
    return any(UNIT.search(same_name(text)) for text in (*column.texts, column.title))


def _names_of_units(column: FileColumn) -> dict[str, str]:
    """Return the names behind the codes of units, by the structure of the survey."""
    return {
        cell: column.answers[cell][0]
        for cell in sorted(column.cells)
        if column.answers.get(cell) and column.answers[cell][0] != cell
    }


def _matched(
    columns: Sequence[FileColumn], instrument: Instrument
) -> Iterator[tuple[FileColumn, Question]]:
    """Yield the columns that ask a question of the instrument, each question once."""
    rated = sorted(
        (
            (alike(text, words), place, question)
            for place, column in enumerate(columns)
            for question in instrument.questions()
            if question.sensitive is None
            for text in column.texts
            for words in question.text.values()
        ),
        key=lambda one: (-one[0], one[1], one[2].id),
    )
    places, asked = set[int](), set[str]()
    for rating, place, question in rated:
        if rating < ALIKE:
            return
        if place not in places and question.id not in asked:
            places.add(place)
            asked.add(question.id)
            yield columns[place], question


def alike(one: str, other: str) -> float:
    """Return how much of two texts is the same, 0 to 1; 0 where it is less than `ALIKE`."""
    left, right = (" ".join(_LETTERS.split(text.casefold())).strip() for text in (one, other))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _separator(column: FileColumn, question: Question) -> str | None:
    """Return what stands between several options in a cell; None where each cell has one."""
    if question.scale.max_choices == 1 or column.answers:
        return None
    options = options_by_label(question)
    if all(normalised(cell) in options for cell in column.cells):
        return None
    in_words = {words: option for words, option in options.items() if not words.isdecimal()}
    for separator in _SEPARATORS:
        coding = Coding(question, (column.title,), in_words, frozenset(), separator)
        try:
            for cell in column.cells:
                coding.read(cell)
        except CellError:
            continue
        return separator
    return None


def _list(column: FileColumn, question: Question) -> dict[str, int] | None:
    """Return the list of answers that the cells need: none is empty, None where they do not fit."""
    options = options_by_label(question)
    if len(column.cells) > _MOST_CELLS:
        return None
    listed: dict[str, int] = {}
    for cell in column.cells:
        # Codes mean what the survey says, not the place in our list.
        words = column.answers.get(cell, (cell,))
        found = {options[normalised(said)] for said in words if normalised(said) in options}
        if len(found) != 1:
            return None
        listed[cell] = found.pop() + 1
    needed = any(options.get(normalised(cell)) != number - 1 for cell, number in listed.items())
    return dict(sorted(listed.items(), key=lambda pair: pair[1])) if needed else {}
