"""How many people stand behind the numbers of a unit: the denominator of its response. Pure.

A unit's numbers are sums over the atoms inside it. The ballots of a team that is too small for any
atom there count only further up, so they are neither in its numbers nor in its response: both the
answers and the people are those of the atoms. What this number tells:

* nothing of the response of a hidden team. "24 of 24 answered" beside "20 answers are in these
  numbers" would tell that a hidden team of four answered completely; "20 of the 20 people" does
  not, and neither does that four more people work in the unit.
* nothing of whether a hidden team was silent altogether. Without any ballot it is in no atom, but
  its people count with the atom in which a ballot would have counted, as they do when one of them
  answers. At the root, everybody counts.
* of a group of several small teams only whether it fits, that is whether it reached the minimum
  number of ballots. Publication tells the same of every unit.
"""

from collections.abc import Iterator, Mapping, Sequence

from surveys.counting.disclosure import Atom, HeadCounts, least_costly_merge
from surveys.units.tree import Tree, Unit


def people_behind(
    tree: Tree[Unit],
    heads: HeadCounts[Unit],
    k: int,
    published: Mapping[Unit, Sequence[Atom[Unit]]],
) -> dict[Unit, int | None]:
    """Return the number of people invited behind the numbers of each published unit.

    `published` has the atoms inside each of them. None where it is not known who was invited.
    """
    if heads.invited is None:
        return dict.fromkeys(published)
    everybody = sum(heads.invited.values())
    behind: dict[Unit, int] = {
        unit: everybody
        if tree.parent[unit] is None
        else sum(heads.people(atom) or 0 for atom in within)
        for unit, within in published.items()
    }
    for unit, atom in _silent_units(tree, heads, k, published):
        for above in tree.upwards(unit):
            if tree.parent[above] is not None and atom in published.get(above, ()):
                behind[above] += heads.people({unit}) or 0
    return {**behind}


def _silent_units(
    tree: Tree[Unit],
    heads: HeadCounts[Unit],
    k: int,
    published: Mapping[Unit, Sequence[Atom[Unit]]],
) -> Iterator[tuple[Unit, Atom[Unit]]]:
    """Yield each unit without a ballot, with the atom that a ballot would have joined.

    Carries units upwards as `atoms` does.
    """
    groups = list(dict.fromkeys(atom for within in published.values() for atom in within))
    atom_of = {unit: atom for atom in groups for unit in atom}
    carried: dict[Unit, list[Unit]] = {}
    waiting: dict[Unit, list[Unit]] = {}
    rest: list[Unit] = []
    silent: list[Unit] = []
    for unit in tree.bottom_up:
        carry, silent = carried.pop(unit, []), waiting.pop(unit, [])
        if not heads.ballots.get(unit, 0):
            silent.append(unit)
        elif not heads.fits({unit}, k):
            carry.append(unit)
        if carry and heads.fits(carry, k):
            yield from ((one, atom_of[carry[0]]) for one in silent)
            carry, silent = [], []
        if (above := tree.parent[unit]) is None:
            rest = carry
        else:
            carried.setdefault(above, []).extend(carry)
            waiting.setdefault(above, []).extend(silent)
    if silent and groups:
        joined = (
            atom_of[rest[0]]
            if rest
            else least_costly_merge(tree, heads, k, groups, frozenset(silent))
        )
        yield from ((one, joined) for one in silent)
