"""What is decided about the next waves: thresholds that only rise, and the question on health."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from db import programme, published, waves
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.answering import Answers, preview_sheet
from surveys.audit import thresholds
from surveys.counting import close_wave
from surveys.documents.values import read_values
from surveys.installation import Installation
from surveys.instrument import Question
from surveys.organisation.next_waves import (
    NextWavesError,
    Thresholds,
    ask_about_health,
    load_asks_health,
    load_next_thresholds,
    save_thresholds,
)
from surveys.reading.wave import read_wave
from surveys.settings import Settings
from surveys.statistics.level import Level
from surveys.trail.saving import ChangedMeanwhileError, Seen
from surveys.waves import open_wave
from tests.builders import OPENS, add_people, add_person, answer, put_programme
from tests.reading import HR, read
from tests.refusals import code


@pytest.fixture
def who(installation: Installation, north: UUID) -> Reader:
    """An administrator, whose answer counts in North."""
    person = add_person(installation, north, "Ada", role="administrator")
    return Reader(person, "Ada", None, frozenset({"administrator"}), frozenset())


def opened_with(installation: Installation, day: date) -> Thresholds:
    wave = open_wave(installation, opens_on=day, closes_on=day)
    answer(installation, wave, on=day)
    close_wave(installation, day)
    with reading(installation.engine) as session:
        row = waves.wave(session, wave.id)
        return Thresholds(row.k, row.k_distribution, row.k_comment)


@pytest.mark.both_databases
def test_the_next_wave_opens_with_what_was_chosen_and_no_later_one_goes_lower(
    installation: Installation, north: UUID, who: Reader
) -> None:
    add_people(installation, north, 24)
    assert opened_with(installation, OPENS) == Thresholds()
    raised = Thresholds(7, 12, 15)
    assert save_thresholds(installation, who, (9, 12, 15)) == Thresholds(9, 12, 15)
    # Before a wave opens, a slip of the pen can be put right.
    assert save_thresholds(installation, who, (7, 12, 15)) == raised
    assert thresholds(installation) == Thresholds(), "the last wave keeps what it opened with"
    assert read_values(installation, Settings(), OPENS).thresholds == raised
    assert preview_sheet(installation, who, OPENS, "Team").k == 7
    assert opened_with(installation, OPENS + timedelta(days=14)) == raised
    for lower in ((6, 12, 15), (7, 11, 15), (7, 12, 14)):
        with pytest.raises(NextWavesError, check=code("lowered")):
            save_thresholds(installation, who, lower)
    assert load_next_thresholds(installation) == raised
    entries = [(e.action, e.subject) for e in trail.entries(installation)]
    assert entries.count(("thresholds chosen", "7, 12, 15")) == 1


@pytest.mark.parametrize(
    "numbers", [(4, 10, 10), (5, 9, 10), (5, 10, 9), (21, 25, 25), (5, 31, 10), (12, 11, 12)]
)
def test_numbers_that_are_too_small_or_too_large_are_refused(
    numbers: tuple[int, int, int], installation: Installation, who: Reader
) -> None:
    with pytest.raises(NextWavesError, check=code("out_of_range")):
        save_thresholds(installation, who, numbers)
    assert load_next_thresholds(installation) == Thresholds()


def test_two_administrators_do_not_overwrite_each_other(
    installation: Installation, who: Reader
) -> None:
    save_thresholds(installation, who, (6, 10, 10))
    with pytest.raises(ChangedMeanwhileError):
        save_thresholds(installation, who, (7, 10, 10), Seen(Thresholds()))
    save_thresholds(installation, who, (7, 10, 10), Seen(Thresholds(6, 10, 10)))


def test_only_administrators_decide(installation: Installation) -> None:
    with pytest.raises(NotAllowedError):
        save_thresholds(installation, HR, (6, 10, 10))
    with pytest.raises(NotAllowedError):
        ask_about_health(installation, HR, on=True, agreed=True)


def test_the_question_on_health_is_off_until_it_is_said_that_the_works_council_agreed(
    installation: Installation, who: Reader
) -> None:
    assert not load_asks_health(installation)
    with pytest.raises(NextWavesError, check=code("not_agreed")):
        ask_about_health(installation, who, on=True)
    assert not load_asks_health(installation)
    ask_about_health(installation, who, on=True, agreed=True)
    ask_about_health(installation, who, on=True, agreed=True)
    assert load_asks_health(installation)
    assert read_values(installation, Settings(), OPENS).asks_health
    ask_about_health(installation, who, on=False)
    assert not load_asks_health(installation)
    actions = [e.action for e in trail.entries(installation) if "health" in e.action]
    assert sorted(actions) == [
        "question about health switched off",
        "question about health switched on",
    ]


@pytest.mark.both_databases
@pytest.mark.parametrize("people", [9, 24])
def test_results_about_health_take_ten_answers_in_what_is_stored_already(
    people: int, installation: Installation, north: UUID, who: Reader
) -> None:
    """Those of a team of nine are nowhere; nor is the score of the scale with that question."""
    put_programme(installation)
    with writing(installation.engine) as session:
        row = programme.programme(session)
        assert row is not None
        row.brought_forward = {"1": 4}
    ask_about_health(installation, who, on=True, agreed=True)
    add_people(installation, north, people - 1)
    wave = open_wave(installation, opens_on=OPENS, closes_on=OPENS)

    def choose(questions: Sequence[Question], person: int) -> Answers:
        return {question.id: ((person + person // 5) % 5,) for question in questions}

    answer(installation, wave, choose, on=OPENS)
    close_wave(installation, OPENS)
    with reading(installation.engine) as session:
        stored = published.of_unit_in_wave(session, north, wave.id)
    assert sum(stored["hv_1"][0]) == people
    expected = people if people >= 10 else 0
    assert sum(stored["hv_4"][0]) == expected
    assert sum(stored["scale:vitality"][0]) == expected
    report = read(read_wave, installation, HR, north, wave.id)
    assert report is not None
    [of_health] = [a for a in report.questions if a.question and a.question.id == "hv_4"] or [None]
    told = of_health is not None and isinstance(of_health.level, Level)
    assert told == (people >= 10)
    assert [s.indicator.id for s in report.scales] == (["vitality"] if people >= 10 else [])
