"""Means that may be published of a table of means. Pure.

Whatever is stored is a sum over atoms, as of a count: disjoint groups of units with at least k
answers. So subtracting the means of units from that of a unit around them leaves a group of k or
more. And a mean near an end of its scale tells what everybody answered; the mean of an atom is
therefore drawn in by a fixed map (bottom and top coding), as a nearly unanimous histogram is.

How far: somebody who subtracts their own answer from the sum of n must not find that the others all
chose the same end. That takes a sum of at least (n - 1) times the best answer plus the worst, so a
mean lies at most at the best answer less (range + step) / n, and the same from below. A standard
deviation of (range + step) / sqrt(n) or less could be that of a group in which all but one agree,
and is left out.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from surveys.counting.disclosure import Atom, HeadCounts, atoms, published_units
from surveys.history.aggregates.own_people import Given, contradiction, own_parts
from surveys.history.aggregates.table import Aggregate
from surveys.instrument import Question
from surveys.units import Tree
from surveys.waves import Thresholds

K_DISTRIBUTION = Thresholds().k_distribution
"""Minimum number of answers of a unit for a share or a standard deviation."""
DECIMALS_OF_MEAN, DECIMALS_OF_SHARE = 2, 3


@dataclass(frozen=True)
class AnswerScale:
    """The worst and the best value of an answer, and the step between neighbouring values."""

    low: float
    high: float
    step: float

    @property
    def reach(self) -> float:
        """How far the answers of two people can lie apart, and one step more."""
        return self.high - self.low + self.step

    def drawn_in(self, mean: float, answers: int) -> float:
        """Return the mean of a group, drawn in from the ends of the scale."""
        room = self.reach / answers
        return min(max(mean, self.low + room), self.high - room)


FAVOURABLE = AnswerScale(0, 1, 1)
"""Each answer is favourable (1) or not."""


@dataclass(frozen=True)
class GroupMean:
    """What may be stored of one question in one unit; `answers` is None where it is not known."""

    value: float
    answers: int | None
    sd: float | None = None


Means = dict[tuple[UUID, str], GroupMean]
"""By unit and question."""


def scale_of(question: Question) -> AnswerScale:
    """Return the scale of the answers to a question that has values."""
    low, *_, high = values = question.scale.values or (0.0, 1.0)
    return AnswerScale(low, high, values[1] - values[0])


def publishable_means(
    tree: Tree[UUID],
    given: Mapping[str, Given],
    scales: Mapping[str, AnswerScale],
    invited: Mapping[UUID, int],
    k: int,
    file: str,
) -> Means:
    """Return the means of a wave that may be stored.

    `given` has the rows by question and unit, `invited` the people of each unit itself, or nothing.
    Raises ContradictionError.
    """
    own = {
        question: _own_sums(tree, by_unit, scales[question], file)
        for question, by_unit in given.items()
    }
    ballots: dict[UUID, int] = {}
    for sums in own.values():
        for unit, (answers, _total) in sums.items():
            ballots[unit] = max(ballots.get(unit, 0), answers)
    heads = HeadCounts(ballots, invited or None)
    groups = atoms(tree, heads, k)
    shown = published_units(tree, heads, k, groups)
    means: Means = {}
    for question, sums in own.items():
        of_atoms = {atom: _of_atom(atom, sums, scales[question], k) for atom in groups}
        for unit, within in shown.items():
            answers = sum(of_atoms[atom][0] for atom in within)
            if answers < (K_DISTRIBUTION if scales[question] is FAVOURABLE else k):
                continue
            value = sum(of_atoms[atom][1] for atom in within) / answers
            row = given[question].get(unit) if len(within) == 1 else None
            sd = _shown_sd(row, answers, scales[question]) if row else None
            means[unit, question] = GroupMean(_rounded(value, scales[question]), answers, sd)
    return means


def means_without_numbers(
    tree: Tree[UUID],
    given: Mapping[str, Given],
    scales: Mapping[str, AnswerScale],
    least: int,
) -> Means:
    """Return the means of units that hold no other unit of the table, each of `least` people.

    Without numbers of answers nobody can say how few people the difference between a unit and those
    inside it is about, so units that hold others are left out.
    """
    units = {unit for by_unit in given.values() for unit in by_unit}
    above = {up for unit in units for up in tree.upwards(unit) if up != unit}
    return {
        (unit, question): GroupMean(_of_at_least(row.mean, least, scales[question]), None)
        for question, by_unit in given.items()
        for unit, row in by_unit.items()
        if unit not in above
    }


def _of_at_least(mean: float, least: int, scale: AnswerScale) -> float:
    """Return the mean of a group of unknown size, as if it were the smallest possible one.

    Of fewer than ten people, one decimal more or less could tell how many they are.
    """
    value = scale.drawn_in(mean, least)
    return _rounded(round(value * least) / least if least < K_DISTRIBUTION else value, scale)


def _own_sums(
    tree: Tree[UUID], given: Given, scale: AnswerScale, file: str
) -> dict[UUID, tuple[int, float]]:
    """Return the number of answers of each unit itself, and their sum."""
    sums = {}
    for unit, part in own_parts(
        tree, given, lambda row: (row.answers or 0, (row.answers or 0) * row.mean)
    ).items():
        answers, total = int(part.amounts[0]), part.amounts[1]
        if answers < 0:
            raise contradiction("counts", file, part.row)
        lowest, highest = answers * scale.low, answers * scale.high
        if not lowest - part.rounding - 1e-9 <= total <= highest + part.rounding + 1e-9:
            raise contradiction("mean", file, part.row)
        sums[unit] = answers, min(max(total, lowest), highest)
    return sums


def _of_atom(
    atom: Atom[UUID], sums: Mapping[UUID, tuple[int, float]], scale: AnswerScale, k: int
) -> tuple[int, float]:
    """Return the number of answers of an atom and their sum; nothing of fewer than k."""
    parts = [sums[unit] for unit in atom if unit in sums]
    answers = sum(number for number, _ in parts)
    if answers < k:
        return 0, 0.0
    return answers, answers * scale.drawn_in(sum(total for _, total in parts) / answers, answers)


def _shown_sd(row: Aggregate, answers: int, scale: AnswerScale) -> float | None:
    """Return the standard deviation of a unit that is one atom, where it tells of nobody."""
    whole = row.answers == answers and answers >= K_DISTRIBUTION
    if not whole or row.sd is None or row.sd <= scale.reach / math.sqrt(answers):
        return None
    return round(row.sd, 1)


def _rounded(value: float, scale: AnswerScale) -> float:
    return round(value, DECIMALS_OF_SHARE if scale is FAVOURABLE else DECIMALS_OF_MEAN)
