"""The unit at which each comment is shown. Pure.

Comments have atoms of their own with a larger minimum size. Like the atoms of numbers they follow
from head-counts alone, so the place of a comment says nothing about who wrote one.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import HeadCounts, atoms
from surveys.units.tree import Tree

PlacedComment = tuple[UUID, str]
"""A unit, and the text of a comment that is shown with it."""


def place_comments(
    ballots: Iterable[Ballot],
    parent: Mapping[UUID, UUID | None],
    shown: Mapping[UUID, int],
    k_comment: int,
    *,
    invited: Mapping[UUID, int] | None = None,
    reissued: Mapping[UUID, int] | None = None,
) -> list[PlacedComment]:
    """Return each comment with the lowest unit that shows comments and contains its atom.

    `parent` is the tree of units of the wave, `shown` the number of ballots of each published unit,
    `invited` that of people of each unit itself, `reissued` that of tokens beyond one for each.
    A unit shows comments if it has `k_comment` ballots or more. Each atom holds that many ballots,
    with or without a comment; comments outside all atoms are left out.
    """
    tree = Tree(parent)
    cast: dict[UUID, int] = {}
    written: dict[UUID, list[str]] = {}
    for ballot in ballots:
        cast[ballot.unit] = cast.get(ballot.unit, 0) + 1
        if ballot.comment:
            written.setdefault(ballot.unit, []).append(ballot.comment)
    comments = []
    for atom in atoms(tree, HeadCounts(cast, invited, reissued or {}), k_comment):
        above = tree.upwards(tree.lowest_common(atom))
        shown_at = next((unit for unit in above if shown.get(unit, 0) >= k_comment), None)
        if shown_at is not None:
            comments += [(shown_at, comment) for unit in atom for comment in written.get(unit, ())]
    return comments
