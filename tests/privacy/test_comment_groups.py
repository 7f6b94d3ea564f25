"""Where comments stand locates no writer in a group of fewer than ten, whichever are subtracted."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.answering.ballot import Ballot
from surveys.counting.comment_placing import place_comments
from surveys.counting.disclosure import HeadCounts
from surveys.counting.tally import tally_ballots
from surveys.instrument import COMMENT
from tests.privacy.test_atoms import (
    Counts,
    Parents,
    below,
    derivable_group,
    organisations,
    size,
    without_joining,
)

Places = dict[int, int | None]
"""The unit where the comments of each unit stand; None where they are left out."""

Placing = Callable[[Parents, Counts, int, int], Places]


def published(parents: Parents, ballots: Counts, k: int) -> Counts:
    """Return the number of ballots that is published of each unit."""
    counted = tally_ballots(everybody(ballots), [], tree_of(parents), k)
    return {unit.int: number for unit, number in counted.ballots.items()}


def everybody(ballots: Counts) -> list[Ballot]:
    """Return the ballots, each with its unit as its comment."""
    return [
        Ballot(UUID(int=u), {}, {COMMENT: str(u)})
        for u, number in ballots.items()
        for _ in range(number)
    ]


def tree_of(parents: Parents) -> Mapping[UUID, UUID | None]:
    return {
        UUID(int=unit): None if above is None else UUID(int=above)
        for unit, above in parents.items()
    }


def placed(parents: Parents, ballots: Counts, k: int, k_comment: int) -> Places:
    shown = {UUID(int=u): number for u, number in published(parents, ballots, k).items()}
    found = place_comments(
        everybody(ballots), tree_of(parents), shown, k_comment, asked=[COMMENT], k=k
    )
    where: Places = dict.fromkeys((unit for unit, number in ballots.items() if number))
    for place, _, comment in found:
        assert where[int(comment)] in {None, place.int}, "all comments of a unit stand together"
        where[int(comment)] = place.int
    return where


def in_the_lowest_unit_shown(parents: Parents, ballots: Counts, k: int, k_comment: int) -> Places:
    """Mutant: without groups of their own, at the lowest unit with enough published ballots."""
    shown = published(parents, ballots, k)
    where: Places = {}
    for unit in (unit for unit, number in ballots.items() if number):
        place: int | None = unit
        while place is not None and shown.get(place, 0) < k_comment:
            place = parents[place]
        where[unit] = place
    return where


def shown_in(parents: Parents, where: Places) -> list[Collection[int]]:
    """Return for each unit those whose comments are read there: of itself and below."""
    rows: list[Collection[int]] = []
    for unit in parents:
        inside = below(parents, unit)
        if members := {writer for writer, place in where.items() if place in inside}:
            rows.append(members)
    return rows


k_and_more = st.tuples(st.integers(5, 8), st.integers(10, 13))


@settings(max_examples=400)
@given(organisations(units=9, most=16), k_and_more)
def test_no_difference_of_pages_leaves_the_comments_of_fewer_than_ten(
    organisation: tuple[Parents, Counts], least: tuple[int, int]
) -> None:
    """Even for a reader who knows how many answered in each unit."""
    parents, ballots = organisation
    rows = shown_in(parents, placed(parents, ballots, *least))
    assert derivable_group(rows, ballots, least[1]) is None


@settings(max_examples=400)
@given(organisations(units=7, most=16), k_and_more)
def test_comments_stand_where_their_group_and_the_rest_put_them_by_another_reckoning(
    organisation: tuple[Parents, Counts], least: tuple[int, int]
) -> None:
    parents, ballots = organisation
    k, k_comment = least
    many, none = dict.fromkeys(ballots, 99), dict.fromkeys(ballots, 0)
    groups, rest = without_joining(parents, HeadCounts(ballots, many, none), k_comment)
    shown = published(parents, ballots, k)

    def lowest(members: Collection[int]) -> int | None:
        holding = [u for u in parents if set(members) <= below(parents, u)]
        enough = [u for u in holding if shown.get(u, 0) >= k_comment]
        return min(enough, key=lambda u: len(below(parents, u)), default=None)

    where = placed(parents, ballots, k, k_comment)
    apart = [group for group in groups if all(where[u] == lowest(group) for u in group)]
    if not rest:
        assert apart == groups
        return
    # What is left over joins one group, whichever, and stands where both are.
    assert not groups or len(groups) - len(apart) <= 1
    joined = [group for group in groups if all(where[u] == lowest(group | rest) for u in group)]
    assert {where[unit] for unit in rest} <= {lowest(group | rest) for group in joined} | {None}
    assert groups or set(where.values()) <= {None}


@pytest.mark.parametrize(
    ("parents", "ballots"),
    [
        ({0: None, 1: 0, 2: 0}, {0: 0, 1: 20, 2: 6}),
        ({0: None, 1: 0, 2: 0}, {0: 7, 1: 11, 2: 11}),
        ({0: None, 1: 0, 2: 1, 3: 1}, {0: 12, 1: 0, 2: 8, 3: 30}),
    ],
)
def test_the_mutant_without_groups_of_ten_is_caught(parents: Parents, ballots: Counts) -> None:
    """Beside teams that show theirs, the only writer of a small team would be known."""
    rows = shown_in(parents, in_the_lowest_unit_shown(parents, ballots, 5, 10))
    assert derivable_group(rows, ballots, 10) is not None
    assert derivable_group(shown_in(parents, placed(parents, ballots, 5, 10)), ballots, 10) is None


@given(organisations(units=7, most=16), st.data())
def test_who_writes_moves_no_comment(
    organisation: tuple[Parents, Counts], data: st.DataObject
) -> None:
    """A comment stands where it would stand if everybody had written one."""
    parents, ballots = organisation
    shown = {UUID(int=u): number for u, number in published(parents, ballots, 5).items()}
    where = placed(parents, ballots, 5, 10)
    writers = data.draw(st.sets(st.sampled_from(sorted(parents))))
    some = [
        ballot if ballot.unit.int in writers else Ballot(ballot.unit, {})
        for ballot in everybody(ballots)
    ]
    found = place_comments(some, tree_of(parents), shown, 10, asked=[COMMENT], k=5)
    places = {int(comment): place.int for place, _, comment in found}
    assert places == {u: where[u] for u in writers if where.get(u) is not None}
    assert sum(ballots[unit] for unit in places) == len(found) or size(writers, ballots) == 0
