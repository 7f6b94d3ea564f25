"""Percentages that are parts of one whole add up to 100, whatever the answers."""

import itertools
import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.shares import shares_bar
from surveys.instrument import shipped
from surveys.reading.shares import groups_of, groups_of_scale, shares
from surveys.statistics import InsufficientData
from surveys.statistics.share import Share, largest_remainders
from surveys.texts import Texts

LIKERT = groups_of(shipped().question("mood_1"))


def parts_of(counts: tuple[int, ...], groups: Mapping[str, tuple[int, ...]]) -> list[Share]:
    found = shares(counts, groups, 10).parts
    assert not isinstance(found, InsufficientData)
    return list(found.values())


@pytest.mark.parametrize("n", range(10, 61))
def test_three_shares_of_any_split_add_up_to_100_and_none_is_wrong_by_a_whole_step(n: int) -> None:
    step = 5 if n < 50 else 1
    for bad, middle in itertools.product(range(n + 1), repeat=2):
        if bad + middle > n:
            continue
        counts = (bad, 0, middle, 0, n - bad - middle)
        parts = parts_of(counts, LIKERT)
        percents = [100 * part.part for part in parts]
        assert sum(map(round, percents)) == 100, counts
        for part, percent, exact in zip(
            parts, percents, (n - bad - middle, middle, bad), strict=True
        ):
            assert percent == pytest.approx(round(percent))
            assert round(percent) % step == 0
            assert abs(percent - 100 * exact / n) < step
            assert part.low <= part.part <= part.high


@given(st.lists(st.integers(0, 12), min_size=9, max_size=9).filter(lambda c: sum(c) >= 10))
def test_the_shares_of_a_scale_add_up_too(counts: list[int]) -> None:
    parts = parts_of(tuple(counts), groups_of_scale())
    assert sum(round(100 * part.part) for part in parts) == 100


def test_what_a_chart_its_table_and_its_words_show_adds_up() -> None:
    """8, 5 and 2 of 15 are 53, 33 and 13 %: each to the nearest 5 % would be 105."""
    chart = shares_bar(shares((1, 1, 5, 4, 4), LIKERT, 10), Texts("en"))
    assert chart is not None
    _answer, part, _between = chart.table.values()
    assert sum(int(percent.rstrip("%")) for percent in part) == 100
    assert sum(bar.x[0] for bar in chart.figure.data) == pytest.approx(1)
    said = re.sub(r"\(.*?\)", "", chart.description)
    assert sum(map(int, re.findall(r"(\d+)%", said))) == 100


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=11), st.sampled_from([10, 20, 100]))
def test_parts_of_one_in_steps_add_up_and_keep_their_order(sizes: list[float], steps: int) -> None:
    parts = [size / sum(sizes) for size in sizes]
    rounded = largest_remainders(parts, steps)
    assert sum(rounded) == steps
    # Parts that differ by an error of floating point alone are equal ones.
    pairs = itertools.combinations(zip(parts, rounded, strict=True), 2)
    assert all(a[1] <= b[1] if a[0] < b[0] else b[1] <= a[1] for a, b in pairs if differ(a, b))


def differ(one: tuple[float, int], other: tuple[float, int]) -> bool:
    return abs(one[0] - other[0]) > 1e-9
