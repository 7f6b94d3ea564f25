"""Disclosure control: which groups get a number, and what a unanimous group may show.

Pure. Everything published is a sum over *atoms*: disjoint groups of units that hold at least k
ballots each. Atoms follow from head-counts alone, so the pattern of what is hidden says nothing
about what was answered; and exchanging the ballots of two people in one atom changes nothing that
is published, so no total of a smaller group can be worked out. Unanimous atoms are coarsened by a
fixed map before anything is added up.
"""

from collections.abc import Iterable, Mapping, Sequence

from surveys.units.tree import Tree, Unit

COVERAGE = (2, 3)
"""The share of a unit's ballots that its atoms must hold: two thirds."""


Atom = frozenset[Unit]


def atoms(tree: Tree[Unit], ballots: Mapping[Unit, int], k: int) -> list[Atom[Unit]]:
    """Cut the organisation into disjoint groups of units that hold at least `k` ballots each.

    `ballots` gives the number of ballots of each unit itself, without the units below it. From the
    bottom up, a unit with enough ballots is an atom; smaller ones are carried upwards until enough
    come together. What is left at the root joins the atom that costs the fewest published units,
    then the smallest, then the one with the lowest id. With fewer than `k` ballots in all there is
    no atom, and nothing is published. Linear in units, but for the last step: atoms times depth.
    """
    found: list[Atom[Unit]] = []
    carried: dict[Unit, list[Unit]] = {}
    rest: list[Unit] = []
    for unit in tree.bottom_up:
        carry = carried.pop(unit, [])
        own = ballots.get(unit, 0)
        if own >= k:
            found.append(frozenset({unit}))
        elif own > 0:
            carry.append(unit)
        if sum(ballots[u] for u in carry) >= k:
            found.append(frozenset(carry))
            carry = []
        above = tree.parent[unit]
        if above is None:
            rest = carry
        elif carry:
            carried.setdefault(above, []).extend(carry)
    if not rest or not found:
        return found
    joined = _cheapest_to_join(tree, ballots, k, found, frozenset(rest))
    return [atom | frozenset(rest) if atom == joined else atom for atom in found]


def published(
    tree: Tree[Unit], ballots: Mapping[Unit, int], k: int, groups: Iterable[Atom[Unit]]
) -> dict[Unit, list[Atom[Unit]]]:
    """Return the units that get numbers, each with the atoms that lie wholly inside it.

    A unit is published when those atoms hold at least `k` ballots and at least two thirds of the
    ballots in and below the unit.
    """
    inside: dict[Unit, list[Atom[Unit]]] = {}
    number: dict[Unit, int] = {}
    for atom in groups:
        size = _size(atom, ballots)
        for unit in tree.upwards(tree.lowest_common(atom)):
            inside.setdefault(unit, []).append(atom)
            number[unit] = number.get(unit, 0) + size
    totals = tree.totals(ballots)
    return {unit: held for unit, held in inside.items() if _enough(number[unit], totals[unit], k)}


def coarsen(
    counts: Sequence[int],
    answered: int,
    *,
    one_sided: Iterable[frozenset[int]] = (),
    ordered: bool = True,
) -> tuple[int, ...]:
    """Blur the histogram of a (nearly) unanimous atom by a fixed map, whatever the answers mean.

    `counts` has one number per option, oriented where the scale has an orientation; `answered` is
    the number of people n who answered (with several choices allowed, less than the sum). An option
    holds at most min(n - 2, 9n // 10): what is over moves to the next option towards the middle,
    from the middle option half to each side, and between options without order to the least chosen
    one. If then one group of `one_sided` options holds everybody, one answer moves to the middle.
    The sum stays the same, and coarsening twice is coarsening once. Raises ValueError when all
    options together have no room for the answers under that limit.
    """
    cap = min(answered - 2, answered * 9 // 10)
    if sum(counts) > cap * len(counts):
        msg = (
            f"{sum(counts)} answers of {answered} people cannot be blurred in {len(counts)} options"
        )
        raise ValueError(msg)
    blurred = list(counts)
    # Most histograms are far from unanimous.
    if max(blurred) > cap:
        (_towards_the_middle if ordered else _to_the_least_chosen)(blurred, cap)
    middle = (len(blurred) - 1) / 2
    for group in one_sided:
        if sum(blurred[option] for option in group) == answered:
            giving = min((o for o in group if blurred[o]), key=lambda o: abs(o - middle))
            taking = min(set(range(len(blurred))) - group, key=lambda o: abs(o - middle))
            blurred[giving] -= 1
            blurred[taking] += 1
    return tuple(blurred)


def _towards_the_middle(counts: list[int], cap: int) -> None:
    middle = (len(counts) - 1) / 2
    # From the ends inwards, so that what an option receives is looked at in its turn.
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


def _size(atom: Atom[Unit], ballots: Mapping[Unit, int]) -> int:
    return sum(ballots[unit] for unit in atom)


def _enough(held: int, total: int, k: int) -> bool:
    part, whole = COVERAGE
    return held >= k and held * whole >= total * part


def _cheapest_to_join(
    tree: Tree[Unit],
    ballots: Mapping[Unit, int],
    k: int,
    found: Sequence[Atom[Unit]],
    rest: Atom[Unit],
) -> Atom[Unit]:
    """Return the atom that `rest` joins: only units around one of the two can change."""
    totals = tree.totals(ballots)
    held = dict.fromkeys(tree.parent, 0)
    for atom in found:
        size = _size(atom, ballots)
        for unit in tree.upwards(tree.lowest_common(atom)):
            held[unit] += size
    around_rest = set(tree.upwards(tree.lowest_common(rest)))

    def cost(atom: Atom[Unit]) -> tuple[int, int, str]:
        lost = 0
        for unit in tree.upwards(tree.lowest_common(atom)):
            after = held[unit] + _size(rest, ballots)
            if unit not in around_rest:
                after = held[unit] - _size(atom, ballots)
            lost += _enough(held[unit], totals[unit], k) - _enough(after, totals[unit], k)
        return lost, _size(atom, ballots), min(str(unit) for unit in atom)

    return min(found, key=cost)
