"""Decides at which unit a comment is shown. Pure.

Comments have atoms of their own, of the larger size that they need; like those of the numbers they
follow from head-counts alone, so where a comment stands says nothing about who wrote one.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import atoms
from surveys.units.tree import Tree

Placed = tuple[UUID, str]
"""A unit and the text of a comment that is shown there."""


def placed(
    ballots: Iterable[Ballot],
    parent: Mapping[UUID, UUID | None],
    shown: Mapping[UUID, int],
    k_comment: int,
) -> list[Placed]:
    """Return each comment with the lowest unit that shows comments and holds its whole atom.

    `parent` is the tree of units of the wave, `shown` the published ballots of each published unit;
    it shows comments if those are `k_comment` or more. As many ballots, with a comment or without,
    are in each atom; what lies in none is left out.
    """
    tree = Tree(parent)
    cast: dict[UUID, int] = {}
    written: dict[UUID, list[str]] = {}
    for ballot in ballots:
        cast[ballot.unit] = cast.get(ballot.unit, 0) + 1
        if ballot.comment:
            written.setdefault(ballot.unit, []).append(ballot.comment)
    found = []
    for atom in atoms(tree, cast, k_comment):
        above = tree.upwards(tree.lowest_common(atom))
        place = next((unit for unit in above if shown.get(unit, 0) >= k_comment), None)
        if place is not None:
            found += [(place, comment) for unit in atom for comment in written.get(unit, ())]
    return found
