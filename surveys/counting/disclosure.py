"""Statistical disclosure control: which groups are published, and how unanimous ones are coarsened.

Pure. Everything published is a sum over *atoms*: disjoint groups of units with at least k ballots
each (the minimum cell size, or threshold rule). Ballots that may have been cast by somebody who had
two tokens do not count towards k, and more than k people must have been invited: that exactly k
people are shown would disclose that each of them answered. Atoms follow from head-counts alone, so
the pattern of suppression says nothing about the answers. Exchanging the ballots of two people
within an atom changes nothing that is published, so no total of a smaller group can be derived by
subtraction; that takes the place of complementary (secondary) suppression. Against the homogeneity
attack, in which a unanimous group discloses the answer of each member, every atom is coarsened by a
fixed map before anything is added up.

Terms as in Hundepool et al. 2012, Statistical disclosure control, and, for the homogeneity attack,
Machanavajjhala et al. 2007, ACM TKDD 1:3.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple

from surveys.units.tree import Tree, Unit

COVERAGE = (2, 3)
"""Minimum share of a unit's ballots that its atoms must hold: two thirds."""


Atom = frozenset[Unit]


@dataclass(frozen=True)
class HeadCounts(Generic[Unit]):
    """The number of ballots of each unit itself, without the units below it, and what limits it.

    `reissued` are the tokens beyond one for each person invited, `invited` the people; None where
    their number is not known, as in imported history.
    """

    ballots: Mapping[Unit, int]
    invited: Mapping[Unit, int] | None = None
    reissued: Mapping[Unit, int] = field(default_factory=dict)

    def fits(self, group: Iterable[Unit], k: int) -> bool:
        """Return whether a group of units may be an atom.

        It needs k ballots of different people (`fewest_answers`), more than k people invited, and
        no more ballots than people.
        """
        units = list(group)
        cast = sum(self.ballots.get(unit, 0) for unit in units)
        if cast < fewest_answers(k, sum(self.reissued.get(unit, 0) for unit in units)):
            return False
        people = self.people(units)
        return people is None or (people > k and cast <= people)

    def people(self, group: Iterable[Unit]) -> int | None:
        """Return the number of people invited in a group of units; None if it is not known."""
        if self.invited is None:
            return None
        return sum(self.invited.get(unit, 0) for unit in group)


def atoms(tree: Tree[Unit], heads: HeadCounts[Unit], k: int) -> list[Atom[Unit]]:
    """Cut the organisation into disjoint groups of units that fit: k ballots or more each.

    From the bottom up, a unit that fits is an atom; others with ballots are carried upwards until
    they fit together. The remainder at the root is merged into the atom where that costs the
    fewest published units, then the smallest atom, then the one with the lowest id. Where nothing
    fits there is no atom, and nothing is published. Linear in units, except for the last step:
    atoms times depth.
    """
    ballots = heads.ballots
    result: list[Atom[Unit]] = []
    carried: dict[Unit, list[Unit]] = {}
    rest: list[Unit] = []
    for unit in tree.bottom_up:
        carry = carried.pop(unit, [])
        if heads.fits({unit}, k):
            result.append(frozenset({unit}))
        elif ballots.get(unit, 0) > 0:
            carry.append(unit)
        if carry and heads.fits(carry, k):
            result.append(frozenset(carry))
            carry = []
        above = tree.parent[unit]
        if above is None:
            rest = carry
        elif carry:
            carried.setdefault(above, []).extend(carry)
    if not rest or not result:
        return result
    chosen = least_costly_merge(tree, heads, k, result, frozenset(rest))
    return [atom | frozenset(rest) if atom == chosen else atom for atom in result]


def published_units(
    tree: Tree[Unit], heads: HeadCounts[Unit], k: int, groups: Iterable[Atom[Unit]]
) -> dict[Unit, list[Atom[Unit]]]:
    """Return the units that are published, each with the atoms that lie wholly inside it.

    A unit is published when those atoms hold at least `k` ballots and at least two thirds of the
    ballots in and below the unit, and no more ballots than people.
    """
    inside: dict[Unit, list[Atom[Unit]]] = {}
    held: dict[Unit, _Size] = {}
    for atom in groups:
        size = _size(heads, atom)
        for unit in tree.upwards(tree.lowest_common(atom)):
            inside.setdefault(unit, []).append(atom)
            held[unit] = held.get(unit, _NOTHING).plus(size)
    totals = tree.totals(heads.ballots)
    return {
        unit: within
        for unit, within in inside.items()
        if _is_publishable(held[unit], totals[unit], k)
    }


def coarsen(
    counts: Sequence[int],
    answered: int,
    *,
    reissued: int = 0,
    one_sided: Iterable[frozenset[int]] = (),
    ordered: bool = True,
) -> tuple[int, ...]:
    """Coarsen the histogram of a (nearly) unanimous atom by a fixed map.

    It protects a unanimous group against the homogeneity attack, whatever its answers mean, and
    works like top and bottom coding of the number of people per option. `counts` has one number per
    option, oriented where the scale has an orientation; `answered` is the number of people n who
    answered (with several choices allowed, less than the sum). An option holds at most min(n - 2,
    9n // 10): the surplus moves to the next option towards the middle, from the middle option half
    to each side, and between unordered options to the least chosen one. If one group of `one_sided`
    options then still holds all answers, the one nearest to the outside moves out of it, to the
    option next to the middle or in it. Of the answers, `reissued` may come from somebody who knows
    them and subtracts them, so both limits are those of the n - `reissued` others. The sum is
    preserved, and coarsening is idempotent. Raises ValueError where `can_be_coarsened` is not so.
    """
    others = answered - reissued
    cap = most_in_an_option(others)
    if not can_be_coarsened(counts, answered, reissued):
        msg = (
            f"{sum(counts)} answers of {answered} people cannot be blurred in {len(counts)} options"
        )
        raise ValueError(msg)
    coarse = list(counts)
    # Most histograms are far from unanimous.
    if max(coarse) > cap:
        (_towards_the_middle if ordered else _to_the_least_chosen)(coarse, cap)
    middle = (len(coarse) - 1) / 2
    for group in one_sided:
        for _ in range(sum(coarse[option] for option in group) - others + 1):
            taking = _nearest(set(range(len(coarse))) - group, middle)
            giving = _nearest((o for o in group if coarse[o]), taking)
            coarse[giving] -= 1
            coarse[taking] += 1
    return tuple(coarse)


def can_be_coarsened(counts: Sequence[int], answered: int, reissued: int = 0) -> bool:
    """Return whether what is coarsened would keep to the limits; the answers make no difference.

    The options need room for as many answers, and the group enough people: see `fewest_answers`.
    """
    if reissued and answered < fewest_answers(0, reissued):
        return False
    return sum(counts) <= most_in_an_option(answered - reissued) * len(counts)


def fewest_answers(k: int, reissued: int = 0) -> int:
    """Return how many answers a group needs in which k people have to answer.

    Those who know what was answered with r `reissued` tokens are not counted. What moves out of an
    option, or out of a one-sided group, fits into the next one only where two options could hold
    everybody, n <= 2 min(o - 2, 9 o // 10) for the o = n - r others. Else an option would hold too
    much, which tells that answers were moved there, and so where all of the others were.
    """
    if not reissued:
        return k
    others = max(k, reissued + 4, -(-(5 * reissued + 9) // 4))
    return others + reissued


def most_in_an_option(others: int) -> int:
    """Return how many answers of `others` people one option may hold after coarsening."""
    return min(others - 2, others * 9 // 10)


def _nearest(options: Iterable[int], place: float) -> int:
    return min(options, key=lambda option: abs(option - place))


def _towards_the_middle(counts: list[int], cap: int) -> None:
    middle = (len(counts) - 1) / 2
    # From the ends inwards, so that what an option receives is checked in its turn.
    for option in sorted(range(len(counts)), key=lambda o: -abs(o - middle)):
        surplus = counts[option] - cap
        if surplus <= 0:
            continue
        counts[option] = cap
        if option == middle:
            counts[option - 1] += surplus // 2
            counts[option + 1] += surplus - surplus // 2
        else:
            counts[option + (1 if option < middle else -1)] += surplus


def _to_the_least_chosen(counts: list[int], cap: int) -> None:
    for option, count in enumerate(counts):
        for _ in range(count - cap):
            counts[option] -= 1
            counts[min(range(len(counts)), key=lambda o: counts[o])] += 1


class _Size(NamedTuple):
    """The number of ballots of a group, and how many more people than ballots it has.

    The latter is 0 where the number of people is not known.
    """

    ballots: int
    spare: int

    def plus(self, other: "_Size") -> "_Size":
        return _Size(self.ballots + other.ballots, self.spare + other.spare)

    def minus(self, other: "_Size") -> "_Size":
        return _Size(self.ballots - other.ballots, self.spare - other.spare)


_NOTHING = _Size(0, 0)


def _size(heads: HeadCounts[Unit], atom: Atom[Unit]) -> _Size:
    ballots = sum(heads.ballots.get(unit, 0) for unit in atom)
    people = heads.people(atom)
    return _Size(ballots, 0 if people is None else people - ballots)


def _is_publishable(held: _Size, total: int, k: int) -> bool:
    part, whole = COVERAGE
    return held.ballots >= k and held.spare >= 0 and held.ballots * whole >= total * part


def least_costly_merge(
    tree: Tree[Unit],
    heads: HeadCounts[Unit],
    k: int,
    candidates: Sequence[Atom[Unit]],
    rest: Atom[Unit],
) -> Atom[Unit]:
    """Return the atom into which `rest` is merged; only units above either of them can change."""
    totals = tree.totals(heads.ballots)
    held = dict.fromkeys(tree.parent, _NOTHING)
    sizes = {atom: _size(heads, atom) for atom in candidates}
    for atom, size in sizes.items():
        for unit in tree.upwards(tree.lowest_common(atom)):
            held[unit] = held[unit].plus(size)
    above_rest = set(tree.upwards(tree.lowest_common(rest)))
    added = _size(heads, rest)

    def cost(atom: Atom[Unit]) -> tuple[int, int, str]:
        lost = 0
        for unit in tree.upwards(tree.lowest_common(atom)):
            before = held[unit]
            after = before.plus(added) if unit in above_rest else before.minus(sizes[atom])
            lost += _is_publishable(before, totals[unit], k) - _is_publishable(
                after, totals[unit], k
            )
        return lost, sizes[atom].ballots, min(str(unit) for unit in atom)

    return min(candidates, key=cost)
