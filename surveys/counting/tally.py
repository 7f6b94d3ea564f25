"""Tally of the ballots of a wave into publishable histograms. Pure.

Ballots are added up by atom and variable, coarsened there, and only then summed by unit: everything
that leaves this module is a sum over atoms.
"""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import (
    Atom,
    HeadCounts,
    atoms,
    can_be_coarsened,
    coarsen,
    published_units,
)
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
    """The publishable part of a wave: the ballots and histograms of each published unit.

    `atoms_by_unit` has the atoms inside each of these units, whose sums its numbers are, and
    `reissued` the number of tokens in them beyond one for each person invited.
    """

    ballots: Mapping[UUID, int]
    reissued: Mapping[UUID, int]
    histograms: Sequence[Histogram]
    atoms_by_unit: Mapping[UUID, Sequence[Atom[UUID]]]


_ValuesOf = Callable[[str, tuple[int, ...]], Sequence[int]]
"""Called with a question and an answer to it; returns the values of its variable."""


class _UnitCounts:
    """The answer counts of one unit before disclosure control.

    Equal answers to a question are counted first and converted to values once.
    """

    def __init__(self) -> None:
        self.ballots = 0
        self._answers: Counter[tuple[str, tuple[int, ...]]] = Counter()
        self._derived: Counter[tuple[str, tuple[int, ...]]] = Counter()

    def add(self, ballot: Ballot, derived: Iterable[Variable]) -> None:
        """Count a ballot; `derived` are the variables that depend on several of its answers."""
        self.ballots += 1
        self._answers.update(ballot.answers.items())
        for variable in derived:
            self._derived[variable.name, tuple(variable.of(ballot.answers))] += 1

    def histograms(
        self, variables: Sequence[Variable], values_of: _ValuesOf
    ) -> list[tuple[int, list[int]]]:
        """Return the number of people with a value and the counts of each variable."""
        values: dict[str, list[tuple[Sequence[int], int]]] = {v.name: [] for v in variables}
        for (name, chosen), number in self._answers.items():
            if name in values:
                values[name].append((values_of(name, chosen), number))
        for (name, derived), number in self._derived.items():
            values[name].append((derived, number))
        return [_added_up(values[variable.name], variable.size) for variable in variables]


def _added_up(values: Iterable[tuple[Sequence[int], int]], size: int) -> tuple[int, list[int]]:
    answered, counts = 0, [0] * size
    for several, number in values:
        answered += number if several else 0
        for value in several:
            counts[value] += number
    return answered, counts


def tally_ballots(
    ballots: Iterable[Ballot],
    variables: Sequence[Variable],
    parent: Mapping[UUID, UUID | None],
    k: int,
    *,
    invited: Mapping[UUID, int] | None = None,
    reissued: Mapping[UUID, int] | None = None,
) -> Tally:
    """Count ballots under statistical disclosure control.

    `parent` is the tree of units as it was when the wave opened, k the minimum number of ballots,
    and of answers to a question, behind any number. `invited` has the number of people of each unit
    itself (None: not known), `reissued` that of tokens beyond one for each of them. Raises KeyError
    for a ballot outside the tree.
    """
    tree = Tree(parent)
    counts: dict[UUID, _UnitCounts] = {}
    derived = [variable for variable in variables if variable.is_derived]
    for ballot in ballots:
        if (unit_counts := counts.get(ballot.unit)) is None:
            if ballot.unit not in parent:
                raise KeyError(ballot.unit)
            unit_counts = counts[ballot.unit] = _UnitCounts()
        unit_counts.add(ballot, derived)
    cast = {unit: unit_counts.ballots for unit, unit_counts in counts.items()}
    again = reissued or {}
    heads = HeadCounts(cast, invited, again)
    groups = atoms(tree, heads, k)
    values_of = _values_of(variables)
    coarse = {
        atom: _coarsened(
            [counts[unit] for unit in atom],
            variables,
            values_of,
            k,
            sum(again.get(unit, 0) for unit in atom),
        )
        for atom in groups
    }
    shown = published_units(tree, heads, k, groups)
    return Tally(
        ballots={unit: _size(cast, within) for unit, within in shown.items()},
        reissued={unit: _size(again, within) for unit, within in shown.items()},
        histograms=[
            _sum(unit, variable.name, [coarse[atom][variable.name] for atom in within])
            for unit, within in shown.items()
            for variable in variables
        ],
        atoms_by_unit=shown,
    )


def _values_of(variables: Iterable[Variable]) -> _ValuesOf:
    by_name = {variable.name: variable for variable in variables}
    # Few different answers occur, in many units.
    return functools.cache(lambda name, chosen: by_name[name].of({name: chosen}))


def _size(cast: Mapping[UUID, int], within: Sequence[Atom[UUID]]) -> int:
    return sum(cast.get(unit, 0) for atom in within for unit in atom)


def _coarsened(
    units: Sequence[_UnitCounts],
    variables: Sequence[Variable],
    values_of: _ValuesOf,
    k: int,
    reissued: int,
) -> dict[str, tuple[Counts, int]]:
    """Return coarsened counts and skips of one atom for each variable.

    A variable for which fewer than k people in the atom have a value counts as skipped by all; the
    holders of `reissued` tokens do not count, because they may know what was answered with them.
    """
    people = sum(unit.ballots for unit in units)
    result = {}
    of_units = [unit.histograms(variables, values_of) for unit in units]
    for variable, parts in zip(variables, zip(*of_units, strict=True), strict=True):
        n = sum(answered for answered, _ in parts)
        counts = [sum(same) for same in zip(*(counts for _, counts in parts), strict=True)]
        if n - reissued < k or not can_be_coarsened(counts, n - reissued):
            result[variable.name] = ((0,) * variable.size, people)
            continue
        coarse = coarsen(
            counts,
            n,
            reissued=reissued,
            one_sided=variable.one_sided,
            ordered=variable.ordered,
        )
        result[variable.name] = (coarse, people - n)
    return result


def _sum(unit: UUID, variable: str, parts: Sequence[tuple[Counts, int]]) -> Histogram:
    counts = tuple(map(sum, zip(*(counts for counts, _ in parts), strict=True)))
    return Histogram(unit, variable, counts, sum(skipped for _, skipped in parts))
