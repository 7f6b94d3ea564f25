"""A mapping guessed from a file of past answers, for somebody to look at and confirm. Pure.

Columns are matched with questions by their words: the title, what Qualtrics writes below it, or
the structure of a LimeSurvey survey. Nothing is guessed from the order of answers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Any, Literal

import yaml

from surveys.history.coding import options_by_label
from surveys.history.survey_days import read_days, written_days
from surveys.history.survey_structure import SurveyStructure
from surveys.instrument import Instrument, Question
from surveys.names import same_name
from surveys.tables.cells import normalised
from surveys.tables.reader import open_table
from surveys.tables.sources import Source
from surveys.tables.table import TableForm, Wanted

Tool = Literal["LimeSurvey", "Qualtrics", "Microsoft Forms", "Google Forms", "other"]

ALIKE = 0.85
"""How much of two texts has to be the same, 0 to 1, to be taken for one question or answer."""

SAMPLE = 5_000
_MOST_CELLS = 40
MOST_LISTED = 200

_TITLES_OF: Mapping[Tool, frozenset[str]] = {
    "Qualtrics": frozenset({"responseid", "recordeddate"}),
    "LimeSurvey": frozenset({"submitdate", "lastpage"}),
    "Microsoft Forms": frozenset({"start time", "completion time"}),
    "Google Forms": frozenset({"timestamp"}),
}
_IN_DUTCH: Mapping[Tool, frozenset[str]] = {
    "LimeSurvey": frozenset({"datum verzonden", "laatste pagina"}),
    "Microsoft Forms": frozenset({"begintijd", "tijd van voltooien"}),
    "Google Forms": frozenset({"tijdstempel"}),
}
UNIT = re.compile(r"\b(team|department|unit|afdeling|onderdeel|division|business unit)\b")
_LETTERS = re.compile(r"\W+")
_CODE = re.compile(r"^\s*([A-Za-z][\w]*(?:\[\w+\])?)[.:]\s+(?=\S)")


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
    """Columns that a person may match with a question: each with few different cells, no times."""


@dataclass(frozen=True)
class FreeColumn:
    """A column that was matched with nothing, and its different cells, the most frequent first."""

    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class _Column:
    title: str
    texts: tuple[str, ...]
    cells: Mapping[str, int]
    answers: Mapping[str, tuple[str, ...]]
    days: Set[str] = frozenset()
    """The days in a column of times, of all rows, as they are written."""


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
    columns = _columns(file, structure or SurveyStructure(), form)
    titles = {same_name(column.title) for column in columns}
    unit = next((column for column in columns if _is_unit(column)), None)
    questions: dict[str, dict[str, str]] = {}
    lists: dict[str, dict[str, int]] = {}
    for column, question in _matched([one for one in columns if one is not unit], instrument):
        listed = _list(column, question)
        if listed is None:
            continue
        questions[question.id] = {"column": column.title}
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
    if only := _only(columns):
        mapping["only"] = only
    if lists:
        mapping["answers"] = lists
    mapping["questions"] = questions
    used = {asked["column"] for asked in questions.values()}
    left = [c.title for c in columns if c is not unit and c.title not in used and c.title]
    text = yaml.safe_dump(mapping, sort_keys=False, allow_unicode=True, width=100)
    return Guess(
        text,
        _tool(titles),
        None if unit is None else unit.title,
        {asked["column"]: name for name, asked in questions.items()},
        left[:MOST_LISTED],
        [_free(column) for column in columns if column.title in left and _may_ask(column)],
    )


def _may_ask(column: _Column) -> bool:
    """Return whether a column may hold answers to choose from: few different ones, no times."""
    return _repeats(column) and len(column.cells) <= _MOST_CELLS and not column.days


def _repeats(column: _Column) -> bool:
    return 1 <= len(column.cells) <= max(2, sum(column.cells.values()) // 2)


def _free(column: _Column) -> FreeColumn:
    return FreeColumn(column.title, tuple(sorted(column.cells, key=lambda c: -column.cells[c])))


def _columns(file: Source, structure: SurveyStructure, form: TableForm | None) -> list[_Column]:
    table = open_table(file, Wanted(lambda title: title.strip() or None, (), repeated=True), form)
    # Of a title that is there twice nobody knows which column it means.
    clear = [title for title, places in table.places.items() if len(places) == 1]
    rows = table.read(clear, lambda fault: None)
    sample = [cells for _, cells in islice(rows, SAMPLE)]
    days = written_days(table, clear, sample)
    below = dict(zip(table.titles, table.described, strict=False))
    found = []
    for title in clear:
        code = _CODE.match(title)
        name = code[1] if code else title
        texts = (*structure.texts.get(name, ()), below.get(title, ""), _CODE.sub("", title))
        cells: dict[str, int] = {}
        for row in sample:
            if row[title]:
                cells[row[title]] = cells.get(row[title], 0) + 1
        answers = structure.answers.get(name.split("[")[0], {})
        told = tuple(filter(None, texts))
        found.append(_Column(title, told, cells, answers, days.get(title, frozenset())))
    return found


def _is_unit(column: _Column) -> bool:
    return _repeats(column) and any(
        UNIT.search(same_name(text)) for text in (*column.texts, column.title)
    )


def _matched(
    columns: Sequence[_Column], instrument: Instrument
) -> Iterator[tuple[_Column, Question]]:
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


def _list(column: _Column, question: Question) -> dict[str, int] | None:
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


def _only(columns: Sequence[_Column]) -> dict[str, str]:
    for column in columns:
        if same_name(column.title) == "finished":
            for cell in column.cells:
                if normalised(cell) in {"true", "1", "yes", "ja", "waar"}:
                    return {column.title: cell}
    return {}


def _tool(titles: set[str]) -> Tool:
    for known in (_TITLES_OF, _IN_DUTCH):
        for tool, needed in known.items():
            if needed <= titles:
                return tool
    return "other"
