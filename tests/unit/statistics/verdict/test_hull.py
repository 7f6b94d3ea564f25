"""The hull of a published histogram: exactly the histograms that the count publishes as this one.

The oracle is the count's own map, applied to every histogram of so many answers.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from surveys.counting.disclosure import can_be_coarsened, coarsen
from surveys.statistics.verdict.hull import FIVE_POINTS, Scale, preimages, ranges
from surveys.statistics.verdict.moved import moved, moved_in_union
from tests.unit.statistics.verdict.computed import COMPUTED

Counts = tuple[int, ...]


def histograms(n: int, options: int) -> Iterator[Counts]:
    """Yield every histogram of n answers."""
    for bars in itertools.combinations(range(n + options - 1), options - 1):
        edges = (-1, *bars, n + options - 1)
        yield tuple(b - a - 1 for a, b in itertools.pairwise(edges))


def published(
    n: int, options: int, one_sided: tuple[frozenset[int], ...], reissued: int = 0
) -> dict[Counts, set[Counts]]:
    """Return what the count publishes of n answers, each with all that it comes from."""
    images: dict[Counts, set[Counts]] = {}
    for counts in histograms(n, options):
        if can_be_coarsened(counts, n, reissued):
            image = coarsen(counts, n, reissued=reissued, one_sided=one_sided)
            images.setdefault(image, set()).add(counts)
    return images


LOW = (frozenset({0, 1}),)
KINDS = [
    pytest.param(5, LOW, 0, range(5, 13), id="five options"),
    pytest.param(5, LOW, 1, range(6, 10), id="one reissued token"),
    pytest.param(5, LOW, 3, range(8, 13), id="three reissued tokens"),
    pytest.param(5, (*LOW, frozenset({3, 4})), 0, range(5, 9), id="two one-sided groups"),
    pytest.param(2, (), 0, range(5, 13), id="two options"),
    pytest.param(3, (frozenset({0}),), 0, range(5, 13), id="three options"),
    pytest.param(4, LOW, 0, range(5, 13), id="four options"),
    pytest.param(6, (frozenset({0, 1, 2}),), 0, range(5, 9), id="six options"),
    pytest.param(7, (frozenset({0, 1, 2}),), 0, range(5, 9), id="seven options"),
    pytest.param(3, (frozenset({0, 1}),), 0, range(5, 10), id="all but the best of three"),
    pytest.param(5, (frozenset({0, 1, 2, 3}),), 0, range(5, 10), id="all but the best of five"),
    pytest.param(5, (frozenset({0, 1, 2}),), 1, range(6, 9), id="a group past the middle"),
    pytest.param(8, (frozenset(range(4)),), 0, range(5, 7), id="eight options"),
    pytest.param(9, (frozenset(range(4)),), 0, range(5, 7), id="nine options"),
    pytest.param(10, (frozenset(range(5)),), 0, range(5, 7), id="marks from 1 to 10"),
    pytest.param(11, (frozenset(range(5)),), 0, range(5, 7), id="marks from 0 to 10"),
    pytest.param(11, (frozenset(range(7)),), 0, range(5, 7), id="unfavourable from 0 to 6"),
]


@pytest.mark.parametrize(("options", "one_sided", "reissued", "sizes"), KINDS)
def test_the_hull_is_what_enumeration_finds(
    options: int, one_sided: tuple[frozenset[int], ...], reissued: int, sizes: range
) -> None:
    for n in sizes:
        images = published(n, options, one_sided, reissued)
        for counts in histograms(n, options):
            if can_be_coarsened(counts, n, reissued):
                assert preimages(counts, one_sided, reissued) == images.get(counts, set()), counts


@pytest.mark.parametrize("case", COMPUTED["hulls"], ids=lambda case: str(case["published"]))
def test_hulls_computed_independently(case: dict[str, Any]) -> None:
    counts = case["published"]
    assert sorted(map(list, preimages(counts))) == case["preimages"]
    blur = moved(np.array([counts], dtype=float), FIVE_POINTS)
    around = (case["mean"] - blur.worse[0], case["mean"] + blur.better[0])
    assert around == pytest.approx(case["hull"], abs=1e-9)
    for name, options in (("unfavourable", (0, 1)), ("favourable", (3, 4))):
        low, high = ranges(counts, FIVE_POINTS, lambda c, o=options: sum(c[i] for i in o))  # type: ignore[misc]
        assert (low / sum(counts), high / sum(counts)) == pytest.approx(case[name], abs=1e-9)


def closed_form(counts: Counts) -> tuple[int, int]:
    """Return how much lower and higher the sum of scores may be: five options, fixed formulas."""
    n, (h0, h1, h2, h3, h4) = sum(counts), counts
    cap = min(n - 2, n * 9 // 10)
    low = h1 if h0 == cap else h2 if h1 == cap else int(h2 == cap and h3 >= 1)
    if h2 == 1 and h3 == h4 == 0 and h1 + 1 <= cap:
        low = h1 + 2 if h0 == cap else max(low, 1)
    return low, h3 if h4 == cap else h2 if h3 == cap else 0


@pytest.mark.parametrize("n", [5, 8, 11, 20, 21, 30])
def test_the_movement_of_the_mean_has_a_closed_form_on_five_options(n: int) -> None:
    if n > 12:
        some = [c for c in itertools.islice(histograms(n, 5), 0, None, 7) if max(c) <= n * 9 // 10]
    else:
        some = list(published(n, 5, LOW))
    some = [counts for counts in some if sum(counts[2:])]
    blur = moved(np.array(some, dtype=float), FIVE_POINTS)
    expected = np.array([closed_form(counts) for counts in some]) / n
    assert np.stack([blur.worse, blur.better], axis=1) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("options", "low"),
    [
        (2, {0}),
        (3, {0}),
        (4, {0, 1}),
        (5, {0, 1}),
        (5, {0, 1, 2, 3}),
        (6, {0, 1, 2}),
        (7, {0, 1, 2}),
        (7, {0, 1, 2, 3, 4}),
        (10, set(range(5))),
        (11, set(range(7))),
    ],
)
def test_what_is_unknown_within_a_sum_is_bounded(options: int, low: set[int]) -> None:
    scale = Scale(tuple(map(float, range(options))), (frozenset(low),))
    reached = False
    for n in range(5, 9 if options < 10 else 6):
        for counts in published(n, options, scale.one_sided):
            exact = moved(np.array([counts], dtype=float), scale)
            worse, better = moved_in_union([], counts, scale)
            assert worse >= exact.worse[0] - 1e-12
            assert better >= exact.better[0] - 1e-12
            reached |= bool(worse > 0 and worse < exact.worse[0] + 1e-12)
    assert reached


def test_a_sum_adds_what_its_published_units_hold() -> None:
    assert moved_in_union([(5, 0.6, 0.0), (10, 0.0, 0.2)], [0] * 5) == pytest.approx((0.2, 2 / 15))
    assert moved_in_union([], [0] * 5) == (0.0, 0.0)


def test_a_histogram_that_is_never_published_is_refused() -> None:
    assert not preimages([5, 0, 0, 0, 0])
    with pytest.raises(ValueError, match="never publishes"):
        moved(np.array([[5.0, 0, 0, 0, 0]]), FIVE_POINTS)


def test_a_scale_maps_to_one_to_five_and_back() -> None:
    marks = Scale(tuple(map(float, range(11))), (frozenset(range(5)),))
    assert marks.scores[[0, 5, 10]] == pytest.approx([1, 3, 5])
    assert [marks.own(score) for score in (1.0, 3.0, 5.0)] == [0, 5, 10]
    with pytest.raises(ValueError, match="rise"):
        Scale((1.0, 1.0), ())
