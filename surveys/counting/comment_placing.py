"""The unit at which what people wrote is shown. Pure.

Comments have atoms of their own with a larger minimum size. Like the atoms of numbers they follow
from head-counts alone, so the place of a comment says nothing about who wrote one.

Where a wave asks several open questions, nothing may tell which answers to them are of one person.
So the organisation is cut once for all of them: with a cut for each, somebody with a style of their
own would be in a group of each cut, and perhaps only few people are in both. And a group has `k`
answers or more to each question: where one person wrote to each, it is the same person. That
depends on how many wrote, not on what they wrote. A question that fewer answered is left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import HeadCounts, atoms
from surveys.units.tree import Tree

PlacedComment = tuple[UUID, str, str]
"""A unit, an open question, and the text of an answer to it that is shown with the unit."""


@dataclass(frozen=True)
class _Writers(HeadCounts[UUID]):
    """Head-counts, and how many wrote to each open question in each unit.

    A group fits with `least` of them or more for every question.
    """

    written: Sequence[Mapping[UUID, int]] = ()
    least: int = 0

    def fits(self, group: Iterable[UUID], k: int) -> bool:
        units = list(group)
        needed = self.least + sum(self.reissued.get(unit, 0) for unit in units)
        return super().fits(units, k) and all(
            sum(number.get(unit, 0) for unit in units) >= needed for number in self.written
        )


def place_comments(
    ballots: Iterable[Ballot],
    parent: Mapping[UUID, UUID | None],
    shown: Mapping[UUID, int],
    k_comment: int,
    *,
    asked: Sequence[str],
    k: int,
    invited: Mapping[UUID, int] | None = None,
    reissued: Mapping[UUID, int] | None = None,
) -> list[PlacedComment]:
    """Return each comment with the lowest unit that shows comments and contains its atom.

    `parent` is the tree of units of the wave, `shown` the number of ballots of each published unit,
    `asked` the ids of its open questions, `k` its minimum for a number, `invited` the number of
    people of each unit itself, `reissued` that of tokens beyond one for each. A unit shows comments
    if it has `k_comment` ballots or more. Each atom holds that many ballots, with or without a
    comment; comments outside all atoms are left out. So are, with several open questions, the
    answers to one that fewer than `k` people answered.
    """
    tree = Tree(parent)
    cast: Counter[UUID] = Counter()
    written: dict[str, dict[UUID, list[str]]] = {question: {} for question in asked}
    for ballot in ballots:
        cast[ballot.unit] += 1
        for question, text in ballot.comments.items():
            written[question].setdefault(ballot.unit, []).append(text)
    again = reissued or {}
    heads: HeadCounts[UUID] = HeadCounts(cast, invited, again)
    if len(asked) > 1:
        numbers = {
            question: {unit: len(texts) for unit, texts in by_unit.items()}
            for question, by_unit in written.items()
        }
        enough = k + sum(again.values())
        written = {q: written[q] for q in asked if sum(numbers[q].values()) >= enough}
        heads = _Writers(cast, invited, again, [numbers[question] for question in written], k)
    comments: list[PlacedComment] = []
    for atom in atoms(tree, heads, k_comment):
        above = tree.upwards(tree.lowest_common(atom))
        shown_at = next((unit for unit in above if shown.get(unit, 0) >= k_comment), None)
        if shown_at is None:
            continue
        for question, by_unit in written.items():
            comments += [(shown_at, question, t) for unit in atom for t in by_unit.get(unit, ())]
    return comments
