"""A level is no more certain than everything that would be shown in the same way."""

import pytest

from surveys.statistics.level import Away, level
from surveys.statistics.share import share
from surveys.statistics.verdict.hull import preimages
from tests.unit.statistics.enough import enough

VALUES = (1.0, 2.0, 3.0, 4.0, 5.0)


def test_a_level_reaches_around_every_histogram_of_its_hull() -> None:
    shown, truth = (0, 0, 0, 2, 3), (0, 0, 0, 0, 5)
    alone, all_good = (enough(level(counts, VALUES, 8)) for counts in (shown, truth))
    around = enough(level(shown, VALUES, 8, hull=preimages(shown)))
    assert (around.mean, around.mean_low, around.mean_high) == pytest.approx((4.6, 4.6, 5.0))
    assert around.low == min(alone.low, all_good.low)
    assert around.high == 5.0
    assert around.extreme == pytest.approx(0.4)
    assert not around.of_parts


def test_what_is_not_unanimous_is_not_more_extreme() -> None:
    shown, other = (0, 1, 2, 1, 1), (0, 1, 2, 2, 1)
    around = enough(level(shown, VALUES, None, hull=[shown, other]))
    assert (around.mean_low, around.mean_high) == pytest.approx((3.4, 3.5))
    assert around.extreme == 0


def test_of_a_sum_of_parts_the_interval_moves_with_the_mean() -> None:
    shown = (2, 3, 9, 8, 3)
    alone = enough(level(shown, VALUES, 40))
    around = enough(level(shown, VALUES, 40, hull=Away(0.2, 0.1)))
    moved = (around.mean_low, around.mean_high, around.low, around.high)
    assert moved == pytest.approx(
        (alone.mean - 0.2, alone.mean + 0.1, alone.low - 0.2, alone.high + 0.1)
    )
    assert around.of_parts


def test_a_share_reaches_around_every_histogram_of_its_hull() -> None:
    shown = (0, 0, 0, 2, 8)
    alone, all_good = (enough(share(counts, (4,))) for counts in (shown, (0, 0, 0, 0, 10)))
    around = enough(share(shown, (4,), preimages(shown)))
    assert (around.part, around.low, around.high) == (0.8, alone.low, all_good.high)
