"""Blurring the answers of an atom before anything is worked out of several of them. Pure.

The histogram of each question is coarsened on its own. A scale score, alpha or a driver ties the
answers of one person together, and worked out of the true answers it would undo that: the sum of
the scores is the sum of the answers, so it says by how much a histogram was moved. So the answers
themselves are moved, until each question has exactly its published histogram, and whatever depends
on several answers is worked out of these *blurred ballots* only.

Why that is enough: blurring blurred ballots changes nothing. Whatever is published about an atom
could therefore have come from its blurred ballots, in which the histogram of no question had to be
coarsened. So nothing published makes certain that one was: neither that a group was unanimous nor
that all of it was unfavourable. That holds for every size, every number of questions and every
pattern of skipping. It holds for the histogram of the scale too, unless those of the questions
leave no other; then it says nothing that they do not.

Moving as few answers as possible by one option each is top and bottom coding; exchanging the
answers of different people to the same question is data swapping (Dalenius & Reiss 1982, Journal
of Statistical Planning and Inference 6:73).
"""

from collections.abc import Sequence

from surveys.counting.disclosure import can_be_coarsened, coarsen
from surveys.counting.variables import SKIPPED, Row, Variable, class_of

Counts = Sequence[int]


def blurred(
    rows: Sequence[Row], published: Sequence[Counts], scale: Variable | None, reissued: int = 0
) -> list[Row]:
    """Return the blurred answers of an atom, row by row.

    `rows` has one row per person with the oriented option of each question or SKIPPED; `published`
    has the coarsened counts of each question in the atom, all zero for one with too few answers,
    which then counts as skipped; `reissued` is the number of tokens in it that do not count.
    `scale` is the scale that these questions make up, if any: while
    its histogram would have to be coarsened and has `scale.least` scores or more, answers are
    exchanged between people, question by question, so that high answers come together. The result
    depends only on the set of rows, and is its own result.
    """
    columns = [_moved(rows, question, counts) for question, counts in enumerate(published)]
    moved = list(zip(*columns, strict=True))
    if scale is None or _is_blurred(moved, scale, reissued):
        return moved
    # Skips stay where they are, so people are ordered within a pattern of skipping first: then a
    # complete exchange is its own result, too.
    order = sorted(range(len(moved)), key=lambda person: _rank(moved[person]))
    for question in range(len(published)):
        moved = _brought_together(moved, question, order)
        if _is_blurred(moved, scale, reissued):
            break
    return moved


def moved_by_side(
    leading: Sequence[Row], others: Sequence[Row], cut: Sequence[tuple[Counts, Counts] | None]
) -> list[Row]:
    """Return the rows of an atom, leaders first, moved until each side has its published counts.

    `cut` has those of each question for the leaders and for the others; None where an atom has no
    two sides for a question, whose answers stay. Whatever is worked out of rows afterwards could
    have come from an atom in which neither side had to be coarsened.
    """
    moved: list[Row] = []
    for place, rows in enumerate((leading, others)):
        columns = [
            [row[question] for row in rows] if both is None else _moved(rows, question, both[place])
            for question, both in enumerate(cut)
        ]
        moved += zip(*columns, strict=True)
    return moved


def class_counts(rows: Sequence[Row], scale: Variable) -> tuple[int, ...]:
    """Return how many scores of a scale fall into each of its classes."""
    classes = [class_of(row, scale.options) for row in rows]
    return tuple([classes.count(place) for place in range(scale.size)])


def _is_blurred(rows: Sequence[Row], scale: Variable, reissued: int) -> bool:
    """Tell whether the histogram of the scale stays as it is when it is coarsened."""
    counts = class_counts(rows, scale)
    n = sum(counts)
    if n - reissued < scale.least or not can_be_coarsened(counts, n, reissued):
        return True
    return counts == coarsen(counts, n, reissued=reissued, one_sided=scale.one_sided)


def _moved(rows: Sequence[Row], question: int, counts: Counts) -> list[int]:
    """Return the answers to a question, moved in their order until they have these counts."""
    column = [row[question] for row in rows]
    if not any(counts):
        return [SKIPPED] * len(rows)
    if any(column.count(option) != number for option, number in enumerate(counts)):
        answered = [person for person, option in enumerate(column) if option != SKIPPED]
        # Of equal answers, those of people with low answers elsewhere become the low ones.
        answered.sort(key=lambda person: (column[person], sum(rows[person]), rows[person]))
        options = (option for option, number in enumerate(counts) for _ in range(number))
        for person, option in zip(answered, options, strict=True):
            column[person] = option
    return column


def _rank(row: Row) -> tuple[list[bool], int, Row]:
    return [option == SKIPPED for option in row], sum(row), row


def _brought_together(rows: Sequence[Row], question: int, order: Sequence[int]) -> list[Row]:
    """Return rows in which the answers to a question rise in the order of people."""
    answered = [person for person in order if rows[person][question] != SKIPPED]
    exchanged = list(rows)
    options = sorted(rows[person][question] for person in answered)
    for person, option in zip(answered, options, strict=True):
        exchanged[person] = (*rows[person][:question], option, *rows[person][question + 1 :])
    return exchanged
