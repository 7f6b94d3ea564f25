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
  from the people who said that they lead, never from another answer.
* An atom's published histogram stays what it is. Its two sides add up to it, and neither holds more
  equal answers than a group of its size may (`cut_counts`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
        """Return whether somebody answered that they lead; without an answer they do not count."""
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
    """On which side each atom counts, and whether that may be published at all.

    `lead` has the part of each atom's ballots that are of leaders.
    """

    sides: Mapping[Atom[Unit], Side]
    is_told: bool
    lead: Mapping[Atom[Unit], Fraction] = field(default_factory=dict)

    @property
    def cut(self) -> frozenset[Atom[Unit]]:
        """The atoms with two sides; none where nothing is published."""
        return frozenset(a for a, side in self.sides.items() if self.is_told and side == "both")


class Mixture:
    """How many people count on each side, and how many of those lead."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._counted = [0, 0]
        self._lead = [Fraction(0), Fraction(0)]

    def add(self, leading: int, others: int) -> None:
        """Count an atom that is cut: its leaders on one side, its others on the other."""
        for side, (people, lead) in enumerate(((leading, leading), (others, 0))):
            self._counted[side] += people
            self._lead[side] += lead

    def add_whole(self, side: Side, people: int, lead: Fraction) -> None:
        """Count all people of an atom on one side; `lead` is the part of them who do."""
        place = 0 if side == "leading" else 1
        self._counted[place] += people
        self._lead[place] += people * lead

    def may_be_told(self, needed: int) -> bool:
        """Return whether both sides have enough people, and a difference would keep its size."""
        if min(self._counted) < max(needed, 1):
            return False
        leaders, staff = (n / of for n, of in zip(self._lead, self._counted, strict=True))
        return leaders - staff >= 1 - MOST_MIXED


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
    lead: dict[Atom[Unit], Fraction] = {}
    mixture, again = Mixture(), 0
    for atom in groups:
        n, leads = (sum(of.ballots.get(unit, 0) for unit in atom) for of in (everybody, leaders))
        people, known = everybody.people(atom) or 0, leaders.people(atom) or 0
        reissued = sum(everybody.reissued.get(unit, 0) for unit in atom)
        again += reissued
        lead[atom] = Fraction(leads, n)
        if has_both_sides(leads, n - leads, k, reissued) and min(known, people - known) > k:
            sides[atom] = "both"
            mixture.add(leads, n - leads)
        else:
            sides[atom] = "leading" if 2 * leads > n else "others"
            mixture.add_whole(sides[atom], n, lead[atom])
    return Division(sides, mixture.may_be_told(fewest_answers(least, again)), lead)


def has_both_sides(leading: int, others: int, k: int, reissued: int) -> bool:
    """Return whether both sides of an atom that is cut have enough answers to a question."""
    return min(leading, others) >= fewest_answers(k, reissued)
