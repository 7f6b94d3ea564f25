"""The hull of what is shown has every true histogram that is shown so, and no other.

The oracle is the whole way from the answers to a page, applied to every histogram: the count's
coarsening, then `Bands`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from surveys.counting.disclosure import (
    HeadCounts,
    atoms,
    can_be_coarsened,
    coarsen,
    fewest_answers,
    published_units,
)
from surveys.reading.bands import Bands
from surveys.reading.blur import hull_of_shown, moved_in_shown, moved_in_shown_union
from surveys.statistics.verdict.hull import FIVE_POINTS, Scale
from surveys.units.tree import Tree
from tests.unit.statistics.verdict.test_hull import histograms

Counts = tuple[int, ...]

LOW = FIVE_POINTS.one_sided


def scale_of(options: int, low: int | None = None) -> Scale:
    """Return a scale with so many one-sided options at the bad end, by default half of them."""
    group = frozenset(range(options // 2 if low is None else low))
    return Scale(tuple(map(float, range(options))), (group,))


def shown_of(
    bands: Bands, sizes: range, invited: int | None, scale: Scale
) -> dict[Counts, set[Counts]]:
    """Return what pages show of every histogram of these sizes, each with all it comes from."""
    options, images = len(scale.values), defaultdict(set)
    for n in sizes:
        # The answers make no difference to whether they can be coarsened.
        every = [c for c in histograms(n, options) if can_be_coarsened(c, n, bands.reissued)]
        stored = {
            c: coarsen(c, n, reissued=bands.reissued, one_sided=scale.one_sided) for c in every
        }
        different = list(dict.fromkeys(stored.values()))
        if not different:
            continue
        table = bands.reduce_all(np.array(different, dtype=float), [invited] * len(different))
        reduced = dict(zip(different, map(tuple, table.astype(int).tolist()), strict=True))
        for counts, coarse in stored.items():
            images[reduced[coarse]].add(counts)
    return images


def bands_within(bands: Bands, sizes: range, invited: int | None) -> Iterator[range]:
    """Yield the bands that lie wholly within these sizes."""
    n = sizes.start
    while n in sizes:
        band = bands.of(n, invited)
        if band is None:
            return
        if band.most in sizes:
            yield range(band.fewest, band.most + 1)
        n = band.most + 1


CASES = [
    pytest.param(FIVE_POINTS, Bands(5, 10), range(5, 13), id="five options"),
    pytest.param(FIVE_POINTS, Bands(5, 10, 1), range(6, 12), id="one reissued token"),
    pytest.param(FIVE_POINTS, Bands(5, 10, 3), range(8, 14), id="three reissued tokens"),
    pytest.param(FIVE_POINTS, Bands(6, 15), range(6, 12), id="other thresholds"),
    pytest.param(scale_of(2), Bands(5, 10), range(5, 16), id="two options"),
    pytest.param(scale_of(4), Bands(5, 10), range(5, 12), id="four options"),
    pytest.param(scale_of(4), Bands(5, 10, 1), range(6, 12), id="four options, a reissued token"),
    pytest.param(scale_of(7), Bands(5, 10), range(5, 8), id="seven options"),
    pytest.param(scale_of(4, low=3), Bands(5, 10), range(5, 12), id="all but the best of four"),
    pytest.param(scale_of(5, low=3), Bands(5, 10, 1), range(6, 10), id="a group past the middle"),
]
LONG = [
    pytest.param(FIVE_POINTS, Bands(5, 10), range(5, 23), id="five options, up to 22"),
    pytest.param(FIVE_POINTS, Bands(5, 10, 2), range(8, 17), id="two reissued tokens"),
    pytest.param(scale_of(11), Bands(5, 10), range(5, 8), id="marks from 0 to 10"),
]


def check(scale: Scale, bands: Bands, sizes: range) -> None:
    """Compare hulls and extreme means with those of enumeration, for all numbers of people."""
    for invited in (None, *range(bands.least + 1, sizes.stop + 2)):
        there = range(sizes.start, min(sizes.stop, (invited or sizes.stop) + 1))
        for band in bands_within(bands, there, invited):
            images = shown_of(bands, band, invited, scale)
            images.pop((0,) * len(scale.values), None)
            if not images:
                continue
            ends = band.start, band.stop - 1
            for shown, true in images.items():
                hull = hull_of_shown(shown, *ends, scale, bands.reissued)
                assert hull == true, (shown, invited)
            table = np.array(list(images), dtype=float)
            moved = moved_in_shown(
                table,
                np.full(len(table), ends[0]),
                np.full(len(table), ends[1]),
                scale,
                np.full(len(table), bands.reissued),
            )
            for shown, worse, better in zip(images, moved.worse, moved.better, strict=True):
                means = [scale.scores @ counts / sum(counts) for counts in images[shown]]
                mean = scale.scores @ shown / sum(shown)
                assert (mean - worse, mean + better) == pytest.approx((min(means), max(means)))


@pytest.mark.parametrize(("scale", "bands", "sizes"), CASES)
def test_the_hull_is_what_enumeration_finds(scale: Scale, bands: Bands, sizes: range) -> None:
    check(scale, bands, sizes)


@pytest.mark.slow
@pytest.mark.parametrize(("scale", "bands", "sizes"), LONG)
def test_the_hull_is_what_enumeration_finds_in_larger_groups(
    scale: Scale, bands: Bands, sizes: range, in_full: bool
) -> None:
    check(scale, bands, sizes if in_full else next(bands_within(bands, sizes, None)))


@pytest.mark.parametrize(("k", "reissued"), [(5, 0), (5, 2), (6, 0)])
def test_the_band_of_many_numbers_of_answers_is_that_of_each(k: int, reissued: int) -> None:
    bands = Bands(k, 10, reissued)
    for invited in (None, *range(bands.least + 1, 30)):
        for answers in range(bands.least, (invited or 30) + 1):
            band = bands.of(answers, invited)
            assert band is not None
            whole = np.array([np.nan if invited is None else float(invited)])
            fewest, most = bands.of_answers(np.array([band.fewest]), whole)
            assert (fewest[0], most[0]) == (band.fewest, band.most)


@dataclass(frozen=True)
class Organisation:
    """What is shown of one question in one wave of an organisation by chance, and the truth.

    One entry per published unit: its shown histogram, its true mean, the nearest published unit
    above it, and whether other units lie below it.
    """

    shown: np.ndarray
    fewest: np.ndarray
    most: np.ndarray
    reissued: np.ndarray
    above: np.ndarray
    composed: np.ndarray
    true: np.ndarray


def organisation(
    chance: np.random.Generator, shape: Sequence[float], scale: Scale
) -> Organisation | None:
    """Return an organisation of 25 units, many of them too small to be published.

    None where none can be shown, or nothing of an atom, because of its replaced links.
    """
    size = 25
    parent = {u: None if u == 0 else int(chance.integers(max(0, u - 6), u)) for u in range(size)}
    people = {unit: int(chance.integers(0, 14)) for unit in range(size)}
    ballots = {unit: int(chance.binomial(people[unit], 0.9)) for unit in range(size)}
    again = {unit: int(chance.random() < 0.05) for unit in range(size) if ballots[unit]}
    tree, heads = Tree(parent), HeadCounts(ballots, people, again)
    groups = atoms(tree, heads, 5)
    inside = published_units(tree, heads, 5, groups)
    invited, cut = tree.totals(people), scale.one_sided
    true, stored = {}, {}
    for atom in groups:
        reissued = sum(again.get(unit, 0) for unit in atom)
        most = sum(ballots[unit] for unit in atom)
        # Some leave the question out, as many as may: of fewer answers nothing is published.
        if most < fewest_answers(5, reissued):
            return None
        answered = int(chance.integers(fewest_answers(5, reissued), most + 1))
        counts = chance.multinomial(answered, shape)
        true[atom] = counts
        stored[atom] = coarsen(counts.tolist(), answered, reissued=reissued, one_sided=cut)
    bands = {
        unit: Bands(5, 10, sum(again.get(u, 0) for atom in within for u in atom))
        for unit, within in inside.items()
    }
    units = [
        unit
        for unit, within in inside.items()
        if bands[unit].of(sum(ballots[u] for atom in within for u in atom), invited[unit])
    ]
    if not units:
        return None
    shown = np.array(
        [
            bands[unit].reduce(
                [sum(c) for c in zip(*(stored[a] for a in inside[unit]), strict=True)],
                invited[unit],
            )
            for unit in units
        ]
    )
    ends = [
        bands[unit].of_answers(shown[row].sum(keepdims=True), np.array([float(invited[unit])]))
        for row, unit in enumerate(units)
    ]
    nearest = [
        next((u for u in tree.upwards(unit) if u != unit and u in units), None) for unit in units
    ]
    sums = [np.sum([true[atom] for atom in inside[unit]], axis=0) for unit in units]
    return Organisation(
        shown=shown,
        fewest=np.concatenate([fewest for fewest, _ in ends]),
        most=np.concatenate([most for _, most in ends]),
        reissued=np.array([bands[unit].reissued for unit in units]),
        above=np.array([-1 if unit is None else units.index(unit) for unit in nearest]),
        composed=np.array([unit in parent.values() for unit in units]),
        true=np.array([FIVE_POINTS.scores @ counts / counts.sum() for counts in sums]),
    )


SHAPES = {
    "left-skewed": (0.05, 0.10, 0.20, 0.40, 0.25),
    "near the ceiling": (0, 0.02, 0.03, 0.25, 0.70),
    "near the floor": (0.70, 0.25, 0.03, 0.02, 0),
    "all the same": (0, 0, 0, 0, 1),
    "polarised": (0.40, 0.08, 0.04, 0.08, 0.40),
}


@pytest.mark.slow
@pytest.mark.parametrize("low", [2, 4], ids=["two unfavourable", "all but the best"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_range_of_a_sum_of_atoms_holds_the_truth(
    shape: Sequence[float], low: int, in_full: bool
) -> None:
    scale = scale_of(5, low)
    chance, widths = np.random.default_rng(16), []
    for _ in range(2_000 if in_full else 25):
        one = organisation(chance, shape, scale)
        if one is None:
            continue
        column = {
            name: getattr(one, name)[:, None]
            for name in ("fewest", "most", "above", "reissued", "composed")
        }
        moved = moved_in_shown_union(one.shown[:, None, :].astype(float), scale=scale, **column)
        mean = one.shown @ FIVE_POINTS.scores / one.shown.sum(axis=1)
        assert (mean - moved.worse[:, 0] <= one.true + 1e-9).all()
        assert (mean + moved.better[:, 0] >= one.true - 1e-9).all()
        widths += (moved.worse + moved.better)[one.composed, 0].tolist()
    assert np.mean(widths) < (0.8 if low == 2 else 1.0)


def test_a_unit_of_one_atom_has_the_same_range_either_way() -> None:
    table = np.array([[[0.0, 0, 0, 2, 3]], [[0, 0, 2, 4, 6]]])
    band = np.array([[5], [12]]), np.array([[6], [13]])
    alone = moved_in_shown(table, *band)
    tree = moved_in_shown_union(
        table,
        *band,
        above=np.array([[1], [-1]]),
        composed=np.array([[False], [True]]),
    )
    assert tree.worse[0] == alone.worse[0]
    assert tree.better[0] == alone.better[0]
    assert tree.better[1] >= alone.better[1]


def test_what_was_counted_with_fewer_answers_than_replaced_links_take_now_is_not_shown() -> None:
    bands = Bands(5, 10, 3)
    assert [bands.of(n, 20) is None for n in (8, 9, 10)] == [True, True, False]
