"""Tally of the ballots of a wave into publishable histograms. Pure.

Ballots are added up by atom and variable, coarsened there, and only then summed by unit: everything
that leaves this module is a sum over atoms.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
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
from surveys.counting.joint_blur import blurred, class_counts, moved_by_side
from surveys.counting.people_behind import people_behind
from surveys.counting.side_counts import CoarseAtom, LeadersCounts
from surveys.counting.two_sides import Compared, Sums
from surveys.counting.unit_counts import UnitCounts, ValuesOf
from surveys.counting.variables import SHORT_SCALE, SKIPPED, Row, Variable
from surveys.units.tree import Tree

Counts = tuple[int, ...]


@dataclass(frozen=True)
class Histogram:
    """Published answers of one unit: oriented counts (last = good) and skips.

    `question` is the name of the variable: the id of a question, or that of a scale score.
    `not_applicable` is the number of people who said that it does not apply to them, in atoms where
    that may be told, and None where it is not a choice. All others without an answer are `skipped`.
    """

    unit: UUID
    question: str
    counts: Counts
    skipped: int
    not_applicable: int | None = None


class _Counted(NamedTuple):
    """What is published of a variable in one atom, as in `Histogram`."""

    counts: Counts
    skipped: int
    not_applicable: int | None = None


@dataclass(frozen=True)
class Tally:
    """The publishable part of a wave: the ballots and histograms of each published unit.

    `atoms_by_unit` has the atoms inside each of these units, whose sums its numbers are, and
    `reissued` the number of tokens in them beyond one for each person invited. `coarse` has the
    published numbers of every atom, `covered` the people invited behind the numbers of each unit.
    `sides` has, by question, the answers of leaders and of others in the whole organisation.
    """

    ballots: Mapping[UUID, int]
    reissued: Mapping[UUID, int]
    histograms: Sequence[Histogram]
    atoms_by_unit: Mapping[UUID, Sequence[Atom[UUID]]]
    coarse: Mapping[Atom[UUID], CoarseAtom] = field(default_factory=dict)
    covered: Mapping[UUID, int | None] = field(default_factory=dict)
    sides: Mapping[str, Sums] = field(default_factory=dict)


def tally_ballots(
    ballots: Iterable[Ballot],
    variables: Sequence[Variable],
    parent: Mapping[UUID, UUID | None],
    k: int,
    *,
    invited: Mapping[UUID, int] | None = None,
    reissued: Mapping[UUID, int] | None = None,
    compared: Compared | None = None,
    leaders: Mapping[UUID, int] | None = None,
) -> Tally:
    """Count ballots under statistical disclosure control.

    `parent` is the tree of units as it was when the wave opened, k the minimum number of ballots,
    and of answers to a question, behind any number. `invited` has the number of people of each unit
    itself (None: not known), `reissued` that of tokens beyond one for each of them, `leaders` that
    of invited people who lead. Leaders and others are counted apart for what is `compared`. Raises
    KeyError for a ballot outside the tree.
    """
    questions = [variable for variable in variables if not variable.questions]
    scales = [variable for variable in variables if variable.questions]
    leading = LeadersCounts(compared, leaders or {}, questions)
    counts: dict[UUID, UnitCounts] = {}
    for ballot in ballots:
        if (unit_counts := counts.get(ballot.unit)) is None:
            if ballot.unit not in parent:
                raise KeyError(ballot.unit)
            unit_counts = counts[ballot.unit] = UnitCounts()
        unit_counts.add(ballot, scales)
        leading.add(ballot, scales)
    return _tally(counts, leading, variables, parent, k, invited, reissued)


def tally_counts(
    counts: Mapping[UUID, UnitCounts],
    variables: Sequence[Variable],
    parent: Mapping[UUID, UUID | None],
    k: int,
    *,
    invited: Mapping[UUID, int] | None = None,
) -> Tally:
    """Do what `tally_ballots` does with ballots that were counted by unit while they were read.

    So a large file of past answers is counted without holding them. Raises KeyError for a unit
    outside the tree.
    """
    for unit in counts:
        if unit not in parent:
            raise KeyError(unit)
    questions = [variable for variable in variables if not variable.questions]
    nobody = LeadersCounts(None, {}, questions)
    return _tally(counts, nobody, variables, parent, k, invited, None)


def _tally(
    counts: Mapping[UUID, UnitCounts],
    leading: LeadersCounts,
    variables: Sequence[Variable],
    parent: Mapping[UUID, UUID | None],
    k: int,
    invited: Mapping[UUID, int] | None,
    reissued: Mapping[UUID, int] | None,
) -> Tally:
    tree = Tree(parent)
    questions = [variable for variable in variables if not variable.questions]
    scales = [variable for variable in variables if variable.questions]
    cast = {unit: unit_counts.ballots for unit, unit_counts in counts.items()}
    again = reissued or {}
    heads = HeadCounts(cast, invited, again)
    groups = atoms(tree, heads, k)
    values_of = _values_of(questions)
    division = leading.divided(groups, heads, k)
    counted: dict[Atom[UUID], dict[str, _Counted]] = {}
    coarse: dict[Atom[UUID], CoarseAtom] = {}
    for atom in groups:
        units, reissued_in = [counts[unit] for unit in atom], sum(again.get(u, 0) for u in atom)
        in_atom = _coarsened(units, questions, values_of, k, reissued_in)
        published = {name: of.counts for name, of in in_atom.items()}
        is_cut = atom in division.cut
        cut = leading.cut(atom, published, values_of, k, reissued_in) if is_cut else {}
        for scale in scales:
            rows = moved_by_side(
                *leading.rows(atom, scale.name, counts), [cut.get(q) for q in scale.questions]
            )
            of_questions = [published[question] for question in scale.questions]
            in_atom[scale.name] = _scored(rows, scale, of_questions, k, reissued_in)
        counted[atom] = in_atom
        all_counts = {name: of.counts for name, of in in_atom.items()}
        coarse[atom] = CoarseAtom(all_counts, reissued_in, cut)
    shown = published_units(tree, heads, k, groups)
    return Tally(
        ballots={unit: _size(cast, within) for unit, within in shown.items()},
        reissued={unit: _size(again, within) for unit, within in shown.items()},
        histograms=[
            _sum(unit, variable.name, [counted[atom][variable.name] for atom in within])
            for unit, within in shown.items()
            for variable in variables
        ],
        atoms_by_unit=shown,
        coarse=coarse,
        covered=people_behind(tree, heads, k, shown),
        sides=leading.sums(division, coarse),
    )


def _values_of(variables: Iterable[Variable]) -> ValuesOf:
    by_name = {variable.name: variable for variable in variables}
    # Few different answers occur, in many units.
    return functools.cache(lambda name, chosen: by_name[name].of({name: chosen}))


def _size(cast: Mapping[UUID, int], within: Sequence[Atom[UUID]]) -> int:
    return sum(cast.get(unit, 0) for atom in within for unit in atom)


def _coarsened(
    units: Sequence[UnitCounts],
    variables: Sequence[Variable],
    values_of: ValuesOf,
    k: int,
    reissued: int,
) -> dict[str, _Counted]:
    """Return coarsened counts and skips of one atom for each variable.

    A variable for which fewer than k people in the atom have a value, or than it needs itself,
    counts as skipped by all; the holders of `reissued` tokens do not count, because they may know
    what was answered with them. Nor do those to whom a question does not apply: they have
    no value. Their own number is told from k people on (`_told_apart`).
    """
    people = sum(unit.ballots for unit in units)
    result = {}
    of_units = [unit.histograms(variables, values_of) for unit in units]
    for variable, parts in zip(variables, zip(*of_units, strict=True), strict=True):
        n = sum(answered for answered, _ in parts)
        counts = [sum(same) for same in zip(*(counts for _, counts in parts), strict=True)]
        if n < fewest_answers(max(k, variable.least), reissued) or not can_be_coarsened(
            counts, n, reissued
        ):
            none = 0 if variable.may_not_apply else None
            result[variable.name] = _Counted((0,) * variable.size, people, none)
            continue
        coarse = coarsen(
            counts,
            n,
            reissued=reissued,
            one_sided=variable.one_sided,
            ordered=variable.ordered,
        )
        apart = sum(unit.not_applicable[variable.name] for unit in units)
        told = _told_apart(apart, k, reissued) if variable.may_not_apply else None
        result[variable.name] = _Counted(coarse, people - n - (told or 0), told)
    return result


def _told_apart(not_applicable: int, k: int, reissued: int) -> int:
    """Return how many people are published as those to whom a question does not apply, in an atom.

    All of them from k people on who hold no `reissued` token, else none: then they are among those
    who skipped. The question itself is published, so k others or more gave an answer: nobody learns
    that it applies to all, or to none. Like the histogram, the number is the sum over an atom's
    people, so exchanging two of them changes nothing; each difference of two published numbers is
    a sum over atoms of zeros and of numbers of k or more.
    """
    return not_applicable if not_applicable - reissued >= k else 0


def _scored(
    rows: Sequence[Row],
    scale: Variable,
    published: Sequence[Counts],
    k: int,
    reissued: int,
) -> _Counted:
    """Return the counts and skips of a scale in one atom, from its blurred answers.

    `rows` has a row per person, `published` the coarsened counts of its questions. With fewer
    scores than k, or than the scale needs, it counts as skipped by all. So it does when some, but
    fewer than k, answered only a part of a short scale: twice the scores less both questions of a
    pair would be what these few answered. As with questions, `reissued` tokens do not count.
    """
    people = len(rows)
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
        return _Counted((0,) * scale.size, people)
    coarse = coarsen(counts, n, reissued=reissued, one_sided=scale.one_sided)
    return _Counted(coarse, people - n)


def _sum(unit: UUID, variable: str, parts: Sequence[_Counted]) -> Histogram:
    counts = tuple(map(sum, zip(*(part.counts for part in parts), strict=True)))
    apart = [part.not_applicable for part in parts if part.not_applicable is not None]
    skipped = sum(part.skipped for part in parts)
    return Histogram(unit, variable, counts, skipped, sum(apart) if apart else None)
