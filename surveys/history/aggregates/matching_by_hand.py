"""A table of numbers of units matched by a person where nothing could be guessed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from surveys.errors import N_, Phrase, phrase
from surveys.history.aggregates.guessing import (
    are_numbers,
    days_of_surveys,
    ends_of,
    questions_asked,
    questions_to_take,
)
from surveys.history.aggregates.table_match import TableMatch, match_in
from surveys.history.matching_by_hand import MISSING
from surveys.instrument import Instrument

NEEDED = {
    "source": N_("the name of the other tool"),
    "unit": MISSING["unit"],
    "title": N_("the title of the survey"),
    "days": MISSING["days"],
    "days_of_each": N_("the first and the last day of each survey"),
    "question": N_("the column that names the question"),
    "options": N_("the columns of the options"),
    "mean": N_("the column with the averages"),
    "favourable": N_("the column with the favourable parts"),
    "ends": N_("the worst and the best possible average"),
    "people": N_("the number of answers"),
    "asked": N_("a question of the file that is one of Peil"),
}
"""What a mapping of numbers needs before it can be tried, in words."""


def with_guessed(
    match: TableMatch,
    before: TableMatch,
    cells: Mapping[str, Sequence[str]],
    instrument: Instrument,
) -> TableMatch:
    """Return a match in which what follows from a new choice is guessed again.

    Days where another column names the survey, questions where others are asked, ends of the scale
    where other columns have the numbers; questions that cannot be asked so any more are taken out.
    `cells` has the different cells of each column.
    """
    if match.waves != before.waves:
        match = replace(match, surveys=days_of_surveys(cells.get(match.waves, ())))
    if before.waves and not match.waves:
        match = replace(
            match, survey=match.survey._replace(title=match.survey.title or match.source)
        )
    size, was = (len(one.options) if one.kind == "counts" else 0 for one in (match, before))
    may_ask = {question.id for question in questions_to_take(instrument, size)}
    stand = askable(match, cells)
    asked = {cell: id_ for cell, id_ in match.asked.items() if id_ in may_ask and cell in stand}
    if (match.wide, match.question, size) != (before.wide, before.question, was):
        guessed = questions_asked([c for c in stand if c not in asked], instrument, size)
        taken = set(asked.values())
        asked |= {cell: id_ for cell, id_ in guessed.items() if id_ not in taken}
    match = replace(match, asked=asked)
    first = match.wide and asked and not (before.wide and before.asked)
    if not first and (match.wide or match.number == before.number):
        return match
    numbers = asked if match.wide else [match.number]
    worst, best, whole = ends_of([cell for title in numbers for cell in cells.get(title, ())])
    return replace(match, worst=worst, best=best, whole=whole)


def askable(match: TableMatch, cells: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what may be a question: cells of its column, or columns of numbers that are free.

    `cells` has the different cells of each column of the file.
    """
    if not match.wide:
        return [*cells.get(match.question, ())]
    used = {match.unit, match.waves, match.answers, match.invited}
    return [title for title, below in cells.items() if title not in used and are_numbers(below)]


def needed_in(text: str) -> list[Phrase]:
    """Return what a mapping does not say yet and has to. Raises MappingError."""
    match = match_in(text)
    days = [one[1:] for one in (match.surveys.values() if match.waves else [match.survey])]
    title = [one.title for one in (match.surveys.values() if match.waves else [match.survey])]
    there = {
        "source": bool(match.source),
        "unit": bool(match.unit),
        "title": all(title),
        ("days_of_each" if match.waves else "days"): all(None not in both for both in days),
    }
    if not match.wide:
        there["question"] = bool(match.question)
    if match.kind == "counts":
        there["options"] = len(match.options) > 1
    elif not match.wide:
        there[match.kind] = bool(match.number)
    if match.kind == "mean":
        there["ends"] = None not in (match.worst, match.best) and match.worst != match.best
    if match.kind != "counts":
        there["people"] = bool(match.answers) or (match.least or 0) >= match.fewest
    if match.wide or match.question:
        there["asked"] = bool(match.asked)
    return [phrase(NEEDED[name]) for name, is_there in there.items() if not is_there]
