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
from surveys.history.guessing import ALIKE, MOST_LISTED, UNIT, Guess, alike
from surveys.history.survey_days import days_of
from surveys.instrument import Instrument, Question
from surveys.names import same_name
from surveys.tables.reader import open_table
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
    titles = [title for title, places in table.places.items() if len(places) == 1]
    rows = [row for _, row in islice(table.read(titles, lambda fault: None), SAMPLE)]
    cells = {
        title: list(dict.fromkeys(row[title] for row in rows if row[title])) for title in titles
    }
    places = {title: table.places[title][0] for title in titles}
    counts = option_columns(places, cells, instrument)
    free = [title for title in titles if title not in counts]
    asked = [
        question
        for question in instrument.questions()
        if question.sensitive is None and _takes(question, len(counts))
    ]
    ids_of = {title: _ids(cells.get(title, ()), asked, instrument) for title in free}
    column = max(free, key=lambda title: len(ids_of[title]), default="")
    ids, wide = ids_of.get(column, {}), dict[str, str]()
    if not ids and not counts:
        numeric = [title for title in free if _are_numbers(cells.get(title, ()))]
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
    return Guess(text, "other", unit or None, wide or ids, [*unknown, *left][:MOST_LISTED])


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


def _are_numbers(cells: Sequence[str]) -> bool:
    return len([*_values(cells)]) > len(cells) / 2


def _waves(column: str, cells: Sequence[str], source: str) -> dict[str, Any]:
    if not column:
        return {"wave": {"title": source, "opens_on": "", "closes_on": ""}}
    if cells and all(map(_is_day, cells)):
        return {"waves": {"column": column}}
    known = days_of(set(cells))
    written = {cell: known[cell].isoformat() if cell in known else "" for cell in cells}
    days = {c: {"title": c, "opens_on": day, "closes_on": day} for c, day in written.items()}
    return {"waves": {"column": column, "dates": days}}


def _is_day(cell: str) -> bool:
    try:
        date.fromisoformat(cell[:10])
    except ValueError:
        return False
    return True


def _of_wide(wide: Iterable[str], free: list[str], cells: _Cells) -> dict[str, Any]:
    """Return the fields of the numbers of a wide table, and take columns out of `free`."""
    below = [cell for title in wide for cell in cells.get(title, ())]
    largest = max(_values(below), default=5.0)
    if largest <= 1 or any("%" in cell for cell in below):
        numbers: dict[str, Any] = {"favourable": {"whole": 1 if largest <= 1 else 100}}
    else:
        numbers = {"mean": _ends(largest)}
    return numbers | _people(free)


def _numbers(free: list[str], cells: _Cells) -> dict[str, Any]:
    """Return the fields of means or favourable parts, and take their columns out of `free`."""
    sd, people = _take(free, _SD), _people(free)
    numbers: dict[str, Any] = {}
    if mean := _take(free, _MEAN):
        numbers["mean"] = {"column": mean} | _ends(max(_values(cells.get(mean, ())), default=5.0))
    elif favourable := _take(free, _FAVOURABLE):
        most = max(_values(cells.get(favourable, ())), default=100.0)
        numbers["favourable"] = {"column": favourable, "whole": 1 if most <= 1 else 100}
    else:
        numbers["mean"] = {"column": "", "worst": 1, "best": 5}
    if "mean" in numbers and sd and "answers" in people:
        numbers["sd"] = sd
    return numbers | people


def _ends(largest: float) -> dict[str, int]:
    worst, best = next((ends for most, ends in _ENDS if largest <= most), (0, 100))
    return {"worst": worst, "best": best}


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
