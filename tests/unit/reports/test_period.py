"""What a report can be about, and the waves that belong to it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.reports.period import Period, PeriodError, choices, numbered, parsed, quarter_of


def wave(place: int, day: date) -> WaveOfUnit:
    return WaveOfUnit(UUID(int=place), place, None, day, day, None)


WAVES = [wave(n, date(2025, 11, 3) + n * timedelta(days=28)) for n in range(1, 14)]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_one_quarter_of_its_year(day: date) -> None:
    quarters = [n for n in range(1, 5) if Period(year=day.year, quarter=n).has(day)]
    assert quarters == [quarter_of(day)]
    assert Period(year=day.year).has(day)
    assert not Period(year=day.year + 1).has(day)


@given(st.integers(1000, 9999), st.none() | st.integers(1, 4))
def test_what_is_typed_is_read_as_it_is_named_in_files(year: int, quarter: int | None) -> None:
    period = Period(year=year, quarter=quarter)
    assert parsed(period.key) == period
    assert parsed(f" {period.key.upper()} ") == period


@pytest.mark.parametrize("typed", ["", "26", "2026-Q5", "2026-13", "last year", "2026-Q4; x"])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parsed(typed)
    assert refused.value.code == "form"


def test_a_period_has_the_waves_that_closed_in_it() -> None:
    assert Period().waves_of(WAVES) == [WAVES[-1]]
    assert Period(wave=WAVES[3].id).waves_of(WAVES) == [WAVES[3]]
    in_2025 = Period(year=2025).waves_of(WAVES)
    assert {one.closes_on.year for one in in_2025} == {2025}
    quarters = [Period(year=2026, quarter=n).waves_of(WAVES) for n in (1, 2, 3, 4)]
    assert [one for quarter in quarters for one in quarter] == Period(year=2026).waves_of(WAVES)


@pytest.mark.parametrize(
    ("period", "waves", "code"),
    [
        (Period(), [], "none"),
        (Period(year=2020), WAVES, "none_in"),
        (Period(wave=UUID(int=99)), WAVES, "no_wave"),
    ],
)
def test_a_period_without_waves_is_refused(
    period: Period, waves: list[WaveOfUnit], code: str
) -> None:
    with pytest.raises(PeriodError) as refused:
        period.waves_of(waves)
    assert refused.value.code == code


def test_a_wave_is_found_by_its_number() -> None:
    assert numbered(5, WAVES) == Period(wave=UUID(int=5))
    with pytest.raises(PeriodError):
        numbered(50, WAVES)


def test_every_choice_has_waves_and_the_newest_wave_is_the_first() -> None:
    offered = choices(WAVES)
    assert offered[0] == Period(wave=WAVES[-1].id)
    assert len(set(offered)) == len(offered)
    assert all(one.waves_of(WAVES) for one in offered)
    assert {one.wave for one in offered if one.wave} == {one.id for one in WAVES}
