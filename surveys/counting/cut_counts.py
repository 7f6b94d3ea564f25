"""The histograms of both sides of an atom that is cut: of the leaders and of everybody else. Pure.

They add up to the published histogram of the atom, which stays what it is, and neither holds more
equal answers than a published group of its size may (`disclosure.coarsen`): answers of a side that
is nearly unanimous change places with those of the other. Where the histogram leaves no room for
that, the sides are taken to be alike, which tells nothing that the histogram does not. So from what
is published nobody can be certain that either side was unanimous.
"""

from collections.abc import Sequence

from surveys.counting.disclosure import most_in_an_option
from surveys.statistics.share import largest_remainders

Counts = tuple[int, ...]
Groups = tuple[frozenset[int], ...]
Off = tuple[int, int]
"""By how much a sum of true values may be lower and higher than the published one."""


def cut_counts(
    published: Counts, leading: Sequence[int], one_sided: Groups, reissued: int = 0
) -> tuple[Counts, Counts]:
    """Return the counts of the leaders and of the others in an atom, which add up to `published`.

    `leading` has the true counts of the leaders. They are kept where neither side holds more than
    a published histogram of its size may, else as few answers as possible change places. That is
    its own result. Where no two such histograms add up to `published`, which nearly unanimous ones
    do not leave room for, both sides get their share of every option.
    """
    n, whole = sum(leading), sum(published)
    limits = _limits(published, n, whole - n, one_sided, reissued)
    if limits is None:
        chosen = largest_remainders([count / whole for count in published], n)
    else:
        groups, low, high, totals_low, totals_high = limits
        wanted = [sum(leading[option] for option in group) for group in groups]
        totals = _within(wanted, totals_low, totals_high, n)
        chosen = [0] * len(published)
        for group, total in zip(groups, totals, strict=True):
            own, least, most = ([of[option] for option in group] for of in (leading, low, high))
            for option, count in zip(group, _within(own, least, most, total), strict=True):
                chosen[option] = count
    return tuple(chosen), tuple(p - c for p, c in zip(published, chosen, strict=True))


def away_in_atom(published: Counts, one_sided: Groups, reissued: int = 0) -> tuple[int, int]:
    """Return by how much the sum of an atom's values may be lower and higher than is published.

    In steps of the scale. A bound: the surplus of an option at its cap, and what had to leave a
    one-sided group, may have been anywhere else in the published histogram.
    """
    return _moved(published, published, one_sided, reissued)


def away_in_sides(
    sides: tuple[Counts, Counts], one_sided: Groups, reissued: int = 0
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the same for both sides of an atom that is cut: of the leaders, and of the others.

    What left one side came to the other; and both may lack what was moved in the atom. It follows
    from published counts alone.
    """
    leading, others = sides
    published = tuple(map(sum, zip(leading, others, strict=True)))
    n, whole = sum(leading), sum(published)
    if _limits(published, n, whole - n, one_sided, reissued) is None:
        return tuple(_anything(side, published) for side in sides)  # type: ignore[return-value]
    moved = [_moved(side, side, one_sided, reissued) for side in sides]
    (lower, higher), (others_lower, others_higher) = moved
    atom = [_moved(side, published, one_sided, reissued) for side in sides]
    return (
        (lower + others_higher + atom[0][0], higher + others_lower + atom[0][1]),
        (others_lower + higher + atom[1][0], others_higher + lower + atom[1][1]),
    )


def _limits(
    published: Counts, leading: int, others: int, one_sided: Groups, reissued: int
) -> tuple[list[list[int]], list[int], list[int], list[int], list[int]] | None:
    """Return groups of options, and how many leaders each option and each group may hold.

    None where no number of them fits. A one-sided group holds at most all but one of the people of
    a side who hold no reissued token.
    """
    options = range(len(published))
    rest = [o for o in options if not any(o in group for group in one_sided)]
    groups = [*map(sorted, one_sided), *([rest] if rest else [])]
    caps = [most_in_an_option(of - reissued) for of in (leading, others)]
    low = [max(0, count - caps[1]) for count in published]
    high = [min(count, caps[0]) for count in published]
    totals_low = [sum(low[o] for o in group) for group in groups]
    totals_high = [sum(high[o] for o in group) for group in groups]
    for place in range(len(one_sided)):
        total = sum(published[option] for option in groups[place])
        totals_low[place] = max(totals_low[place], total - (others - reissued - 1))
        totals_high[place] = min(totals_high[place], leading - reissued - 1)
    pairs = [*zip(low, high, strict=True), *zip(totals_low, totals_high, strict=True)]
    if any(least > most for least, most in pairs):
        return None
    if not sum(totals_low) <= leading <= sum(totals_high):
        return None
    return groups, low, high, totals_low, totals_high


def _within(
    wanted: Sequence[int], low: Sequence[int], high: Sequence[int], total: int
) -> list[int]:
    """Return numbers within their limits that add up to `total`, near the wanted ones.

    What one has too many goes to the nearest other that has room, and what one lacks comes from
    the nearest. `total` has to lie between the sums of the limits.
    """
    numbers = [min(max(n, lo), hi) for n, lo, hi in zip(wanted, low, high, strict=True)]
    missing = total - sum(numbers)
    step = 1 if missing > 0 else -1
    changed = [place for place, n in enumerate(wanted) if (n - numbers[place]) * step > 0]
    source = changed[0] if changed else (len(numbers) - 1) / 2
    for place in sorted(range(len(numbers)), key=lambda place: abs(place - source)):
        room = high[place] - numbers[place] if step > 0 else numbers[place] - low[place]
        given = min(room, abs(missing))
        numbers[place] += step * given
        missing -= step * given
    return numbers


def _moved(counts: Counts, limited: Counts, one_sided: Groups, reissued: int) -> tuple[int, int]:
    """Return the most by which the sum of `counts` falls and rises when moves are undone.

    The moves are those that may have led to `limited`: from each option at its cap, and out of
    each group that is as full as it may be, to anywhere.
    """
    n = sum(limited)
    cap = most_in_an_option(n - reissued)
    lower = higher = 0
    for option, count in enumerate(limited):
        if count >= cap:
            away = _furthest(counts, (option,), n - cap)
            lower, higher = lower + away[0], higher + away[1]
    for group in one_sided:
        if sum(limited[option] for option in group) >= n - reissued - 1:
            away = _furthest(counts, tuple(sorted(group)), reissued + 1)
            lower, higher = lower + away[0], higher + away[1]
    return lower, higher


def _furthest(counts: Counts, back_to: tuple[int, ...], answers: int) -> tuple[int, int]:
    """Return by how much a sum falls and rises at most when some answers return to some options."""
    places = [o for o, count in enumerate(counts) for _ in range(count) if o not in back_to]
    lower = sorted((place - back_to[0] for place in places), reverse=True)[:answers]
    higher = sorted((back_to[-1] - place for place in places), reverse=True)[:answers]
    return sum(max(0, step) for step in lower), sum(max(0, step) for step in higher)


def _anything(side: Counts, published: Counts) -> tuple[int, int]:
    """Return by how much the sum of a side may be off if any answers of its atom may be its own.

    And what was moved in the atom may have been further out still.
    """
    n, own = sum(side), sum(option * count for option, count in enumerate(side))
    answers = [option for option, count in enumerate(published) for _ in range(count)]
    reach = len(published) - 1
    beyond = min(n, sum(published) - max(published))
    least, most = sum(answers[:n]), sum(answers[-n:])
    return own - least + beyond * reach, most - own + beyond * reach
