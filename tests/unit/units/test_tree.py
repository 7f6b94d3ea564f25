"""The tree of units by hand."""

import pytest

from surveys.units.tree import Tree

ORGANISATION = {"whole": None, "a": "whole", "b": "whole", "a1": "a", "a2": "a"}


@pytest.mark.parametrize(
    ("parents", "message"),
    [
        ({}, "one root, not 0"),
        ({"a": None, "b": None}, "one root, not 2"),
        ({"whole": None, "a": "b", "b": "a"}, "circle or under an unknown parent"),
        ({"whole": None, "a": "gone"}, "circle or under an unknown parent"),
    ],
)
def test_units_that_are_not_one_tree_are_refused(
    parents: dict[str, str | None], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Tree(parents)


def test_bottom_up_has_every_unit_after_those_below_it_and_siblings_in_id_order() -> None:
    for read in (ORGANISATION, dict(reversed(ORGANISATION.items()))):
        assert Tree(read).bottom_up == ["a1", "a2", "a", "b", "whole"]


def test_paths_depth_subtree_and_the_lowest_common_unit_follow_the_parents() -> None:
    tree = Tree(ORGANISATION)
    assert list(tree.upwards("a1")) == ["a1", "a", "whole"]
    assert tree.path("a1") == ("whole", "a", "a1")
    assert [tree.depth(unit) for unit in ("whole", "a", "a1")] == [0, 1, 2]
    assert (tree.subtree("a"), tree.subtree("b")) == ({"a", "a1", "a2"}, {"b"})
    together = {"a1": "a1", "a1 a2": "a", "a a1": "a", "a1 b": "whole"}
    assert {u: tree.lowest_common(u.split()) for u in together} == together


def test_totals_add_up_along_every_path_and_a_very_deep_tree_needs_no_recursion() -> None:
    tree = Tree({"whole": None, "left": "whole", "right": "whole", "below": "left"})
    own = {"below": 2, "right": 1, "whole": 1}
    assert tree.totals(own) == {"whole": 4, "left": 2, "right": 1, "below": 2}
    depth = 5000
    deep = Tree({0: None, **{unit: unit - 1 for unit in range(1, depth)}})
    assert deep.depth(depth - 1) == depth - 1
    assert deep.totals({depth - 1: 3})[0] == 3
