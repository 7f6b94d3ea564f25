"""A longer interval is advised where published participation fell by two tenths, and not else."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.reading.participation import Participation
from surveys.reading.response import (
    MIN_TENTHS_LOST,
    WAVES_BEFORE,
    ResponseReport,
    fall_of,
)
from surveys.reading.wave_of_unit import WaveOfUnit

Parts = list[tuple[WaveOfUnit, Participation | None]]


def parts_of(*answers: int | None, invited: int = 100) -> Parts:
    """Return waves with about some answers each of as many people; None where nothing is known."""
    known = [
        None if number is None else Participation(number, number + 1, invited) for number in answers
    ]
    return [(wave(number, part), part) for number, part in enumerate(known, 1)]


def wave(number: int | None, part: Participation | None) -> WaveOfUnit:
    closed = date(2026, 1, 5) + timedelta(days=14 * (number or 0))
    return WaveOfUnit(UUID(int=number or 0), number, None, closed, closed, part)


@pytest.mark.parametrize(
    ("answers", "advised"),
    [
        ((70, 70, 70, 70, 50), True),
        ((70, 70, 70, 70, 60), False),
        ((90, 70, 70, 70, 70, 70), False),
        ((70, 50, 50, 50, 50, 50), False),
        ((70, None, None, None, 50), True),
        ((None, 70, 70, 70, 50), False),
        ((70, 70, 70, 70, None), False),
        ((70, 70, 70, 50), False),
        ((), False),
    ],
)
def test_the_newest_wave_is_compared_with_the_fourth_before_it(
    answers: tuple[int | None, ...], advised: bool
) -> None:
    parts = parts_of(*answers)
    assert (fall_of(parts) is not None) == advised
    advice = ResponseReport(parts, ()).longer_interval_in_words("en")
    assert (advice is not None) == advised
    if advice is not None:
        assert "In wave 1 it was about 7 in 10" in advice


@given(st.lists(st.none() | st.integers(5, 99), max_size=9), st.integers(0, 30))
def test_nothing_but_published_tenths_decides(numbers: list[int | None], others: int) -> None:
    """People in groups without numbers change nothing, nor do other numbers in the same tenth."""
    parts = parts_of(*numbers)
    found = fall_of(parts)
    with_others = [(w, p and replace(p, others=others)) for w, p in parts]
    assert (fall_of(with_others) is None) == (found is None)
    tenths = {w.number: p.tenths if p else None for w, p in parts}
    now, before = tenths.get(len(parts)), tenths.get(len(parts) - WAVES_BEFORE)
    lost = now is not None and before is not None and before - now >= MIN_TENTHS_LOST
    assert (found is not None) == lost


def test_imported_waves_are_not_compared() -> None:
    parts = parts_of(70, 70, 70, 70, 50)
    imported = [(replace(w, number=None), p) for w, p in parts[:1]]
    assert fall_of([*imported, *parts[1:]]) is None
    assert fall_of([*parts[:4], (replace(parts[4][0], number=None), parts[4][1])]) is None
