"""Turns the ballots of a wave into what may be published. Pure.

Ballots are added up per atom and question, coarsened there, and only then summed per unit: whatever
leaves this module is a sum over atoms.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.ballot import Ballot
from surveys.disclosure import Atom, Tree, atoms, coarsen, published
from surveys.instrument import Question


@dataclass(frozen=True)
class Histogram:
    """Published answers of one unit to one question: oriented counts (last = good) and skips."""

    unit: UUID
    question: str
    counts: tuple[int, ...]
    skipped: int


@dataclass(frozen=True)
class Tally:
    """What may be published of a wave: ballots of each published unit, and its histograms."""

    ballots: Mapping[UUID, int]
    histograms: Sequence[Histogram]


def tally(
    ballots: Iterable[Ballot],
    questions: Sequence[Question],
    parent: Mapping[UUID, UUID | None],
    k: int,
) -> Tally:
    """Count ballots by the rules of disclosure control.

    `parent` is the tree of units as it was when the wave opened, k the least number of ballots and
    of answers to a question behind any number. Raises KeyError for a ballot outside the tree.
    """
    tree = Tree(parent)
    per_unit: dict[UUID, Counter[tuple[str, int]]] = defaultdict(Counter)
    answered: dict[UUID, Counter[str]] = defaultdict(Counter)
    cast: Counter[UUID] = Counter()
    oriented = {q.id: q.oriented for q in questions}
    for ballot in ballots:
        if ballot.unit not in parent:
            raise KeyError(ballot.unit)
        cast[ballot.unit] += 1
        answered[ballot.unit].update(ballot.answers.keys())
        per_unit[ballot.unit].update(
            (question, oriented[question](option))
            for question, chosen in ballot.answers.items()
            for option in chosen
        )
    found = atoms(tree, cast, k)
    safe = {atom: _safe(atom, per_unit, answered, cast, questions, k) for atom in found}
    shown = published(tree, cast, k, found)
    return Tally(
        ballots={unit: sum(cast[u] for atom in held for u in atom) for unit, held in shown.items()},
        histograms=[
            _sum(unit, question, [safe[atom][question.id] for atom in held])
            for unit, held in shown.items()
            for question in questions
        ],
    )


def _safe(
    atom: Atom[UUID],
    per_unit: Mapping[UUID, Counter[tuple[str, int]]],
    answered: Mapping[UUID, Counter[str]],
    cast: Mapping[UUID, int],
    questions: Sequence[Question],
    k: int,
) -> dict[str, tuple[tuple[int, ...], int]]:
    """Return coarsened counts and skips of one atom for each question.

    A question that fewer than k people in the atom answered counts as skipped by all of them.
    """
    people = sum(cast[unit] for unit in atom)
    safe = {}
    for question in questions:
        scale = question.scale
        n = sum(answered[unit][question.id] for unit in atom)
        if n < k:
            safe[question.id] = ((0,) * scale.size, people)
            continue
        counts = [
            sum(per_unit[unit][question.id, option] for unit in atom)
            for option in range(scale.size)
        ]
        coarse = coarsen(counts, n, one_sided=scale.one_sided, ordered=scale.type != "choice")
        safe[question.id] = (coarse, people - n)
    return safe


def _sum(unit: UUID, question: Question, parts: Sequence[tuple[tuple[int, ...], int]]) -> Histogram:
    counts = tuple(map(sum, zip(*(counts for counts, _ in parts), strict=True)))
    return Histogram(unit, question.id, counts, sum(skipped for _, skipped in parts))
