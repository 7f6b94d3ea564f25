"""The variables that are counted: each question, and the score of each complete scale. Pure."""

import functools
import math
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import partial

from surveys.answering.ballot import Answers
from surveys.counting.two_sides import Compared
from surveys.instrument import Indicator, Instrument, Question, compared_questions

SCALE = "scale:"
"""Prefix of the names of scale scores, such as scale:isolation."""

SCALE_CLASSES = tuple(1 + step / 2 for step in range(9))
"""The values of the nine classes of a scale score: 1, 1.5, ... 5 (5 = good)."""

UNFAVOURABLE, FAVOURABLE = 2.5, 3.5
"""Scores <= 2.5 are unfavourable, >= 3.5 favourable, and neutral in between."""

Row = tuple[int, ...]
"""The oriented option of each question of a scale, or SKIPPED."""

SKIPPED = 255
"""The place of a skipped question in a row; no option has this number."""

FIVE = 5
"""The number of options of Peil's own questions with scores."""

MIN_SCORES, MIN_SCORES_OF_SHORT_SCALE, SHORT_SCALE = 5, 10, 4
"""A histogram needs 5 scale scores in an atom, and 10 for a scale of fewer than 4 questions."""


MIN_SENSITIVE = 10
"""A question about health takes as many answers in an atom as a distribution does, 10 or more."""


@dataclass(frozen=True)
class Variable:
    """A variable for which each person has a value or skipped.

    `of` returns the oriented options of a person's answers (last = good), none when skipped; `size`
    is the number of options, `one_sided` the groups of options that may never hold all answers, and
    `ordered` whether neighbouring options are similar. Of a scale, `of` returns the row of answers
    to `questions`. At least `least` people in an atom need a value.
    """

    name: str
    size: int
    one_sided: tuple[frozenset[int], ...]
    ordered: bool
    of: Callable[[Answers], Sequence[int]]
    questions: tuple[str, ...] = ()
    """The questions of a scale; none for a question, whose id is `name`."""
    least: int = 0
    options: int = FIVE
    """The number of options that each question of a scale has."""
    may_not_apply: bool = False
    """Whether people could say that the question does not apply to them."""


def variables_of(
    questions: Sequence[Question], instrument: Instrument, k_sensitive: int = MIN_SENSITIVE
) -> list[Variable]:
    """Return the variables of a wave: its questions, then the scales that are asked completely.

    A scale consists of the two or more index questions of an indicator, all with the same number of
    options: a score mixes no scales of different length. A question about health, and a scale with
    one, need `k_sensitive` answers in an atom. Whether somebody leads people is not counted itself.
    """
    asked = frozenset(question.id for question in questions)
    counted = [
        Variable(
            name=question.id,
            size=question.scale.size,
            one_sided=question.scale.one_sided,
            ordered=question.scale.type != "choice",
            of=partial(_oriented, question.id, _orientation(question)),
            may_not_apply=question.may_not_apply,
            least=0 if question.sensitive is None else k_sensitive,
        )
        for question in questions
        if question.role != "leading"
    ]
    for indicator in instrument.indicators:
        if index := scale_questions(indicator, asked):
            unfavourable = frozenset(i for i, v in enumerate(SCALE_CLASSES) if v <= UNFAVOURABLE)
            name = f"{SCALE}{indicator.id}"
            ids = tuple(question.id for question in index)
            least = MIN_SCORES_OF_SHORT_SCALE if len(ids) < SHORT_SCALE else MIN_SCORES
            if any(question.sensitive for question in index):
                least = max(least, k_sensitive)
            size, of, options = len(SCALE_CLASSES), _row_of(index), index[0].scale.size
            low = (unfavourable,)
            counted.append(Variable(name, size, low, True, of, ids, least, options))
    return counted


def compared_in(
    questions: Sequence[Question], instrument: Instrument, least: int
) -> Compared | None:
    """Return what leaders and others are compared on in a wave; None where it is not asked."""
    names = tuple(question.id for question in compared_questions(questions, instrument))
    leading = instrument.leading
    return Compared(leading.question.id, leading.option, names, least) if names else None


def scale_questions(indicator: Indicator, asked: Container[str]) -> list[Question]:
    """Return the questions of an indicator's scale; none unless all of them are asked."""
    index = [question for question in indicator.questions if question.in_index]
    whole = all(question.id in asked and question.scale.type == "likert" for question in index)
    alike = len({question.scale.size for question in index}) == 1
    return index if len(index) > 1 and whole and alike else []


def scale_score(row: Row, options: int = FIVE) -> float | None:
    """Return a person's scale score (1 to 5, 5 = good): the mean of the oriented answers.

    Answers to questions with another number of `options` are mapped to 1 to 5 in proportion to
    their range. None when fewer than half of the questions were answered (the half rule of the
    Copenhagen Psychosocial Questionnaire: with five questions three are needed, with four two).
    """
    chosen = [option for option in row if option != SKIPPED]
    if len(chosen) < math.ceil(len(row) / 2):
        return None
    # One division: a score at the edge of a class is exact.
    return 1 + 4 * sum(chosen) / (len(chosen) * (options - 1))


@functools.lru_cache(maxsize=20_000)
def class_of(row: Row, options: int = FIVE) -> int | None:
    """Return the class of a person's scale score, None without a score.

    Cached: many people give the same answers.
    """
    score = scale_score(row, options)
    return None if score is None else scale_class(score)


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


def _row_of(index: Sequence[Question]) -> Callable[[Answers], Row]:
    """Return a function from answers to the row of these questions."""
    oriented = [(question.id, _orientation(question)) for question in index]
    return lambda answers: tuple(
        [options[answers[name][0]] if name in answers else SKIPPED for name, options in oriented]
    )
