"""A quarter is told of a small unit where three waves of a fixed block are published for it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from surveys.access import NotAllowedError
from surveys.installation import Installation
from surveys.operations.upkeep import delete_expired
from surveys.reading import read_quarter
from surveys.reading.quarter import QuarterShares
from surveys.settings import Retention
from surveys.statistics import InsufficientData
from tests.past_waves import FIRST, past_wave
from tests.reading import HR, read, reader_with

pytestmark = pytest.mark.both_databases

MIXED = ([1, 1, 2, 2, 1], [0, 2, 2, 2, 1], [1, 2, 1, 2, 1], [1, 0, 3, 2, 1], [2, 1, 1, 3, 0])
"""Histograms of seven answers; of nine invited people, they are shown as they are."""


def publish(
    installation: Installation, unit: UUID, places: Sequence[int], *, numbered: bool = True
) -> None:
    """Publish waves at some places in time, counted from 0, with their numbers from 1."""
    for place in places:
        counts = {"mood_1": MIXED[place % 5], "wl_1": MIXED[place % 3]}
        number = place + 1 if numbered else None
        past_wave(installation, 2 * place, {unit: counts}, number=number)


def quarter(installation: Installation, unit: UUID) -> dict[str, QuarterShares]:
    return dict(read(read_quarter, installation, HR, unit).shares)


def days(shares: QuarterShares) -> list[int]:
    """Return the places of the waves behind some shares."""
    return [(wave.opens_on - FIRST) // timedelta(days=28) for wave in shares.waves]


def test_three_waves_are_told_in_tenths_that_add_up_to_ten(
    installation: Installation, north: UUID
) -> None:
    publish(installation, north, range(3))
    shares = quarter(installation, north)
    assert {*shares} == {"mood_1", "wl_1"}
    told = shares["mood_1"]
    assert not isinstance(told.parts, InsufficientData)
    assert [*told.parts] == ["unfavourable", "neutral", "favourable"]
    in_tenths = [10 * share.part for share in told.parts.values()]
    assert in_tenths == pytest.approx([round(tenths) for tenths in in_tenths])
    assert sum(in_tenths) == pytest.approx(10)
    for share in told.parts.values():
        assert share.low <= share.part <= share.high
        assert share.high - share.low >= 0.4, "few people, asked three times"


def test_the_newest_whole_block_is_told_and_never_the_last_three_waves(
    installation: Installation, north: UUID
) -> None:
    publish(installation, north, range(2))
    assert not quarter(installation, north)
    publish(installation, north, range(2, 5))
    assert days(quarter(installation, north)["mood_1"]) == [0, 1, 2]
    publish(installation, north, range(5, 6))
    assert days(quarter(installation, north)["mood_1"]) == [3, 4, 5]


def test_blocks_stay_when_history_is_imported_or_old_waves_are_deleted(
    installation: Installation, north: UUID
) -> None:
    publish(installation, north, range(4, 9))
    before = quarter(installation, north)
    assert days(before["mood_1"]) == [6, 7, 8]
    publish(installation, north, range(3), numbered=False)
    assert quarter(installation, north) == before
    five_years_later = (FIRST + timedelta(days=28 * 6 - 1)).replace(year=FIRST.year + 5)
    assert delete_expired(installation, Retention(), five_years_later)
    assert quarter(installation, north) == before


def test_imported_waves_are_no_quarter(installation: Installation, north: UUID) -> None:
    publish(installation, north, range(6), numbered=False)
    assert not quarter(installation, north)


@pytest.mark.parametrize("other", [[2, 1, 1, 0, 0], [2, 2, 2, 2, 2]])
def test_one_wave_with_other_than_five_to_nine_answers_leaves_none(
    installation: Installation, north: UUID, other: list[int]
) -> None:
    """With ten, the page of that wave shows its shares: those of the others would follow."""
    publish(installation, north, range(2))
    past_wave(installation, 4, {north: {"mood_1": other, "wl_1": MIXED[0]}}, number=3)
    assert {*quarter(installation, north)} <= {"wl_1"}


def test_a_question_that_was_not_asked_in_all_three_waves_has_none(
    installation: Installation, north: UUID
) -> None:
    publish(installation, north, range(2))
    past_wave(installation, 4, {north: {"wl_1": MIXED[2]}}, number=3)
    assert {*quarter(installation, north)} == {"wl_1"}


def test_a_unit_that_is_hidden_in_one_wave_has_none(
    installation: Installation, north: UUID
) -> None:
    publish(installation, north, range(2))
    everybody = {north: {"mood_1": [1, 1, 1, 1, 1]}}
    past_wave(installation, 4, everybody, number=3, people_more=0)
    assert not quarter(installation, north)
    publish(installation, north, range(3, 6))
    assert quarter(installation, north)


def test_only_readers_of_the_unit_read_its_quarter(
    installation: Installation, organisation: dict[str, UUID], north: UUID
) -> None:
    publish(installation, north, range(3))
    manager = reader_with("manager", leads=north)
    assert read(read_quarter, installation, manager, north).shares
    with pytest.raises(NotAllowedError):
        read(read_quarter, installation, reader_with("manager", leads=UUID(int=3)), north)
