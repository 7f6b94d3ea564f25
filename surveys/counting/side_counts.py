"""The answers of leaders and of everybody else in a wave, added up over the organisation. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from surveys.answering.ballot import Ballot
from surveys.counting.cut_counts import Counts, Off, away_in_atom, away_in_sides, cut_counts
from surveys.counting.disclosure import Atom, HeadCounts, fewest_answers
from surveys.counting.two_sides import Compared, Division, Mixture, Sums, divide, has_both_sides
from surveys.counting.unit_counts import UnitCounts, ValuesOf
from surveys.counting.variables import Row, Variable

Cut = Mapping[str, tuple[Counts, Counts]]
"""The counts of both sides of an atom by question; of leaders first."""


@dataclass(frozen=True)
class CoarseAtom:
    """The coarsened counts of each variable in one atom, and its reissued tokens.

    `cut` has those of leaders and of others in it, by question, where it has two sides.
    """

    counts: Mapping[str, Counts]
    reissued: int = 0
    cut: Cut = field(default_factory=dict)


class LeadersCounts:
    """The answers of those who said that they lead, by unit, before disclosure control."""

    def __init__(
        self, compared: Compared | None, known: Mapping[UUID, int], variables: Sequence[Variable]
    ) -> None:
        """Begin with no ballots; `known` are the invited people of each unit itself who lead."""
        self._compared, self._known = compared, known
        asked = compared.questions if compared is not None else ()
        self._variables = [variable for variable in variables if variable.name in asked]
        self._counts: dict[UUID, UnitCounts] = {}

    def add(self, ballot: Ballot, scales: Sequence[Variable]) -> None:
        """Count a ballot if it is one of a leader."""
        if self._compared is not None and self._compared.leads(ballot.answers):
            self._counts.setdefault(ballot.unit, UnitCounts()).add(ballot, scales)

    def divided(
        self, groups: Sequence[Atom[UUID]], everybody: HeadCounts[UUID], k: int
    ) -> Division[UUID]:
        """Return on which side each atom counts."""
        if self._compared is None:
            return Division({}, is_told=False)
        ballots = {unit: counts.ballots for unit, counts in self._counts.items()}
        leaders = HeadCounts(ballots, self._known)
        return divide(groups, everybody, leaders, k, self._compared.least)

    def cut(
        self,
        atom: Atom[UUID],
        published: Mapping[str, Counts],
        values_of: ValuesOf,
        k: int,
        reissued: int,
    ) -> Cut:
        """Return the counts of both sides of an atom that is cut, for questions that leave two.

        `published` has its coarsened counts by question.
        """
        parts = [
            self._counts[unit].histograms(self._variables, values_of)
            for unit in atom
            if unit in self._counts
        ]
        cut: dict[str, tuple[Counts, Counts]] = {}
        for variable, of_units in zip(self._variables, zip(*parts, strict=True), strict=True):
            whole = published[variable.name]
            leading = [sum(same) for same in zip(*(c for _, c in of_units), strict=True)]
            if has_both_sides(sum(leading), sum(whole) - sum(leading), k, reissued):
                cut[variable.name] = cut_counts(whole, leading, variable.one_sided, reissued)
        return cut

    def rows(
        self, atom: Atom[UUID], scale: str, everybody: Mapping[UUID, UnitCounts]
    ) -> tuple[list[Row], list[Row]]:
        """Return the rows of a scale in an atom, of the leaders and of all others in it."""
        leading: list[Row] = []
        others: list[Row] = []
        for unit in atom:
            rows = everybody[unit].rows[scale]
            if unit in self._counts:
                of_leaders = self._counts[unit].rows[scale]
                leading += of_leaders.elements()
                rows = rows - of_leaders
            others += rows.elements()
        return leading, others

    def sums(
        self,
        division: Division[UUID],
        published: Mapping[Atom[UUID], CoarseAtom],
    ) -> dict[str, Sums]:
        """Return both sides of each question that may be told.

        A cut atom without both sides for a question counts on neither, and an atom that is not cut
        with the part of its ballots that are of leaders.
        """
        if self._compared is None or not division.is_told:
            return {}
        again = sum(atom.reissued for atom in published.values())
        needed = fewest_answers(self._compared.least, again)
        told = {}
        for variable in self._variables:
            mixture, leading, others, away = _added_up(variable, division, published)
            if mixture.may_be_told(needed):
                told[variable.name] = Sums(leading, others, away, again)
        return told


def _added_up(
    variable: Variable,
    division: Division[UUID],
    published: Mapping[Atom[UUID], CoarseAtom],
) -> tuple[Mixture, Counts, Counts, tuple[Off, Off]]:
    mixture = Mixture()
    counts = [[0] * variable.size for _ in range(2)]
    away = [[0, 0], [0, 0]]

    def add(side: int, part: Counts, off: Off) -> None:
        counts[side] = [a + b for a, b in zip(counts[side], part, strict=True)]
        away[side] = [a + b for a, b in zip(away[side], off, strict=True)]

    for atom, side in division.sides.items():
        of_atom = published[atom]
        whole, again = of_atom.counts[variable.name], of_atom.reissued
        if side == "both" and variable.name in of_atom.cut:
            both = of_atom.cut[variable.name]
            offs = away_in_sides(both, variable.one_sided, again)
            mixture.add(*map(sum, both))
            for place in range(2):
                add(place, both[place], offs[place])
        elif side != "both" and any(whole):
            off = away_in_atom(whole, variable.one_sided, again)
            mixture.add_whole(side, sum(whole), division.lead[atom])
            add(0 if side == "leading" else 1, whole, off)
    leading, others = (tuple(of) for of in counts)
    of_leaders, of_others = ((low, high) for low, high in away)
    return mixture, leading, others, (of_leaders, of_others)
