"""Leaders and everybody else: which answers count on which side. Pure.

The answers to the questions that both are compared on are added up twice, once for the people who
said that they lead and once for all others, and in the whole organisation alone. Who leads is no
secret, and leaders count in the unit above their own, so an atom may consist of leaders: all
leaders less such an atom, or an atom and all others together, can be worked out. So an atom is cut
in two *sides* only where each of them would be an atom by itself, with k ballots or more; else all
of it counts with most of it. What is added up are then the totals of disjoint *cells*, each a side
of an atom or a whole one and each of k people or more:

* Everything published is a function of cells. Exchanging the answers of two people within a cell
  changes nothing, so no total of fewer than k people follows from all totals together: of leaders,
  others, units, the whole.
* Which cells there are, and whether anything is published, follows from numbers of ballots and
  from who said that they lead, never from another answer.
* An atom's published histogram stays what it is. Its two sides add up to it, and neither holds more
  equal answers than a group of its size may (`cut_counts`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, Literal, NamedTuple

from surveys.answering.ballot import Answers
from surveys.counting.cut_counts import Counts, Off
from surveys.counting.disclosure import Atom, HeadCounts, fewest_answers
from surveys.units.tree import Unit

Side = Literal["both", "leading", "others"]
"""Where an atom counts: cut in two sides, or all of it on one."""

MOST_MIXED = Fraction(1, 5)
"""By how much a difference between the sides may shrink, because some count on the other one."""


class Compared(NamedTuple):
    """What is compared in a wave: the question and answer of those who lead, and other questions.

    `least` is the number of answers that each side needs.
    """

    question: str
    option: int
    questions: tuple[str, ...]
    least: int = 10

    def leads(self, answers: Answers) -> bool:
        """Return whether somebody answered that they lead; whoever skipped it does not count so."""
        return tuple(answers.get(self.question, ())) == (self.option,)


class Sums(NamedTuple):
    """The published counts of a question for both sides, and how far off each may be.

    `away` has, for leaders and for others, by how much the sum of the true values may be lower and
    higher than that of the counts, in steps of the scale: what the blur may have moved. `reissued`
    tokens may be among the answers of either.
    """

    leading: Counts
    others: Counts
    away: tuple[Off, Off]
    reissued: int = 0


@dataclass(frozen=True)
class Division(Generic[Unit]):
    """On which side each atom counts, and whether that may be published at all."""

    sides: Mapping[Atom[Unit], Side]
    is_told: bool

    @property
    def cut(self) -> frozenset[Atom[Unit]]:
        """The atoms with two sides; none where nothing is published."""
        return frozenset(a for a, side in self.sides.items() if self.is_told and side == "both")


def divide(
    groups: Iterable[Atom[Unit]],
    everybody: HeadCounts[Unit],
    leaders: HeadCounts[Unit],
    k: int,
    least: int,
) -> Division[Unit]:
    """Return on which side each atom counts.

    `leaders` has the ballots of those who said that they lead, and as `invited` the people who are
    known to lead. An atom is cut only where more than k of either kind were invited: else it could
    tell that all of them answered. Nothing is told unless each side has `least` ballots or more
    beside the reissued tokens, and unless the part that leads differs by four fifths or more: of
    few leaders in many atoms too many would count with the others.
    """
    sides: dict[Atom[Unit], Side] = {}
    counted, leading, again = [0, 0], [0, 0], 0
    for atom in groups:
        n, leads = (sum(of.ballots.get(unit, 0) for unit in atom) for of in (everybody, leaders))
        people, known = everybody.people(atom) or 0, leaders.people(atom) or 0
        reissued = sum(everybody.reissued.get(unit, 0) for unit in atom)
        again += reissued
        if has_both_sides(leads, n - leads, k, reissued) and min(known, people - known) > k:
            sides[atom] = "both"
            parts = [(leads, leads), (n - leads, 0)]
        else:
            sides[atom] = "leading" if 2 * leads > n else "others"
            parts = [(n, leads), (0, 0)] if sides[atom] == "leading" else [(0, 0), (n, leads)]
        for side, (cast, lead) in enumerate(parts):
            counted[side] += cast
            leading[side] += lead
    if min(counted) < fewest_answers(least, again):
        return Division(sides, is_told=False)
    apart = Fraction(leading[0], counted[0]) - Fraction(leading[1], counted[1])
    return Division(sides, is_told=apart >= 1 - MOST_MIXED)


def has_both_sides(leading: int, others: int, k: int, reissued: int) -> bool:
    """Return whether both sides of an atom that is cut have enough answers to a question."""
    return min(leading, others) >= fewest_answers(k, reissued)
