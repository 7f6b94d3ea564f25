"""A report holds what is published of one unit, for those who may read it."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from surveys.answering.casting import cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.reading.blur import hull_of_shown
from surveys.reading.participation import Participation
from surveys.reading.unit import read_unit
from surveys.statistics import InsufficientData, known
from surveys.statistics.level import level
from surveys.waves.waves import open_wave
from tests.builders import add_people, give_role
from tests.reading import HR, edition, read, reader_with

pytestmark = pytest.mark.both_databases

FIRST = date(2026, 3, 2)
ONE_TO_FIVE = (1.0, 2.0, 3.0, 4.0, 5.0)


def run_wave(installation: Installation, number: int, moods: list[int], others: int = 0) -> None:
    """Count one wave: some answer the mood question (0 to 4), some nothing."""
    day = FIRST + number * timedelta(days=14)
    wave = open_wave(installation, opens_on=day, closes_on=day)
    tokens = iter(wave.tokens.values())
    for mood in moods:
        cast(installation, next(tokens), {"mood_1": (mood,)}, day)
    for _ in range(others):
        cast(installation, next(tokens), {}, day)
    close_wave(installation, day)


def test_a_hidden_unit_has_no_numbers(installation: Installation, north: UUID) -> None:
    report = read(read_unit, installation, HR, north)
    assert (list(report.waves), list(report.trends), report.latest) == ([], [], None)
    assert edition(installation) == (0, None, None, "", 0)
    add_people(installation, north, 8)
    run_wave(installation, 0, [3, 2, 3, 4])
    report = read(read_unit, installation, HR, north)
    assert ([wave.participation for wave in report.waves], list(report.trends)) == ([None], [])


def test_a_report_has_the_published_level(installation: Installation, north: UUID) -> None:
    add_people(installation, north, 8)
    run_wave(installation, 0, [3, 3, 2, 4, 3])
    report = read(read_unit, installation, HR, north)
    assert report.name == "North"
    assert report.latest is not None
    assert (report.latest.number, report.latest.participation) == (1, Participation(5, 6, 8))
    [trend] = report.trends
    assert (trend.question.id, trend.indicator.id) == ("mood_1", "mood")
    shown = (0, 0, 1, 3, 1)
    hull = hull_of_shown(shown, 5, 6)
    assert trend.levels == [level(shown, ONE_TO_FIVE, 8, hull=hull)]
    assert trend.blur_in_words("en") == (
        "Nearly all may have given the same answer; the true average may be up to 0.2 more extreme."
    )
    assert trend.latest == trend.levels[0]
    assert trend.badge_in_words("en") == "Good"


def test_a_wave_in_which_too_few_answered_a_question_has_no_level(
    installation: Installation, north: UUID
) -> None:
    """In the third of four waves too few answered the question: it has no level there."""
    add_people(installation, north, 9)
    run_wave(installation, 0, [0, 1, 2, 3, 4, 4])
    run_wave(installation, 1, [1, 1, 2, 3, 2, 1])
    run_wave(installation, 2, [4, 4, 4, 4], others=4)
    run_wave(installation, 3, [3, 3, 4, 2, 4, 3])
    report = read(read_unit, installation, HR, north)
    [trend] = report.trends
    published = [known(found) is not None for found in trend.levels]
    assert published == [True, True, False, True]
    assert trend.levels[2] == InsufficientData("answers", 0, 5)
    assert trend.badge_in_words("en") != "Too early to tell"
    assert [wave.number for wave in report.waves] == [1, 2, 3, 4]


def test_an_open_wave_is_not_in_a_report(installation: Installation, north: UUID) -> None:
    add_people(installation, north, 8)
    run_wave(installation, 0, [3, 2, 3, 4, 1])
    before = read(read_unit, installation, HR, north)
    later = date(2026, 5, 1)
    wave = open_wave(installation, opens_on=later, closes_on=later)
    for token in wave.tokens.values():
        cast(installation, token, {"mood_1": (4,)}, later)
    assert read(read_unit, installation, HR, north) == before
    assert edition(installation)[0] == 1
    close_wave(installation, later)
    assert edition(installation)[0] == 2


def test_waves_run_from_old_to_new(installation: Installation, north: UUID) -> None:
    add_people(installation, north, 6)
    run_wave(installation, 5, [3, 2, 3, 4, 1])
    run_wave(installation, 1, [3, 2, 3, 4, 1])
    waves = read(read_unit, installation, HR, north).waves
    assert [wave.number for wave in waves] == [2, 1]
    assert [wave.closes_on for wave in waves] == sorted(wave.closes_on for wave in waves)


def test_manager_and_hr_read_the_same_numbers(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    whole = organisation["Example"]
    first, *_ = add_people(installation, organisation["North"], 9)
    give_role(installation, first, "manager", whole)
    run_wave(installation, 0, [0, 1, 2, 3, 4, 4, 3, 2, 1])
    manager = reader_with("manager", leads=whole)
    for unit in organisation.values():
        as_manager = read(read_unit, installation, manager, unit)
        assert as_manager == read(read_unit, installation, HR, unit)


def test_anchors_come_in_the_agreed_order(installation: Installation, north: UUID) -> None:
    add_people(installation, north, 6)
    wave = open_wave(installation, opens_on=FIRST, closes_on=FIRST)
    asked = ("ao_1", "iso_1", "iso_2", "mood_1", "ra_1", "wl_1", "wlb_1")
    for mood, token in enumerate(wave.tokens.values()):
        cast(installation, token, dict.fromkeys(asked, (mood % 5,)), FIRST)
    close_wave(installation, FIRST)
    trends = read(read_unit, installation, HR, north).trends
    assert [t.question.id for t in trends] == ["mood_1", "wlb_1", "iso_1", "wl_1", "ra_1", "ao_1"]
