"""A start measurement: chosen before the first wave, asked once, counted as six scales at once."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest

from db import published, waves
from db.engine import reading
from surveys import trail
from surveys.access import NotAllowedError
from surveys.answering import answer_sheet, preview_sheet
from surveys.counting import close_wave
from surveys.documents.values import read_values
from surveys.documents.writing import render_documents
from surveys.installation import Installation
from surveys.instrument import START_MEASUREMENT, Question, questions_of_wave, shipped
from surveys.organisation.turns import load_minutes
from surveys.programme import ProgrammeError, changes, load_plan, load_programme
from surveys.programme.start_measurement import (
    choose_start_measurement,
    load_start_measurement,
)
from surveys.reading.unit import read_unit
from surveys.reading.wave import read_wave
from surveys.settings import Settings
from surveys.statistics.level import Level
from surveys.waves import open_wave
from tests.builders import OPENS, add_people, answer, hold_wave, put_programme
from tests.reading import HR, read, reader_with
from tests.refusals import code

WHO = reader_with("administrator")
LATER = OPENS + timedelta(days=14)
CORE = [
    "mood",
    "work_life_balance",
    "isolation",
    "workload",
    "reachability_access",
    "reachability_always_on",
]

pytestmark = pytest.mark.both_databases


@pytest.fixture
def started(installation: Installation, north: UUID) -> Installation:
    """A weekly programme of 24 people that begins with a start measurement."""
    put_programme(installation)
    add_people(installation, north, 24)
    choose_start_measurement(installation, WHO, on=True)
    return installation


def asked_in(installation: Installation, wave: UUID) -> list[str]:
    with reading(installation.engine) as session:
        return list(waves.wave(session, wave).questions)


def ids(questions: Iterable[Question]) -> list[str]:
    return [question.id for question in questions]


def newest(installation: Installation) -> UUID:
    with reading(installation.engine) as session:
        return published.closed_waves(session)[0][0]


def test_the_first_wave_asks_everything_on_the_fixed_subjects_and_the_next_begins_the_rotation(
    started: Installation,
) -> None:
    plan = load_plan(started, OPENS, OPENS + timedelta(days=60))
    assert [wave.block for wave in plan[:4]] == [START_MEASUREMENT, 1, 2, 3]
    assert [wave.number for wave in plan[:4]] == [1, 2, 3, 4]
    assert load_minutes(started) == 3
    first = open_wave(started, opens_on=OPENS, closes_on=OPENS)
    assert asked_in(started, first.id) == ids(questions_of_wave(shipped(), START_MEASUREMENT))
    sheet = answer_sheet(started, next(iter(first.tokens.values())), OPENS)
    assert (len(sheet.questions), sheet.minutes, sheet.is_start_measurement) == (29, 3, True)
    assert load_minutes(started, of_open_wave=True) == 3
    assert load_minutes(started) == 1, "slips for the next wave"
    answer(started, first)
    close_wave(started, OPENS)
    second = open_wave(started, opens_on=LATER, closes_on=LATER)
    assert asked_in(started, second.id) == ids(questions_of_wave(shipped(), 1))
    sheet = answer_sheet(started, next(iter(second.tokens.values())), LATER)
    assert (sheet.minutes, sheet.is_start_measurement) == (1, False)


@pytest.mark.parametrize("on", [True, False])
def test_once_the_first_wave_has_opened_it_stays_as_it_was(
    on: bool, installation: Installation, north: UUID
) -> None:
    add_people(installation, north, 8)
    choose_start_measurement(installation, WHO, on=on)
    open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    with pytest.raises(ProgrammeError, check=code("has_begun")):
        choose_start_measurement(installation, WHO, on=not on)
    choose_start_measurement(installation, WHO, on=on)
    start = load_start_measurement(installation)
    assert (start.is_on, start.can_change) == (on, False)


@pytest.mark.parametrize("role", ["manager", "hr", "council"])
def test_only_administrators_choose_and_each_choice_is_noted_once(
    role: str, installation: Installation, north: UUID
) -> None:
    with pytest.raises(NotAllowedError):
        choose_start_measurement(installation, reader_with(role), on=True)
    assert not load_start_measurement(installation).is_on
    for on in (False, True, True, False):
        choose_start_measurement(installation, WHO, on=on)
    noted = [e.action for e in trail.entries(installation) if "start" in e.action]
    assert sorted(noted) == ["start measurement switched off", "start measurement switched on"]


def test_blocks_that_were_swapped_move_with_their_waves_and_back(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    put_programme(installation)
    changes.bring_forward(installation, WHO, 2, 9)
    before = load_plan(installation, OPENS, OPENS + timedelta(days=200))
    choose_start_measurement(installation, WHO, on=True)
    after = load_plan(installation, OPENS, OPENS + timedelta(days=200))
    assert [wave.block for wave in after[1:]] == [wave.block for wave in before[:-1]]
    changes.bring_forward(installation, WHO, 2, 5)
    subjects = [e.subject for e in trail.entries(installation) if "brought" in e.action]
    assert "wave 2 asks the questions of wave 6" in subjects
    changes.bring_forward(installation, WHO, 2, 1)
    choose_start_measurement(installation, WHO, on=False)
    assert load_plan(installation, OPENS, OPENS + timedelta(days=200)) == before
    programme = load_programme(installation)
    assert programme is not None
    assert dict(programme.turns) == {2: 9, 9: 2}


def test_it_is_counted_as_six_scales_beside_anchors_that_begin_the_trend(
    started: Installation, north: UUID
) -> None:
    hold_wave(started)
    report = read(read_wave, started, HR, north, newest(started))
    assert report is not None
    assert [one.question.id for one in report.questions if one.question] == ids(
        questions_of_wave(shipped(), START_MEASUREMENT)
    )
    assert sorted(one.indicator.id for one in report.scales) == sorted(CORE)
    assert all(isinstance(one.level, Level) for one in report.scales)
    hold_wave(started, LATER)
    report = read(read_wave, started, HR, north, newest(started))
    assert report is not None
    assert [one.indicator.id for one in report.scales] == ["isolation"]
    unit = read(read_unit, started, HR, north)
    by_indicator = {trend.indicator.id: trend for trend in unit.trends}
    assert list(by_indicator) == CORE
    for trend in unit.trends:
        assert [isinstance(level, Level) for level in trend.levels] == [True, True]
        assert trend.question.role == "anchor"


def test_preview_and_documents_say_what_is_asked_and_how_long_it_takes(
    installation: Installation, north: UUID
) -> None:
    for on in (False, True):
        choose_start_measurement(installation, WHO, on=on)
        for with_programme in (False, True):
            if with_programme and load_programme(installation) is None:
                put_programme(installation)
            sheet = preview_sheet(installation, WHO, OPENS, "Team")
            assert (len(sheet.questions), sheet.minutes) == ((29, 3) if on else (12, 1))
            assert sheet.is_start_measurement is on
        values = read_values(installation, Settings(), OPENS)
        said = [" ".join(render_documents(values, code).values()) for code in ("en", "nl")]
        assert ["29 questions, about 3 minutes" in said[0], "29 vragen" in said[1]] == [on, on]
