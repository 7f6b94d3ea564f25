"""What is counted of a ballot: each question, and the score of each complete scale. Pure."""

import functools
import math
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from surveys.answering.ballot import Answers
from surveys.instrument.instrument import Indicator, Instrument, Question

SCALE = "scale:"
"""Begins the name of a scale score, such as scale:isolation."""

SCALE_CLASSES = tuple(1 + step / 2 for step in range(9))
"""What the nine classes of a scale score are worth: 1, 1.5, ... 5 (5 = good)."""

UNFAVOURABLE, FAVOURABLE = 2.5, 3.5
"""A score up to the first is unfavourable, from the second on favourable; neutral in between."""


@dataclass(frozen=True)
class Variable:
    """One thing that everybody has a value for, or skipped.

    `of` gives the oriented options of somebody's answers (last = good), none when skipped; `size`
    is the number of options, `one_sided` the groups of options that may never hold everybody, and
    `ordered` whether neighbouring options are alike.
    """

    name: str
    size: int
    one_sided: tuple[frozenset[int], ...]
    ordered: bool
    of: Callable[[Answers], Sequence[int]]
    worked_out: bool = False
    """Whether it takes several answers; else `name` is the question that it is about."""


def variables(questions: Sequence[Question], instrument: Instrument) -> list[Variable]:
    """Return what is counted in a wave: its questions, then the scales that are asked as a whole.

    A scale is the index questions of an indicator, two or more, all on options worth 1 to 5.
    """
    asked = frozenset(question.id for question in questions)
    counted = [
        Variable(
            name=question.id,
            size=question.scale.size,
            one_sided=question.scale.one_sided,
            ordered=question.scale.type != "choice",
            of=partial(_oriented, question.id, _each_oriented(question)),
        )
        for question in questions
    ]
    for indicator in instrument.indicators:
        if index := scale_questions(indicator, asked):
            unfavourable = frozenset(i for i, v in enumerate(SCALE_CLASSES) if v <= UNFAVOURABLE)
            name = f"{SCALE}{indicator.id}"
            of = _scale_class(index)
            counted.append(
                Variable(name, len(SCALE_CLASSES), (unfavourable,), True, of, worked_out=True)
            )
    return counted


def scale_questions(indicator: Indicator, asked: Container[str]) -> list[Question]:
    """Return the questions of an indicator's scale; none unless it is asked as a whole."""
    index = [question for question in indicator.questions if question.in_index]
    whole = all(question.id in asked and question.scale.type == "likert5" for question in index)
    return index if len(index) > 1 and whole else []


def scale_score(answers: Answers, index: Iterable[Question]) -> float | None:
    """Return somebody's score on a scale, 1 to 5 with 5 = good: the mean of the oriented answers.

    None when fewer than half of the questions were answered (the half rule of the Copenhagen
    Psychosocial Questionnaire: with five questions three are needed, with four two).
    """
    asked = list(index)
    given = [q.oriented(answers[q.id][0]) + 1 for q in asked if q.id in answers]
    if len(given) < math.ceil(len(asked) / 2):
        return None
    return sum(given) / len(given)


def scale_class(score: float) -> int:
    """Return the class of a score: the nearest half point, but for the neutral middle.

    Everything between 2.5 and 3.5, and nothing else, is in the class of 3: so what is favourable is
    decided on the score itself and not on its rounding.
    """
    if UNFAVOURABLE < score < FAVOURABLE:
        return SCALE_CLASSES.index(3.0)
    # Half up or down towards the middle, so that turning a scale round mirrors its classes.
    nearest = math.ceil(score * 2 - 0.5) if score > FAVOURABLE else math.floor(score * 2 + 0.5)
    return nearest - 2


def _each_oriented(question: Question) -> tuple[int, ...]:
    """Return each option turned so that the last is good."""
    return tuple(question.oriented(option) for option in range(question.scale.size))


def _oriented(question: str, oriented: Sequence[int], answers: Answers) -> list[int]:
    chosen = answers.get(question, ())
    return [oriented[option] for option in chosen] if chosen else []


def _scale_class(index: Sequence[Question]) -> Callable[[Answers], Sequence[int]]:
    """Return what gives the class of somebody's answers to a scale, none without a score.

    Many people give the same answers, so what they come to is remembered.
    """
    ids = [question.id for question in index]

    @functools.lru_cache(maxsize=20_000)
    def of_given(given: tuple[tuple[int, ...] | None, ...]) -> Sequence[int]:
        answered = {name: chosen for name, chosen in zip(ids, given, strict=True) if chosen}
        score = scale_score(answered, index)
        return () if score is None else (scale_class(score),)

    return lambda answers: of_given(tuple([answers.get(name) for name in ids]))
