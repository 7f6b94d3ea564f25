"""No group of fewer than k people has a number that can be worked out from what is published."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.counting.disclosure import Atom, HeadCounts, atoms, published_units
from surveys.units import Tree

Parents = dict[int, int | None]
Counts = dict[int, int]
Line = tuple[Fraction, ...]
Member = TypeVar("Member")


@st.composite
def organisations(draw: st.DrawFn, *, units: int = 12, most: int = 12) -> tuple[Parents, Counts]:
    """Draw a tree of units, and how many ballots each unit itself holds."""
    number = draw(st.integers(1, units))
    parents: Parents = {0: None}
    for unit in range(1, number):
        parents[unit] = draw(st.integers(0, unit - 1))
    sizes = st.integers(0, most) | st.integers(0, 4)
    return parents, {unit: draw(sizes) for unit in parents}


@st.composite
def stuffed(draw: st.DrawFn, *, units: int = 7) -> tuple[Parents, HeadCounts[int]]:
    """Draw a tree of units with numbers of ballots, of people invited and of reissued tokens."""
    parents, ballots = draw(organisations(units=units, most=9))
    extra, again = st.integers(-1, 3), st.integers(0, 2)
    invited = {unit: max(0, number + draw(extra)) for unit, number in ballots.items()}
    return parents, HeadCounts(ballots, invited, {unit: draw(again) for unit in parents})


thresholds = st.integers(5, 8)


def below(parents: Mapping[int, int | None], unit: int) -> frozenset[int]:
    """Return a unit and everything below it, found in another way than the code does."""
    found = {unit}
    while more := {u for u, above in parents.items() if above in found} - found:
        found |= more
    return frozenset(found)


def size(units: Collection[int], numbers: Mapping[int, int]) -> int:
    return sum(numbers[unit] for unit in units)


def rank(lines: Sequence[Sequence[Fraction]]) -> int:
    """Return the rank of a matrix, exactly."""
    left, rank = [list(line) for line in lines], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((r for r in range(rank, len(left)) if left[r][column]), None)
        if pivot is None:
            continue
        left[rank], left[pivot] = left[pivot], left[rank]
        for row in range(rank + 1, len(left)):
            if factor := left[row][column] / left[rank][column]:
                left[row] = [a - factor * b for a, b in zip(left[row], left[rank], strict=True)]
        rank += 1
    return rank


def determined_group(
    columns: Mapping[Member, Line], k: int, size: Callable[[Collection[Member]], int] = len
) -> set[Member] | None:
    """Return members, 1 to k - 1 people in all, whose total follows from all numbers, if any.

    A total follows when it is a linear combination of the numbers. Members who take part in the
    same numbers to the same degree cannot be told apart, so only whole classes of such members can
    have a total that follows.
    """
    classes: dict[Line, set[Member]] = defaultdict(set)
    for member, line in columns.items():
        classes[line].add(member)
    groups = list(classes.values())
    # One line per number, one column per class.
    matrix = [list(line) for line in zip(*classes, strict=True)]
    known = rank(matrix)
    small = [place for place, group in enumerate(groups) if size(group) < k]
    for number in range(1, len(small) + 1):
        for chosen in combinations(small, number):
            members = set().union(*(groups[place] for place in chosen))
            if size(members) < k:
                total = [Fraction(place in chosen) for place in range(len(groups))]
                if rank([*matrix, total]) == known:
                    return members
    return None


def derivable_group(
    rows: Collection[Collection[int]], ballots: Mapping[int, int], k: int
) -> set[int] | None:
    """Return units of which 1 to k - 1 people's total follows from the totals in `rows`, if any."""
    columns = {unit: tuple(Fraction(unit in row) for row in rows) for unit in ballots}
    taking_part = {u: line for u, line in columns.items() if ballots[u] and any(line)}
    return determined_group(taking_part, k, lambda units: size(units, ballots))


def rows_by_atoms(parents: Parents, ballots: Counts, k: int) -> list[frozenset[int]]:
    tree = Tree(parents)
    shown = published_units(tree, HeadCounts(ballots), k, atoms(tree, HeadCounts(ballots), k))
    return [frozenset().union(*held) for held in shown.values()]


def rows_by_threshold_only(parents: Parents, ballots: Counts, k: int) -> list[frozenset[int]]:
    """Mutant: show every unit with at least k ballots."""
    units = [below(parents, unit) for unit in parents]
    return [row for row in units if size(row, ballots) >= k]


def rows_by_hiding_a_sibling(parents: Parents, ballots: Counts, k: int) -> list[frozenset[int]]:
    """Mutant: hide small units, and with a single hidden one its next-smallest sibling."""
    totals = {unit: size(below(parents, unit), ballots) for unit in parents}
    hidden = {unit for unit, total in totals.items() if total < k}
    for unit in parents:
        children = [child for child, above in parents.items() if above == unit and totals[child]]
        small = [child for child in children if child in hidden]
        if len(small) == 1 and len(children) > 1:
            others = [child for child in children if child not in hidden]
            hidden.add(min(others, key=lambda child: (totals[child], child)))
    return [below(parents, unit) for unit in parents if unit not in hidden]


@given(organisations(), thresholds)
def test_atoms_hold_every_ballot_once_and_publish_a_unit_when_those_inside_it_hold_enough(
    organisation: tuple[Parents, Counts], k: int
) -> None:
    """Each atom holds at least k; the whole is published as soon as it has k ballots."""
    parents, ballots = organisation
    tree = Tree(parents)
    found = atoms(tree, HeadCounts(ballots), k)
    enough = sum(ballots.values()) >= k
    held = sorted(unit for atom in found for unit in atom)
    assert held == (sorted(unit for unit, number in ballots.items() if number) if enough else [])
    assert all(size(atom, ballots) >= k for atom in found)
    expected = {}
    for unit in parents:
        inside = below(parents, unit)
        within = {atom for atom in found if atom <= inside}
        number = sum(size(atom, ballots) for atom in within)
        if number >= k and 3 * number >= 2 * size(inside, ballots):
            expected[unit] = within
    shown = published_units(tree, HeadCounts(ballots), k, found)
    assert {unit: set(inside) for unit, inside in shown.items()} == expected
    assert all(len(inside) == len(set(inside)) for inside in shown.values())
    assert (0 in shown) == enough


@settings(max_examples=400)
@given(organisations(units=10), thresholds)
def test_no_total_of_a_smaller_group_follows_from_what_is_published(
    organisation: tuple[Parents, Counts], k: int
) -> None:
    parents, ballots = organisation
    assert derivable_group(rows_by_atoms(parents, ballots, k), ballots, k) is None


@settings(max_examples=400)
@given(stuffed(units=10), thresholds)
def test_nor_when_those_who_hold_two_tokens_subtract_what_they_answered(
    organisation: tuple[Parents, HeadCounts[int]], k: int
) -> None:
    """They know the ballots of reissued tokens; everybody else is in a group of k or more."""
    parents, heads = organisation
    tree = Tree(parents)
    shown = published_units(tree, heads, k, atoms(tree, heads, k))
    rows = [frozenset().union(*held) for held in shown.values()]
    others = {u: max(0, n - heads.reissued[u]) for u, n in heads.ballots.items()}
    assert derivable_group(rows, others, k) is None
    for row in rows:
        assert size(row, heads.ballots) <= (heads.people(row) or 0) > k


def test_a_rule_that_does_not_know_of_reissued_tokens_is_caught() -> None:
    parents: Parents = {0: None, 1: 0, 2: 0}
    ballots, reissued = {0: 0, 1: 6, 2: 7}, {0: 0, 1: 2, 2: 0}
    others = {u: n - reissued[u] for u, n in ballots.items()}
    assert derivable_group(rows_by_atoms(parents, ballots, 5), others, 5) == {1}


def test_no_total_follows_in_any_tree_of_three_levels_with_small_teams() -> None:
    parents: Parents = {0: None, 1: 0, 2: 0, 3: 1, 4: 1, 5: 2}
    for numbers in product((0, 1, 2, 4, 5, 7), repeat=4):
        ballots = dict(zip(parents, (1, 2, *numbers), strict=True))
        assert derivable_group(rows_by_atoms(parents, ballots, 5), ballots, 5) is None, ballots


FAMILY: dict[str, tuple[Parents, Counts]] = {
    "one small team": ({0: None, 1: 0, 2: 0}, {0: 0, 1: 8, 2: 3}),
    "leads who count in the department": ({0: None, 1: 0, 2: 0}, {0: 2, 1: 6, 2: 6}),
    "two small teams, together under k": (
        {0: None, 1: 0, 2: 0, 3: 0},
        {0: 0, 1: 2, 2: 2, 3: 9},
    ),
    "a hidden department with visible teams": (
        {0: None, 1: 0, 2: 0, 3: 0, 4: 1, 5: 1},
        {0: 0, 1: 0, 2: 20, 3: 2, 4: 6, 5: 6},
    ),
}


CAUGHT = {"leads who count in the department", "a hidden department with visible teams"}
"""The trees in which hiding a sibling, too, is not enough."""


@pytest.mark.parametrize("name", FAMILY)
def test_the_audit_catches_rules_that_hide_small_units_and_passes_atoms(name: str) -> None:
    parents, ballots = FAMILY[name]
    assert derivable_group(rows_by_threshold_only(parents, ballots, 5), ballots, 5) is not None
    if name in CAUGHT:
        hiding = rows_by_hiding_a_sibling(parents, ballots, 5)
        assert derivable_group(hiding, ballots, 5) is not None
    rows = rows_by_atoms(parents, ballots, 5)
    assert rows
    assert derivable_group(rows, ballots, 5) is None


def without_joining(
    parents: Parents, heads: HeadCounts[int], k: int
) -> tuple[list[Atom[int]], set[int]]:
    """Carry small units upwards, by recursion as the rule is written down; return the rest too."""
    ballots, invited = heads.ballots, heads.invited or {}

    def fits(units: Collection[int]) -> bool:
        cast, people = size(units, ballots), size(units, invited)
        again = size(units, heads.reissued)
        others = cast - again
        # What is blurred has to fit where it moves to, if some of the answers are known.
        has_room = not again or (others >= again + 4 and 4 * others >= 5 * again + 9)
        return others >= k and has_room and people > k and cast <= people

    def close(unit: int) -> tuple[list[Atom[int]], set[int]]:
        found: list[Atom[int]] = []
        carry: set[int] = set()
        if fits({unit}):
            found.append(frozenset({unit}))
        elif ballots[unit] > 0:
            carry.add(unit)
        for child in sorted((u for u, above in parents.items() if above == unit), key=str):
            atoms_below, rest_below = close(child)
            found += atoms_below
            carry |= rest_below
        if fits(carry):
            found.append(frozenset(carry))
            carry = set()
        return found, carry

    return close(0)


@settings(max_examples=400)
@given(stuffed(), thresholds)
def test_what_is_left_joins_the_atom_that_costs_least_by_trying_them_all(
    organisation: tuple[Parents, HeadCounts[int]], k: int
) -> None:
    parents, heads = organisation
    tree = Tree(parents)
    found, rest = without_joining(parents, heads, k)
    if not rest or not found:
        expected = found
    else:

        def joined(atom: Atom[int]) -> list[Atom[int]]:
            return [a | rest if a == atom else a for a in found]

        def cost(atom: Atom[int]) -> tuple[int, int, str]:
            shown = published_units(tree, heads, k, joined(atom))
            return -len(shown), size(atom, heads.ballots), min(str(unit) for unit in atom)

        expected = joined(min(found, key=cost))
    assert set(atoms(tree, heads, k)) == set(expected)


def test_what_is_left_joins_the_smaller_of_two_atoms_that_cost_the_same() -> None:
    parents: Parents = {0: None, 1: 0, 2: 0}
    assert set(atoms(Tree(parents), HeadCounts({0: 2, 1: 9, 2: 6}), 5)) == {
        frozenset({1}),
        frozenset({0, 2}),
    }
