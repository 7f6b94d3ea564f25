"""Atoms and coarsening by hand; the proofs of the promise stand in tests/privacy."""

from itertools import combinations, pairwise

import pytest

from surveys.counting.disclosure import (
    HeadCounts,
    atoms,
    can_be_coarsened,
    coarsen,
    most_in_an_option,
    published_units,
)
from surveys.units.tree import Tree

ORGANISATION = {"whole": None, "a": "whole", "b": "whole", "a1": "a", "a2": "a"}


def test_atoms_of_a_very_deep_tree_need_no_recursion() -> None:
    depth = 5000
    tree = Tree({0: None, **{unit: unit - 1 for unit in range(1, depth)}})
    assert atoms(tree, HeadCounts({depth - 1: 3, 0: 2}), 5) == [frozenset({0, depth - 1})]


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        ({"a1": 5, "a2": 7, "b": 6}, [{"a1"}, {"a2"}, {"b"}]),
        ({"a1": 3, "a2": 2, "b": 5}, [{"a1", "a2"}, {"b"}]),
        # Between equals the lowest id is joined.
        ({"whole": 1, "a": 6, "b": 6}, [{"whole", "a"}, {"b"}]),
        ({"a1": 3, "b": 1}, []),
        ({}, []),
    ],
)
def test_units_with_too_few_ballots_join_at_the_lowest_unit_where_they_are_enough(
    ballots: dict[str, int], expected: list[set[str]]
) -> None:
    tree = Tree(ORGANISATION)
    found = atoms(tree, HeadCounts(ballots), 5)
    assert set(found) == {frozenset(units) for units in expected}
    assert expected or published_units(tree, HeadCounts(ballots), 5, found) == {}


def test_what_is_left_at_the_root_joins_the_atom_that_costs_the_fewest_published_units() -> None:
    """Joining b (6) would unpublish only b; joining a1 or a2 would unpublish more or is larger."""
    tree, ballots = Tree(ORGANISATION), {"whole": 2, "a1": 6, "a2": 6, "b": 8}
    found = atoms(tree, HeadCounts(ballots), 5)
    assert found[-1] == frozenset({"b", "whole"})
    assert set(published_units(tree, HeadCounts(ballots), 5, found)) == {"whole", "a", "a1", "a2"}


@pytest.mark.parametrize(("own", "shown"), [(3, True), (4, False)])
def test_a_unit_needs_two_thirds_of_its_ballots_in_its_atoms(own: int, shown: bool) -> None:
    """Department a holds 6 of 9 or of 10 ballots in team a1; its own go up to the whole."""
    tree = Tree({"whole": None, "a": "whole", "a1": "a"})
    ballots = {"a1": 6, "a": own, "whole": 4}
    found = atoms(tree, HeadCounts(ballots), 5)
    assert set(found) == {frozenset({"a1"}), frozenset({"a", "whole"})}
    assert ("a" in published_units(tree, HeadCounts(ballots), 5, found)) is shown


@pytest.mark.parametrize(
    ("counts", "blurred"),
    [
        ((0, 1, 2, 1, 1), (0, 1, 2, 1, 1)),
        ((0, 0, 0, 0, 5), (0, 0, 0, 2, 3)),
        ((0, 0, 0, 5, 0), (0, 0, 2, 3, 0)),
        ((0, 0, 5, 0, 0), (0, 1, 3, 1, 0)),
        ((0, 0, 6, 0, 0), (0, 1, 4, 1, 0)),
        ((0, 0, 4, 0, 1), (0, 0, 3, 1, 1)),
        ((5, 0, 0, 0, 0), (3, 1, 1, 0, 0)),
        ((0, 5, 0, 0, 0), (0, 3, 2, 0, 0)),
        ((2, 3, 0, 0, 0), (2, 2, 1, 0, 0)),
        ((0, 0, 0, 0, 30), (0, 0, 0, 3, 27)),
    ],
)
def test_a_nearly_unanimous_histogram_is_blurred_towards_the_middle(
    counts: tuple[int, ...], blurred: tuple[int, ...]
) -> None:
    given = list(counts)
    assert coarsen(given, sum(counts), one_sided=[frozenset({0, 1})]) == blurred
    assert given == list(counts), "its input stays as it is"


def test_no_side_of_a_best_middle_holds_everybody_and_the_impossible_is_refused() -> None:
    sides = [frozenset({0, 1}), frozenset({3, 4})]
    assert coarsen((0, 0, 0, 3, 2), 5, one_sided=sides) == (0, 0, 1, 2, 2)
    assert coarsen((2, 3, 0, 0, 0), 5, one_sided=sides) == (2, 2, 1, 0, 0)
    for counts, people in (((5, 5), 5), ((5, 5, 0), 5), ((6, 6, 6), 6)):
        with pytest.raises(ValueError, match="cannot be blurred"):
            coarsen(counts, people, ordered=False)


@pytest.mark.parametrize("reissued", range(6))
@pytest.mark.parametrize(
    ("options", "one_sided"),
    [
        (5, [frozenset({0, 1})]),
        (5, [frozenset({0, 1}), frozenset({3, 4})]),
        (4, [frozenset({0, 1}), frozenset({2, 3})]),
        (3, [frozenset({0, 1})]),
    ],
)
def test_what_is_coarsened_keeps_to_its_limits_however_many_tokens_were_reissued(
    options: int, one_sided: list[frozenset[int]], reissued: int
) -> None:
    """What holds too much would tell that it was moved, and that all others were in one option."""
    can = set()
    for n in range(reissued + 5, 14):
        others = n - reissued
        for bars in combinations(range(n + options - 1), options - 1):
            edges = (-1, *bars, n + options - 1)
            counts = [after - before - 1 for before, after in pairwise(edges)]
            if not can_be_coarsened(counts, n, reissued):
                continue
            can.add(n)
            shown = coarsen(counts, n, reissued=reissued, one_sided=one_sided)
            assert max(shown) <= most_in_an_option(others)
            assert all(sum(shown[option] for option in side) < others for side in one_sided)
            assert coarsen(shown, n, reissued=reissued, one_sided=one_sided) == shown
    assert can == {n for n in range(reissued + 5, 14) if n >= 2 * (reissued + 2)}
