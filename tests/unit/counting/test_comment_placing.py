"""A comment stands at the lowest published unit that holds its whole group of ten or more."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answering.ballot import Ballot
from surveys.counting.comment_placing import PlacedComment, place_comments
from surveys.counting.disclosure import HeadCounts, atoms, published_units
from surveys.instrument import COMMENT
from surveys.units.tree import Tree

WHOLE, LEFT, RIGHT, BELOW = (UUID(int=i) for i in range(4))
PARENT = {WHOLE: None, LEFT: WHOLE, RIGHT: WHOLE, BELOW: LEFT}


def written(text: str, somebody_writes: bool) -> dict[str, str]:
    return {COMMENT: text} if somebody_writes else {}


def ballots_of(sizes: dict[UUID, int], commenting: int | None = None) -> list[Ballot]:
    """Return ballots; the first few of each unit have a comment that names it, else all."""
    return [
        Ballot(unit, {}, written(f"{unit.int}/{n}", commenting is None or n < commenting))
        for unit, size in sizes.items()
        for n in range(size)
    ]


def shown_of(sizes: dict[UUID, int], k: int = 5) -> dict[UUID, int]:
    tree = Tree(PARENT)
    held = published_units(tree, HeadCounts(sizes), k, atoms(tree, HeadCounts(sizes), k))
    return {unit: sum(sizes[u] for atom in found for u in atom) for unit, found in held.items()}


def place(
    ballots: list[Ballot], shown: dict[UUID, int], k_comment: int = 10
) -> list[PlacedComment]:
    return place_comments(ballots, PARENT, shown, k_comment, asked=[COMMENT], k=5)


def places(sizes: dict[UUID, int], commenting: int | None = None) -> set[UUID]:
    found = place(ballots_of(sizes, commenting), shown_of(sizes))
    return {unit for unit, *_ in found}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({LEFT: 10, RIGHT: 10}, {LEFT, RIGHT}),
        # Nine are joined with RIGHT, where they are not alone.
        ({LEFT: 9, RIGHT: 12}, {WHOLE}),
        ({BELOW: 9, LEFT: 1, RIGHT: 12}, {LEFT, RIGHT}),
        ({LEFT: 9}, set()),
    ],
)
def test_a_group_of_ten_keeps_its_comments_and_a_smaller_one_counts_higher_up(
    sizes: dict[UUID, int], expected: set[UUID]
) -> None:
    assert places(sizes) == places(sizes, commenting=1) == expected


def test_a_unit_that_publishes_fewer_than_ten_ballots_shows_no_comments() -> None:
    sizes = {WHOLE: 3, LEFT: 4, BELOW: 9, RIGHT: 20}
    assert shown_of(sizes)[LEFT] == 9
    assert places(sizes) == {WHOLE, RIGHT}, "13 answered in LEFT, but the page says 9"
    ballots = ballots_of({LEFT: 12}, commenting=2)
    found = place(ballots, {WHOLE: 12, LEFT: 12})
    assert found == [(LEFT, COMMENT, "1/0"), (LEFT, COMMENT, "1/1")]


@given(st.lists(st.integers(0, 14), min_size=4, max_size=4), st.integers(5, 7), st.integers(10, 13))
def test_every_comment_has_its_whole_group_around_it_and_none_is_lost(
    numbers: list[int], k: int, k_comment: int
) -> None:
    sizes = dict(zip(PARENT, numbers, strict=True))
    tree, shown = Tree(PARENT), shown_of(sizes, k)
    found = place(ballots_of(sizes), shown, k_comment)
    group = {unit: atom for atom in atoms(tree, HeadCounts(sizes), k_comment) for unit in atom}
    for unit, _, comment in found:
        members = group[UUID(int=int(comment.split("/")[0]))]
        assert sum(sizes[unit] for unit in members) >= k_comment
        assert shown[unit] >= k_comment
        assert all(unit in tree.upwards(member) for member in members)
        few = {u for u in PARENT if shown.get(u, 0) < k_comment}
        also = {u for u in PARENT if all(u in tree.upwards(member) for member in members)}
        assert also - few == set(tree.upwards(unit)) - few, "none of them lies lower"
    assert len(found) == (sum(numbers) if sum(numbers) >= k_comment else 0)
