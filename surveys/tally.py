"""Turns the ballots of a wave into what may be published. Pure.

Ballots are added up per atom and variable, coarsened there, and only then summed per unit: whatever
leaves this module is a sum over atoms.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.ballot import Ballot
from surveys.disclosure import Atom, Tree, atoms, coarsen, published
from surveys.variables import Variable

Counts = tuple[int, ...]


@dataclass(frozen=True)
class Histogram:
    """Published answers of one unit: oriented counts (last = good) and skips.

    `question` is the name of the variable: the id of a question, or that of a scale score.
    """

    unit: UUID
    question: str
    counts: Counts
    skipped: int


@dataclass(frozen=True)
class Tally:
    """What may be published of a wave: ballots of each published unit, and its histograms."""

    ballots: Mapping[UUID, int]
    histograms: Sequence[Histogram]


class _Heap:
    """The ballots of one unit, counted but not yet safe; one row of counts for each variable."""

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.ballots = 0
        self.answered = [0] * len(variables)
        self.counts = [[0] * variable.size for variable in variables]

    def add(self, ballot: Ballot, variables: Sequence[Variable]) -> None:
        self.ballots += 1
        for place, variable in enumerate(variables):
            if values := variable.of(ballot.answers):
                self.answered[place] += 1
                for value in values:
                    self.counts[place][value] += 1


def tally(
    ballots: Iterable[Ballot],
    variables: Sequence[Variable],
    parent: Mapping[UUID, UUID | None],
    k: int,
) -> Tally:
    """Count ballots by the rules of disclosure control.

    `parent` is the tree of units as it was when the wave opened, k the least number of ballots and
    of answers to a question behind any number. Raises KeyError for a ballot outside the tree.
    """
    tree = Tree(parent)
    heaps: dict[UUID, _Heap] = {}
    for ballot in ballots:
        if (heap := heaps.get(ballot.unit)) is None:
            if ballot.unit not in parent:
                raise KeyError(ballot.unit)
            heap = heaps[ballot.unit] = _Heap(variables)
        heap.add(ballot, variables)
    cast = {unit: heap.ballots for unit, heap in heaps.items()}
    found = atoms(tree, cast, k)
    safe = {atom: _safe([heaps[unit] for unit in atom], variables, k) for atom in found}
    shown = published(tree, cast, k, found)
    return Tally(
        ballots={unit: _size(cast, held) for unit, held in shown.items()},
        histograms=[
            _sum(unit, variable.name, [safe[atom][variable.name] for atom in held])
            for unit, held in shown.items()
            for variable in variables
        ],
    )


def _size(cast: Mapping[UUID, int], held: Sequence[Atom[UUID]]) -> int:
    return sum(cast[unit] for atom in held for unit in atom)


def _safe(
    heaps: Sequence[_Heap], variables: Sequence[Variable], k: int
) -> dict[str, tuple[Counts, int]]:
    """Return coarsened counts and skips of one atom for each variable.

    What fewer than k people in the atom have a value for counts as skipped by all of them.
    """
    people = sum(heap.ballots for heap in heaps)
    safe = {}
    for place, variable in enumerate(variables):
        n = sum(heap.answered[place] for heap in heaps)
        if n < k:
            safe[variable.name] = ((0,) * variable.size, people)
            continue
        counts = [sum(same) for same in zip(*(heap.counts[place] for heap in heaps), strict=True)]
        coarse = coarsen(counts, n, one_sided=variable.one_sided, ordered=variable.ordered)
        safe[variable.name] = (coarse, people - n)
    return safe


def _sum(unit: UUID, variable: str, parts: Sequence[tuple[Counts, int]]) -> Histogram:
    counts = tuple(map(sum, zip(*(counts for counts, _ in parts), strict=True)))
    return Histogram(unit, variable, counts, sum(skipped for _, skipped in parts))
