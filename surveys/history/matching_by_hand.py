"""A file matched by a person where nothing could be guessed: columns, rows, title and days. Pure.

What is chosen is written into the mapping, the same YAML that is guessed, kept and imported.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

import yaml

from surveys import yaml_documents
from surveys.errors import N_, PeilError, Phrase, phrase
from surveys.history.coding import options_by_label
from surveys.history.mapping import MappingError, read_fields
from surveys.instrument import (
    Instrument,
    InstrumentError,
    Question,
    load_own,
    merge_own_questions,
)
from surveys.instrument.question_draft import file_of, question_in
from surveys.instrument.scales import Choice
from surveys.tables.cells import normalised

_FILE, _ENDS = "mapping.yaml", ("opens", "closes")


class MatchError(PeilError):
    """A match of a column with a question that cannot be right, or a mapping that lacks some."""

    texts: ClassVar = {
        "needed": N_("Still needed: {what}."),
        "no_option": N_("Say of two or more cells of “{column}” which answer they are."),
        "no_row": N_("Choose the cells of “{column}” in the rows that count."),
        "health": N_("Questions about health complaints are not imported."),
        "two_answers": N_("A cell has one answer here: let one be chosen."),
    }


MISSING = {
    "days": N_("the first and the last day of the survey"),
    "unit": N_("the column that names the unit"),
    "question": N_("a column that asks a question"),
}
"""What a mapping needs before it can be tried, in words."""


class Survey(NamedTuple):
    """What a mapping says of the survey as a whole; a day that is none is None."""

    title: str
    opens_on: date | None
    closes_on: date | None


def survey_of(text: str) -> Survey:
    """Return the title and the days in a mapping. Raises MappingError."""
    wave = below(_fields(text), "wave")
    return Survey(str(wave.get("title", "")), *(day_in(wave.get(f"{end}_on")) for end in _ENDS))


def with_survey(text: str, survey: Survey) -> str:
    """Return a mapping with another title and other days. Raises MappingError."""
    fields = _fields(text)
    days = {f"{end}_on": day for end, day in zip(_ENDS, survey[1:], strict=True)}
    written = {name: "" if day is None else day.isoformat() for name, day in days.items()}
    fields["wave"] = below(fields, "wave") | {"title": survey.title} | written
    return _written(fields)


def day_in(written: object) -> date | None:
    """Return the day that a mapping says, None for anything else."""
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None


def below(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the fields below a field, none where it has no such."""
    found = fields.get(name)
    return dict(found) if isinstance(found, dict) else {}


def missing_in(text: str) -> list[Phrase]:
    """Return what a mapping does not say yet and has to. Raises MappingError."""
    fields, survey = _fields(text), survey_of(text)
    there = {
        "days": None not in survey[1:],
        "unit": bool(below(fields, "unit").get("column")),
        "question": bool(below(fields, "questions")),
    }
    return [phrase(MISSING[name]) for name, is_there in there.items() if not is_there]


def instrument_of(instrument: Instrument, text: str) -> Instrument:
    """Return the instrument with the own questions that a mapping holds, as far as it can be read.

    What cannot be read of it is said when the mapping is tried.
    """
    try:
        fields = _fields(text)
        own = load_own(yaml.safe_dump(below(fields, "own_questions")))
        known = {indicator.id for indicator in instrument.indicators}
        new = [indicator for indicator in own.indicators if indicator.id not in known]
        return instrument.extended_by(own.model_copy(update={"indicators": tuple(new)}))
    except (MappingError, InstrumentError):
        return instrument


def questions_to_match(instrument: Instrument) -> list[Question]:
    """Return the questions that a column may be matched with: each with one answer, none on health.

    Indicator by indicator.
    """
    return [
        question
        for question in instrument.questions()
        if question.sensitive is None
        and not (isinstance(question.scale, Choice) and question.scale.max_choices > 1)
    ]


def option_of(question: Question, cell: str) -> int | None:
    """Return the option that a cell names in words or by number, from 0; None if it names none."""
    return options_by_label(question).get(normalised(cell))


def with_unit(text: str, column: str) -> str:
    """Return a mapping that reads the unit from a column. Raises MappingError."""
    fields = _fields(text)
    fields["unit"] = below(fields, "unit") | {"column": column}
    _drop(fields, column)
    return _written(fields)


def with_question(
    text: str, question: Question, column: str, meant: Mapping[str, int | None]
) -> str:
    """Return a mapping that reads a question from a column, in place of any other it had.

    `meant` has the option of each cell, from 0; cells that are no answer have None, and are skipped
    in every column. Raises MappingError, and MatchError where fewer than two cells are answers.
    """
    listed = {cell: option + 1 for cell, option in meant.items() if option is not None}
    if len(listed) < 2:
        raise MatchError("no_option", column=column)
    fields = _fields(text)
    _drop(fields, column)
    lists, questions = below(fields, "answers"), below(fields, "questions")
    name = next((known for known, one in lists.items() if one == listed), None)
    if name is None:
        name = _free_name(question.id, lists)
        lists[name] = listed
    fields["questions"] = questions | {question.id: {"column": column, "answers": name}}
    used = {asked.get("answers") for asked in fields["questions"].values() if _is_fields(asked)}
    fields["answers"] = {known: one for known, one in lists.items() if known in used}
    if skipped := [cell for cell, option in meant.items() if option is None]:
        fields["skip"] = list(dict.fromkeys([*_several(fields.get("skip")), *skipped]))
    return _written(fields)


def with_rows(text: str, column: str, cells: Sequence[str]) -> str:
    """Return a mapping by which those rows count that have one of `cells` in a column.

    Raises MappingError, and MatchError without any cell.
    """
    if not cells:
        raise MatchError("no_row", column=column)
    fields = _fields(text)
    fields["only"] = below(fields, "only") | {column: list(cells)}
    _drop(fields, column)
    return _written(fields)


def with_own_question(
    text: str, draft: Mapping[str, Any], question: str, column: str, cells: Sequence[str]
) -> str:
    """Return a mapping with a new own question of this id, and the column that asks it.

    Cells that are one of its answers in words are that answer; with fewer than two of those, the
    column is still to be matched. Raises MappingError, and what is wrong with the draft:
    FieldsError, DraftError or MatchError.
    """
    written = file_of(draft, question)
    asked, _ = question_in(written, question)
    if asked.sensitive is not None:
        raise MatchError("health")
    if asked.scale.max_choices > 1:
        raise MatchError("two_answers")
    fields = _fields(text)
    before = below(fields, "own_questions")
    known = yaml.safe_dump(before, allow_unicode=True) if before else None
    fields["own_questions"] = yaml_documents.load(merge_own_questions(known, written))
    with_own = _written(fields)
    meant = {cell: option_of(asked, cell) for cell in cells}
    if sum(option is not None for option in meant.values()) < 2:
        return with_own
    return with_question(with_own, asked, column, meant)


def _fields(text: str) -> dict[str, Any]:
    fields = read_fields(text.encode(), _FILE, "wave, unit and questions")
    lists = below(fields, "answers")
    fields["answers"] = {
        name: {cell: int(n) if str(n).isdecimal() else n for cell, n in one.items()}
        for name, one in lists.items()
        if _is_fields(one)
    }
    return fields


def _is_fields(value: object) -> bool:
    return isinstance(value, dict)


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _drop(fields: dict[str, Any], column: str) -> None:
    """Take a column away from the question that had it: it answers one question alone."""
    fields["questions"] = {
        question: asked
        for question, asked in below(fields, "questions").items()
        if not (_is_fields(asked) and asked.get("column") == column)
    }


def _free_name(wanted: str, taken: Mapping[str, Any]) -> str:
    names = [wanted, *(f"{wanted}_{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _written(fields: Mapping[str, Any]) -> str:
    """Return fields as YAML: those that say something, in the order of a guess."""
    first = ("wave", "file", "unit", "own_questions", "only", "filled", "skip")
    last = ("answers", "questions")
    between = [name for name in fields if name not in {*first, *last}]
    names = [name for name in (*first, *between, *last) if name in fields]
    kept = {name: fields[name] for name in names if fields[name] or name == "questions"}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)
