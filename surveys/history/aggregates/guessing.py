"""A mapping guessed from a table of aggregates, for somebody to look at and confirm. Pure.

Columns are told by their titles, questions by their words or the name of their indicator. Where no
column names the question and numbers stand below titles that are questions, the table is wide. Days
of surveys, and the ends of a scale that is not clear, are for a person to fill in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import yaml

from surveys.history.aggregates.option_columns import option_columns
from surveys.history.file_columns import SAMPLE
from surveys.history.guessing import ALIKE, MOST_LISTED, UNIT, FreeColumn, Guess, alike
from surveys.history.matching_by_hand import Survey
from surveys.history.survey_days import days_of
from surveys.instrument import Instrument, Question
from surveys.names import same_name
from surveys.tables.reader import open_table
from surveys.tables.repeated_headings import name_repeated
from surveys.tables.sources import Source
from surveys.tables.table import TableForm, Wanted

_UNITS = re.compile(rf"{UNIT.pattern}|\b(organi[sz]ation|organisatie|group|groep)\b")
_WAVES = re.compile(
    r"\b(wave|survey|round|period|year|date|day|peiling|meting|ronde|periode|jaar|datum)\b"
)
_QUESTIONS = re.compile(r"\b(question|item|measure|statement|indicator|vraag|stelling|thema)\b")
_ANSWERS = re.compile(
    r"^n$|\b(respondents?|responses?|answers|respondenten|antwoorden|aantal|number)\b"
)
_INVITED = re.compile(r"\b(invited|headcount|population|uitgenodigd|medewerkers|employees)\b")
_SD = re.compile(r"^sd$|\b(std|standard deviation|standaarddeviatie|spreiding)\b")
_MEAN = re.compile(r"\b(mean|average|avg|score|gemiddelde|gemiddeld)\b")
_FAVOURABLE = re.compile(r"\b(favou?rable|positive|gunstig|positief|percent)\b|%")

_ENDS = ((5, (1, 5)), (10, (0, 10)), (100, (0, 100)))
"""The scale that means are likely on, by the largest one."""

_Cells = Mapping[str, Sequence[str]]


def guess_aggregates(
    file: Source,
    instrument: Instrument,
    source: str,
    form: TableForm | None = None,
    organisation: str = "",
) -> Guess:
    """Return the guess of a mapping of a table of aggregates; `source` is the name of the tool.

    Units that are new lie below the `organisation`, until somebody says otherwise.
    Raises DelimitedFileError for a file that is not a table.
    """
    table = open_table(file, Wanted(lambda title: title.strip() or None, (), repeated=True), form)
    name_repeated(table)
    titles = [title for title, places in table.places.items() if len(places) == 1]
    titles.sort(key=lambda title: table.places[title])
    rows = [row for _, row in islice(table.read(titles, lambda fault: None), SAMPLE)]
    cells = {
        title: list(dict.fromkeys(row[title] for row in rows if row[title])) for title in titles
    }
    places = {title: table.places[title][0] for title in titles}
    counts = option_columns(places, cells, instrument)
    free = [title for title in titles if title not in counts]
    asked = questions_to_take(instrument, len(counts))
    ids_of = {title: _ids(cells.get(title, ()), asked, instrument) for title in free}
    column = max(free, key=lambda title: len(ids_of[title]), default="")
    ids, wide = ids_of.get(column, {}), dict[str, str]()
    if not ids and not counts:
        numeric = [title for title in free if are_numbers(cells.get(title, ()))]
        wide = _ids(numeric, asked, instrument)
    if not ids:
        column = next((title for title in free if _QUESTIONS.search(same_name(title))), "")
    column = "" if wide else column
    free = [title for title in free if title != column and title not in wide]
    unit, waves = _take(free, _UNITS), _take(free, _WAVES)
    mapping: dict[str, Any] = {
        "source": source,
        "unit": {"column": unit, "new_below": organisation},
    }
    mapping |= _waves(waves, cells.get(waves, ()), source)
    mapping["questions"] = {"columns": wide} if wide else {"column": column, "ids": ids}
    if counts:
        mapping["counts"] = counts
        mapping |= {"invited": invited} if (invited := _take(free, _INVITED)) else {}
    else:
        mapping |= _of_wide(wide, free, cells) if wide else _numbers(free, cells)
    used = {unit, waves, column, *counts}
    left = [title for title in free if title not in used]
    unknown = [cell for cell in cells.get(column, ()) if cell not in ids]
    text = yaml.safe_dump(mapping, sort_keys=False, allow_unicode=True, width=100)
    return Guess(
        text,
        "other",
        unit or None,
        wide or ids,
        [*unknown, *left][:MOST_LISTED],
        [FreeColumn(title, tuple(cells[title][:MOST_LISTED])) for title in titles],
    )


def questions_to_take(instrument: Instrument, counts: int) -> list[Question]:
    """Return the questions that numbers of whole units can be imported for.

    `counts` is the number of options whose counts the file has, 0 where it has averages.
    """
    return [
        question
        for question in instrument.questions()
        if question.sensitive is None and _takes(question, counts)
    ]


def questions_asked(cells: Sequence[str], instrument: Instrument, counts: int) -> dict[str, str]:
    """Return the question that each cell, or title, asks in nearly the same words, if one does."""
    return _ids(cells, questions_to_take(instrument, counts), instrument)


def days_of_surveys(cells: Sequence[str]) -> dict[str, Survey]:
    """Return the surveys that cells name, with the days that are in their names.

    Empty where each cell is a day: then it is the last one of a survey.
    """
    if cells and all(map(_is_day, cells)):
        return {}
    known = days_of(set(cells))
    return {cell: Survey(cell, known.get(cell), known.get(cell)) for cell in cells}


def _take(free: list[str], pattern: re.Pattern[str]) -> str:
    """Take the first title that a pattern finds out of those that are free; "" if there is none."""
    found = next((title for title in free if pattern.search(same_name(title))), "")
    if found:
        free.remove(found)
    return found


def _takes(question: Question, counts: int) -> bool:
    """Return whether numbers of whole units can be imported for a question."""
    if counts:
        return question.scale.max_choices == 1 and question.scale.size == counts
    return question.role in {"anchor", "own"} and question.scale.values is not None


def _ids(cells: Sequence[str], asked: Sequence[Question], instrument: Instrument) -> dict[str, str]:
    """Return the questions that cells ask in nearly the same words, each question once.

    The name of an indicator stands for its question in every wave.
    """
    rated = [
        (max(alike(cell, words) for words in _words(question, instrument)), cell, question.id)
        for cell in cells[:MOST_LISTED]
        for question in asked
    ]
    rated.sort(key=lambda one: (-one[0], one[1], one[2]))
    ids: dict[str, str] = {}
    for rating, cell, question_id in rated:
        if rating >= ALIKE and cell not in ids and question_id not in ids.values():
            ids[cell] = question_id
    return ids


def _words(question: Question, instrument: Instrument) -> Iterator[str]:
    yield from (*question.text.values(), question.id)
    if question.role == "anchor":
        indicator = instrument.indicator(question.indicator)
        for language in question.text:
            yield from (indicator.name[language], indicator.heading_in(language))


def are_numbers(cells: Sequence[str]) -> bool:
    """Return whether most of the different cells of a column are numbers."""
    return len([*_values(cells)]) > len(cells) / 2


def _waves(column: str, cells: Sequence[str], source: str) -> dict[str, Any]:
    if not column:
        return {"wave": {"title": source, "opens_on": "", "closes_on": ""}}
    surveys = days_of_surveys(cells)
    written = {cell: (day.isoformat() if day else "") for cell, (_, day, _) in surveys.items()}
    days = {c: {"title": c, "opens_on": day, "closes_on": day} for c, day in written.items()}
    return {"waves": {"column": column} | ({"dates": days} if days else {})}


def _is_day(cell: str) -> bool:
    try:
        date.fromisoformat(cell[:10])
    except ValueError:
        return False
    return True


def _of_wide(wide: Iterable[str], free: list[str], cells: _Cells) -> dict[str, Any]:
    """Return the fields of the numbers of a wide table, and take columns out of `free`."""
    below = [cell for title in wide for cell in cells.get(title, ())]
    worst, best, whole = ends_of(below)
    if whole == 1 or any("%" in cell for cell in below):
        return {"favourable": {"whole": whole}} | _people(free)
    return {"mean": {"worst": worst, "best": best}} | _people(free)


def _numbers(free: list[str], cells: _Cells) -> dict[str, Any]:
    """Return the fields of means or favourable parts, and take their columns out of `free`."""
    sd, people = _take(free, _SD), _people(free)
    numbers: dict[str, Any] = {}
    if mean := _take(free, _MEAN):
        worst, best, _whole = ends_of(cells.get(mean, ()))
        numbers["mean"] = {"column": mean, "worst": worst, "best": best}
    elif favourable := _take(free, _FAVOURABLE):
        *_both, whole = ends_of(cells.get(favourable, ()))
        numbers["favourable"] = {"column": favourable, "whole": whole}
    else:
        numbers["mean"] = {"column": "", "worst": 1, "best": 5}
    if "mean" in numbers and sd and "answers" in people:
        numbers["sd"] = sd
    return numbers | people


def ends_of(cells: Sequence[str]) -> tuple[int, int, int]:
    """Return the ends of the scale that averages are likely on, and what stands for all of a part.

    By the largest of them.
    """
    largest = max(_values(cells), default=None)
    most = 5.0 if largest is None else largest
    worst, best = next((ends for end, ends in _ENDS if most <= end), (0, 100))
    return worst, best, 1 if largest is not None and largest <= 1 else 100


def _people(free: list[str]) -> dict[str, Any]:
    """Return the columns of answers and people invited, and take them out of `free`."""
    answers, invited = _take(free, _ANSWERS), _take(free, _INVITED)
    known: dict[str, Any] = {"answers": answers} if answers else {"least": 10}
    return known | ({"invited": invited} if invited else {})


def _values(cells: Sequence[str]) -> Iterator[float]:
    for cell in cells:
        written = cell.replace("%", "").strip().replace(",", ".")
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", written):
            yield float(written)
