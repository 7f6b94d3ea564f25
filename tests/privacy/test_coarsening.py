"""Coarsening: from a published histogram nobody is certain of anybody's exact answer."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.counting.disclosure import coarsen
from surveys.reading.bands import Bands

UNFAVOURABLE = frozenset({0, 1})
LIKERT = (UNFAVOURABLE,)
BIPOLAR = (frozenset({0, 1}), frozenset({3, 4}))

Histogram = tuple[int, ...]


def histograms(n: int, options: int) -> Iterator[Histogram]:
    """Yield every way in which n people can answer."""
    for bars in combinations(range(n + options - 1), options - 1):
        edges = (-1, *bars, n + options - 1)
        yield tuple(b - a - 1 for a, b in pairwise(edges))


@cache
def preimages(
    n: int, one_sided: tuple[frozenset[int], ...], options: int = 5, ordered: bool = True
) -> dict[Histogram, list[Histogram]]:
    """Return, for everything that can be published, the answers it can come from."""
    found: dict[Histogram, list[Histogram]] = defaultdict(list)
    for counts in histograms(n, options):
        found[coarsen(counts, n, one_sided=one_sided, ordered=ordered)].append(counts)
    return found


def cap(n: int) -> int:
    return min(n - 2, n * 9 // 10)


every_size = pytest.mark.parametrize("n", range(5, 13))
every_kind = pytest.mark.parametrize("one_sided", [LIKERT, BIPOLAR, ()])


@every_size
@every_kind
def test_coarsening_keeps_the_number_and_the_cap_and_changes_only_what_tells_too_much(
    n: int, one_sided: tuple[frozenset[int], ...]
) -> None:
    """What it made, it leaves alone."""
    for shown, sources in preimages(n, one_sided).items():
        assert sum(shown) == n
        assert min(shown) >= 0
        assert max(shown) <= cap(n)
        assert coarsen(shown, n, one_sided=one_sided) == shown
        for counts in sources:
            alike = any(sum(counts[o] for o in group) == n for group in one_sided)
            assert counts == shown or alike or max(counts) > cap(n)


@every_size
@every_kind
def test_nobody_is_ever_certain_of_an_exact_answer_neither_outside_the_group_nor_inside_it(
    n: int, one_sided: tuple[frozenset[int], ...]
) -> None:
    """Somebody's answer is certain only when everybody in every possible source gave it.

    Nor is it certain that all gave the same, or that all were on the wrong side; nor, for somebody
    in the group who takes away the own answer from every possible source, that all others gave one.
    """
    for shown, sources in preimages(n, one_sided).items():
        assert not all(max(counts) == n for counts in sources)
        assert not any(all(counts[option] == n for counts in sources) for option in range(5))
        for group in one_sided:
            assert not all(sum(counts[o] for o in group) == n for counts in sources), shown

        for own in range(5):
            others = [
                tuple(count - (option == own) for option, count in enumerate(counts))
                for counts in sources
                if counts[own]
            ]
            assert not others or not all(max(rest) == n - 1 for rest in others), (shown, own)


def tells_too_much(
    n: int, options: int, group: frozenset[int], show: Callable[[Histogram], Histogram]
) -> bool:
    """Return whether some histogram shown of n people discloses that they (nearly) all agree.

    None may have more than n - 2 in one option or all in the group, and all may be the answers
    themselves: then nobody is certain that one was blurred.
    """
    for shown in map(show, histograms(n, options)):
        whole = sum(shown[option] for option in group) == n
        if max(shown) > cap(n) or whole or show(shown) != shown:
            return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("options", range(2, 12))
def test_no_number_of_options_shows_a_group_that_nearly_agrees_or_is_wholly_unfavourable(
    options: int, in_full: bool
) -> None:
    """As many options as a Likert scale or a grade has, and any unfavourable part below the best.

    The halves are proven for groups of 5 to 12; larger parts for those up to 8.
    """
    for n in range(5, 13):
        if not in_full and math.comb(n + options - 1, n) > 2_000:
            break
        for size in range(options // 2, options if n <= 8 else options // 2 + 1):
            low = frozenset(range(size))
            assert not tells_too_much(n, options, low, partial(coarsened, low=low)), (n, size)


@pytest.mark.slow
@pytest.mark.parametrize("options", range(2, 12))
def test_nor_does_what_a_page_shows_of_them(options: int, in_full: bool) -> None:
    """A page shows a histogram with the fewest answers of its band."""
    bands = Bands(5, 10)
    for n, spare in product(range(5, 13), (0, 1, 2, None)):
        invited = None if spare is None else n + spare
        if math.comb(n + options - 1, n) > (50_000 if in_full else 1_000) or invited == 5:
            continue
        for size in {options // 2, options - 1}:
            low = frozenset(range(size))
            counts = {coarsened(answers, low=low) for answers in histograms(n, options)}
            shown = bands.reduce_all(np.array(sorted(counts), dtype=float), [invited] * len(counts))
            fewest = int(shown[0].sum())
            assert shown.max() <= cap(fewest), (n, invited)
            assert shown[:, :size].sum(axis=1).max() < fewest, (n, invited)


def coarsened(counts: Histogram, low: frozenset[int]) -> Histogram:
    return coarsen(counts, sum(counts), one_sided=[low])


def test_mutants_with_one_rule_for_all_scales_are_caught() -> None:
    """The answers as they are; the rule of five options for seven; the lower half for a 0 to 6."""
    assert tells_too_much(5, 2, frozenset({0}), lambda counts: counts)
    for options, low, fixed in ((7, 3, 2), (11, 7, 5)):
        rule = partial(coarsened, low=frozenset(range(fixed)))
        assert tells_too_much(5, options, frozenset(range(low)), rule)


def test_mutants_without_the_cap_or_the_one_sided_rule_are_caught() -> None:
    """The same question put to a histogram that is shown as it is finds the unanimous group."""
    shown = {counts: [counts] for counts in histograms(5, 5)}
    assert any(all(max(counts) == 5 for counts in sources) for sources in shown.values())
    sources = preimages(5, ())[3, 2, 0, 0, 0]
    assert all(sum(counts[o] for o in UNFAVOURABLE) == 5 for counts in sources)


@st.composite
def single_answers(draw: st.DrawFn, options: int) -> Histogram:
    n = draw(st.integers(5, 60))
    pool = draw(st.lists(st.integers(0, options - 1), min_size=1, max_size=4))
    counts = [0] * options
    for _ in range(n):
        counts[draw(st.sampled_from(pool))] += 1
    return tuple(counts)


@pytest.mark.parametrize(("options", "lower"), [(10, frozenset(range(5))), (11, frozenset())])
@given(data=st.data())
def test_grades_and_quantities_keep_their_number_stay_under_the_cap_and_never_all_lower(
    data: st.DataObject, options: int, lower: frozenset[int]
) -> None:
    """Grades are never all in the lower half; a quantity has no such half."""
    counts = data.draw(single_answers(options))
    n, one_sided = sum(counts), (lower,) if lower else ()
    shown = coarsen(counts, n, one_sided=one_sided)
    assert sum(shown) == n
    assert max(shown) <= cap(n)
    assert sum(shown[o] for o in lower) < n
    assert coarsen(shown, n, one_sided=one_sided) == shown


@st.composite
def several_choices(draw: st.DrawFn, options: int = 7, most: int = 2) -> tuple[Histogram, int]:
    """Draw how often each option was chosen, and by how many people together."""
    ballot = st.sets(st.integers(0, options - 1), min_size=1, max_size=most)
    favourites = draw(st.lists(ballot, min_size=1, max_size=3))
    n = draw(st.integers(5, 30))
    chosen = [draw(st.sampled_from(favourites)) for _ in range(n)]
    return tuple(sum(option in ballot for ballot in chosen) for option in range(options)), n


@given(several_choices())
def test_choices_keep_their_sum_and_none_is_shown_as_everybodys(
    answers: tuple[Histogram, int],
) -> None:
    counts, n = answers
    shown = coarsen(counts, n, ordered=False)
    assert sum(shown) == sum(counts)
    assert max(shown) <= cap(n)
    assert coarsen(shown, n, ordered=False) == shown


@given(several_choices())
def test_choices_of_people_can_add_up_to_what_is_shown(answers: tuple[Histogram, int]) -> None:
    """So nothing makes certain that it was moved: each person takes the options most left over."""
    counts, n = answers
    left = list(coarsen(counts, n, ordered=False))
    for person in range(n):
        number = -(-sum(left) // (n - person))
        for option in sorted(range(len(left)), key=lambda o: -left[o])[:number]:
            left[option] -= 1
        assert 1 <= number <= 2
    assert set(left) == {0}


@pytest.mark.parametrize("options", [2, 3, 4])
@every_size
def test_one_choice_of_a_few_without_order_is_never_certain_either(n: int, options: int) -> None:
    for shown, sources in preimages(n, (), options, ordered=False).items():
        assert max(shown) <= cap(n)
        assert not all(max(counts) == n for counts in sources)


def test_a_choice_that_everybody_made_goes_to_the_least_chosen_options() -> None:
    assert coarsen((5, 0, 0), 5, ordered=False) == (3, 1, 1)
