"""Tally of the ballots of a wave into publishable histograms. Pure.

Ballots are added up by atom and variable, coarsened there, and only then summed by unit: everything
that leaves this module is a sum over atoms.
"""

import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import (
    Atom,
    HeadCounts,
    atoms,
    can_be_coarsened,
    coarsen,
    fewest_answers,
    published_units,
)
from surveys.counting.joint_blur import blurred, class_counts
from surveys.counting.people_behind import people_behind
from surveys.counting.variables import SHORT_SCALE, SKIPPED, Row, Variable
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
class CoarseAtom:
    """The coarsened counts of each variable in one atom, and its reissued tokens."""

    counts: Mapping[str, Counts]
    reissued: int = 0


@dataclass(frozen=True)
class Tally:
    """The publishable part of a wave: the ballots and histograms of each published unit.

    `atoms_by_unit` has the atoms inside each of these units, whose sums its numbers are, and
    `reissued` the number of tokens in them beyond one for each person invited. `coarse` has the
    published numbers of every atom, `covered` the people invited behind the numbers of each unit.
    """

    ballots: Mapping[UUID, int]
    reissued: Mapping[UUID, int]
    histograms: Sequence[Histogram]
    atoms_by_unit: Mapping[UUID, Sequence[Atom[UUID]]]
    coarse: Mapping[Atom[UUID], CoarseAtom] = field(default_factory=dict)
    covered: Mapping[UUID, int | None] = field(default_factory=dict)


_ValuesOf = Callable[[str, tuple[int, ...]], Sequence[int]]
"""Called with a question and an answer to it; returns the values of its variable."""


class _UnitCounts:
    """The answer counts of one unit before disclosure control.

    Equal answers to a question are counted first and converted to values once.
    """

    def __init__(self) -> None:
        self.ballots = 0
        self._answers: Counter[tuple[str, tuple[int, ...]]] = Counter()
        self.rows: dict[str, Counter[Row]] = defaultdict(Counter)
        """The answers to the questions of each scale, person by person."""

    def add(self, ballot: Ballot, scales: Iterable[Variable]) -> None:
        """Count a ballot."""
        self.ballots += 1
        self._answers.update(ballot.answers.items())
        for scale in scales:
            self.rows[scale.name][tuple(scale.of(ballot.answers))] += 1

    def histograms(
        self, variables: Sequence[Variable], values_of: _ValuesOf
    ) -> list[tuple[int, list[int]]]:
        """Return the number of people with a value and the counts of each variable."""
        values: dict[str, list[tuple[Sequence[int], int]]] = {v.name: [] for v in variables}
        for (name, chosen), number in self._answers.items():
            if name in values:
                values[name].append((values_of(name, chosen), number))
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
    questions = [variable for variable in variables if not variable.questions]
    scales = [variable for variable in variables if variable.questions]
    for ballot in ballots:
        if (unit_counts := counts.get(ballot.unit)) is None:
            if ballot.unit not in parent:
                raise KeyError(ballot.unit)
            unit_counts = counts[ballot.unit] = _UnitCounts()
        unit_counts.add(ballot, scales)
    cast = {unit: unit_counts.ballots for unit, unit_counts in counts.items()}
    again = reissued or {}
    heads = HeadCounts(cast, invited, again)
    groups = atoms(tree, heads, k)
    values_of = _values_of(questions)
    coarse = {}
    for atom in groups:
        units, reissued_in = [counts[unit] for unit in atom], sum(again.get(u, 0) for u in atom)
        in_atom = _coarsened(units, questions, values_of, k, reissued_in)
        for scale in scales:
            published = [in_atom[question][0] for question in scale.questions]
            in_atom[scale.name] = _scored(units, scale, published, k, reissued_in)
        coarse[atom] = in_atom, reissued_in
    shown = published_units(tree, heads, k, groups)
    return Tally(
        ballots={unit: _size(cast, within) for unit, within in shown.items()},
        reissued={unit: _size(again, within) for unit, within in shown.items()},
        histograms=[
            _sum(unit, variable.name, [coarse[atom][0][variable.name] for atom in within])
            for unit, within in shown.items()
            for variable in variables
        ],
        atoms_by_unit=shown,
        coarse={
            atom: CoarseAtom({name: shares for name, (shares, _) in in_atom.items()}, reissued_in)
            for atom, (in_atom, reissued_in) in coarse.items()
        },
        covered=people_behind(tree, heads, k, shown),
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
        if n < fewest_answers(k, reissued) or not can_be_coarsened(counts, n, reissued):
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


def _scored(
    units: Sequence[_UnitCounts],
    scale: Variable,
    published: Sequence[Counts],
    k: int,
    reissued: int,
) -> tuple[Counts, int]:
    """Return the counts and skips of a scale in one atom, from its blurred answers.

    `published` has the coarsened counts of its questions. With fewer scores than k, or than the
    scale needs, it counts as skipped by all. So it does when some, but fewer than k, answered only
    a part of a short scale: twice the scores less both questions of a pair would be what these few
    answered. As with questions, `reissued` tokens do not count.
    """
    people = sum(unit.ballots for unit in units)
    rows = [row for unit in units for row in unit.rows[scale.name].elements()]
    rows = blurred(rows, published, scale, reissued)
    counts = class_counts(rows, scale)
    n = sum(counts)
    in_part = sum(SKIPPED in row and set(row) != {SKIPPED} for row in rows)
    tells_of_few = len(scale.questions) < SHORT_SCALE and 0 < in_part < k + reissued
    if (
        n - reissued < max(k, scale.least)
        or tells_of_few
        or not can_be_coarsened(counts, n, reissued)
    ):
        return (0,) * scale.size, people
    coarse = coarsen(counts, n, reissued=reissued, one_sided=scale.one_sided)
    return coarse, people - n


def _sum(unit: UUID, variable: str, parts: Sequence[tuple[Counts, int]]) -> Histogram:
    counts = tuple(map(sum, zip(*(counts for counts, _ in parts), strict=True)))
    return Histogram(unit, variable, counts, sum(skipped for _, skipped in parts))
