"""Turns the ballots of a wave into what may be published. Pure.

Ballots are added up per atom and variable, coarsened there, and only then summed per unit: whatever
leaves this module is a sum over atoms.
"""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import Atom, atoms, coarsen, published
from surveys.counting.variables import Variable
from surveys.units.tree import Tree

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
    """What may be published of a wave: ballots of each published unit, and its histograms.

    `held` has the atoms inside each of these units: everything about it is about them.
    """

    ballots: Mapping[UUID, int]
    histograms: Sequence[Histogram]
    held: Mapping[UUID, Sequence[Atom[UUID]]]


_ValuesOf = Callable[[str, tuple[int, ...]], Sequence[int]]
"""Called with a question and the answer to it; returns the values of its variable."""


class _Heap:
    """The ballots of one unit, counted but not yet safe.

    Equal answers to a question are counted before it is looked at what they mean, which is the same
    for all of them.
    """

    def __init__(self) -> None:
        self.ballots = 0
        self._given: Counter[tuple[str, tuple[int, ...]]] = Counter()
        self._worked_out: Counter[tuple[str, tuple[int, ...]]] = Counter()

    def add(self, ballot: Ballot, worked_out: Iterable[Variable]) -> None:
        """Count a ballot; `worked_out` are the variables that need several answers of it."""
        self.ballots += 1
        self._given.update(ballot.answers.items())
        for variable in worked_out:
            self._worked_out[variable.name, tuple(variable.of(ballot.answers))] += 1

    def counted(
        self, variables: Sequence[Variable], values_of: _ValuesOf
    ) -> list[tuple[int, list[int]]]:
        """Return for each variable how many have a value, and how often there is each."""
        values: dict[str, list[tuple[Sequence[int], int]]] = {v.name: [] for v in variables}
        for (name, chosen), number in self._given.items():
            if name in values:
                values[name].append((values_of(name, chosen), number))
        for (name, worked_out), number in self._worked_out.items():
            values[name].append((worked_out, number))
        return [_added_up(values[variable.name], variable.size) for variable in variables]


def _added_up(values: Iterable[tuple[Sequence[int], int]], size: int) -> tuple[int, list[int]]:
    answered, counts = 0, [0] * size
    for several, number in values:
        answered += number if several else 0
        for value in several:
            counts[value] += number
    return answered, counts


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
    worked_out = [variable for variable in variables if variable.worked_out]
    for ballot in ballots:
        if (heap := heaps.get(ballot.unit)) is None:
            if ballot.unit not in parent:
                raise KeyError(ballot.unit)
            heap = heaps[ballot.unit] = _Heap()
        heap.add(ballot, worked_out)
    cast = {unit: heap.ballots for unit, heap in heaps.items()}
    found = atoms(tree, cast, k)
    values_of = _values_of(variables)
    safe = {atom: _safe([heaps[unit] for unit in atom], variables, values_of, k) for atom in found}
    shown = published(tree, cast, k, found)
    return Tally(
        ballots={unit: _size(cast, held) for unit, held in shown.items()},
        histograms=[
            _sum(unit, variable.name, [safe[atom][variable.name] for atom in held])
            for unit, held in shown.items()
            for variable in variables
        ],
        held=shown,
    )


def _values_of(variables: Iterable[Variable]) -> _ValuesOf:
    by_name = {variable.name: variable for variable in variables}
    # There are few different answers, and many units that give them.
    return functools.cache(lambda name, chosen: by_name[name].of({name: chosen}))


def _size(cast: Mapping[UUID, int], held: Sequence[Atom[UUID]]) -> int:
    return sum(cast[unit] for atom in held for unit in atom)


def _safe(
    heaps: Sequence[_Heap], variables: Sequence[Variable], values_of: _ValuesOf, k: int
) -> dict[str, tuple[Counts, int]]:
    """Return coarsened counts and skips of one atom for each variable.

    What fewer than k people in the atom have a value for counts as skipped by all of them.
    """
    people = sum(heap.ballots for heap in heaps)
    safe = {}
    of_units = [heap.counted(variables, values_of) for heap in heaps]
    for variable, parts in zip(variables, zip(*of_units, strict=True), strict=True):
        n = sum(answered for answered, _ in parts)
        if n < k:
            safe[variable.name] = ((0,) * variable.size, people)
            continue
        counts = [sum(same) for same in zip(*(counts for _, counts in parts), strict=True)]
        coarse = coarsen(counts, n, one_sided=variable.one_sided, ordered=variable.ordered)
        safe[variable.name] = (coarse, people - n)
    return safe


def _sum(unit: UUID, variable: str, parts: Sequence[tuple[Counts, int]]) -> Histogram:
    counts = tuple(map(sum, zip(*(counts for counts, _ in parts), strict=True)))
    return Histogram(unit, variable, counts, sum(skipped for _, skipped in parts))
