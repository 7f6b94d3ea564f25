"""The variables that are counted: each question, and the score of each complete scale. Pure."""

import functools
import math
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from surveys.answering.ballot import Answers
from surveys.instrument import Indicator, Instrument, Question

SCALE = "scale:"
"""Prefix of the names of scale scores, such as scale:isolation."""

SCALE_CLASSES = tuple(1 + step / 2 for step in range(9))
"""The values of the nine classes of a scale score: 1, 1.5, ... 5 (5 = good)."""

UNFAVOURABLE, FAVOURABLE = 2.5, 3.5
"""Scores <= 2.5 are unfavourable, >= 3.5 favourable, and neutral in between."""


@dataclass(frozen=True)
class Variable:
    """A variable for which each person has a value or skipped.

    `of` returns the oriented options of a person's answers (last = good), none when skipped; `size`
    is the number of options, `one_sided` the groups of options that may never hold all answers, and
    `ordered` whether neighbouring options are similar.
    """

    name: str
    size: int
    one_sided: tuple[frozenset[int], ...]
    ordered: bool
    of: Callable[[Answers], Sequence[int]]
    is_derived: bool = False
    """Whether it depends on several answers; else `name` is the id of its question."""


def variables_of(questions: Sequence[Question], instrument: Instrument) -> list[Variable]:
    """Return the variables of a wave: its questions, then the scales that are asked completely.

    A scale consists of the two or more index questions of an indicator, all with values 1 to 5.
    """
    asked = frozenset(question.id for question in questions)
    counted = [
        Variable(
            name=question.id,
            size=question.scale.size,
            one_sided=question.scale.one_sided,
            ordered=question.scale.type != "choice",
            of=partial(_oriented, question.id, _orientation(question)),
        )
        for question in questions
    ]
    for indicator in instrument.indicators:
        if index := scale_questions(indicator, asked):
            unfavourable = frozenset(i for i, v in enumerate(SCALE_CLASSES) if v <= UNFAVOURABLE)
            name = f"{SCALE}{indicator.id}"
            of = _scale_class(index)
            counted.append(
                Variable(name, len(SCALE_CLASSES), (unfavourable,), True, of, is_derived=True)
            )
    return counted


def scale_questions(indicator: Indicator, asked: Container[str]) -> list[Question]:
    """Return the questions of an indicator's scale; none unless all of them are asked."""
    index = [question for question in indicator.questions if question.in_index]
    whole = all(question.id in asked and question.scale.type == "likert5" for question in index)
    return index if len(index) > 1 and whole else []


def scale_score(answers: Answers, index: Iterable[Question]) -> float | None:
    """Return a person's scale score (1 to 5, 5 = good): the mean of the oriented answers.

    None when fewer than half of the questions were answered (the half rule of the Copenhagen
    Psychosocial Questionnaire: with five questions three are needed, with four two).
    """
    asked = list(index)
    values = [q.oriented(answers[q.id][0]) + 1 for q in asked if q.id in answers]
    if len(values) < math.ceil(len(asked) / 2):
        return None
    return sum(values) / len(values)


def scale_class(score: float) -> int:
    """Return the class of a score: the nearest half point, except in the neutral middle.

    Exactly the scores between 2.5 and 3.5 are in the class of 3: whether a score is favourable is
    decided by the score itself, not by its rounding.
    """
    if UNFAVOURABLE < score < FAVOURABLE:
        return SCALE_CLASSES.index(3.0)
    # Halves are rounded towards the middle, so that reversing a scale mirrors its classes.
    nearest = math.ceil(score * 2 - 0.5) if score > FAVOURABLE else math.floor(score * 2 + 0.5)
    return nearest - 2


def _orientation(question: Question) -> tuple[int, ...]:
    """Return the oriented index (last = good) of each option."""
    return tuple(question.oriented(option) for option in range(question.scale.size))


def _oriented(question: str, oriented: Sequence[int], answers: Answers) -> list[int]:
    chosen = answers.get(question, ())
    return [oriented[option] for option in chosen] if chosen else []


def _scale_class(index: Sequence[Question]) -> Callable[[Answers], Sequence[int]]:
    """Return a function from answers to the class of their scale score, empty without a score.

    Results are cached: many people give the same answers.
    """
    ids = [question.id for question in index]

    @functools.lru_cache(maxsize=20_000)
    def class_of(chosen_options: tuple[tuple[int, ...] | None, ...]) -> Sequence[int]:
        answered = {
            name: chosen for name, chosen in zip(ids, chosen_options, strict=True) if chosen
        }
        score = scale_score(answered, index)
        return () if score is None else (scale_class(score),)

    return lambda answers: class_of(tuple([answers.get(name) for name in ids]))
