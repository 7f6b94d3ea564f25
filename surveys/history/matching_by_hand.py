"""A column that asks something in other words, matched with a question by a person. Pure.

What is chosen is written into the mapping, the same YAML that is guessed, kept and imported.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import yaml

from surveys.errors import N_, PeilError
from surveys.history.coding import options_by_label
from surveys.history.mapping import read_fields
from surveys.instrument import Instrument, Question
from surveys.instrument.scales import Choice
from surveys.tables.cells import normalised

_FILE = "mapping.yaml"


class MatchError(PeilError):
    """A match of a column with a question that cannot be right."""

    texts: ClassVar = {
        "no_option": N_("Say of two or more cells of “{column}” which answer they are."),
    }


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
    fields["unit"] = _below(fields, "unit") | {"column": column}
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
    lists, questions = _below(fields, "answers"), _below(fields, "questions")
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


def _fields(text: str) -> dict[str, Any]:
    fields = read_fields(text.encode(), _FILE, "wave, unit and questions")
    lists = _below(fields, "answers")
    fields["answers"] = {
        name: {cell: int(n) if str(n).isdecimal() else n for cell, n in one.items()}
        for name, one in lists.items()
        if _is_fields(one)
    }
    return fields


def _below(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = fields.get(name)
    return dict(found) if isinstance(found, dict) else {}


def _is_fields(value: object) -> bool:
    return isinstance(value, dict)


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _drop(fields: dict[str, Any], column: str) -> None:
    """Take a column away from the question that had it: it answers one question alone."""
    fields["questions"] = {
        question: asked
        for question, asked in _below(fields, "questions").items()
        if not (_is_fields(asked) and asked.get("column") == column)
    }


def _free_name(wanted: str, taken: Mapping[str, Any]) -> str:
    names = [wanted, *(f"{wanted}_{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _written(fields: Mapping[str, Any]) -> str:
    """Return fields as YAML: those that say something, in the order of a guess."""
    first = ("wave", "file", "unit", "own_questions", "only", "skip", "answers", "questions")
    names = [*(n for n in first if n in fields), *(n for n in fields if n not in first)]
    kept = {name: fields[name] for name in names if fields[name] or name == "questions"}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)
