"""Everything asked in one wave, each kind of question by its own rules, and drivers."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest

from db import programme, published, results
from db.engine import reading, writing
from surveys.access.access import NotAllowedError
from surveys.answering.casting import cast
from surveys.counting.counting import close_wave
from surveys.counting.variables import SCALE_CLASSES
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.instrument.scales import Choice, ChoiceOption
from surveys.reading.shares import choices, groups_of, groups_of_scale, shares
from surveys.reading.wave import read_wave
from surveys.reading.wave_reports import WaveReport
from surveys.statistics import InsufficientData
from surveys.statistics.level import Level
from surveys.statistics.share import Share
from surveys.waves.waves import open_wave
from tests.builders import add_people, put_programme
from tests.past_waves import past_wave
from tests.reading import HR, read, reader_with

Units = dict[str, UUID]
FIRST = date(2026, 3, 2)


def count_wave(installation: Installation, number: int, seed: int, answered: int) -> UUID:
    """Count a wave in which mood goes with isolation; return its id."""
    day = FIRST + number * timedelta(days=14)
    chance = np.random.default_rng(seed)
    opened = open_wave(installation, opens_on=day, closes_on=day)
    questions = questions_of_wave(shipped(), opened.number)
    for token in list(opened.tokens.values())[:answered]:
        common = chance.normal()
        answers = {}
        for question in questions:
            size = question.scale.size
            good = chance.normal() + common
            if question.id == "mood_1":
                good += common
            place = int(np.clip(round((size - 1) / 2 + good * size / 6), 0, size - 1))
            answers[question.id] = (question.oriented(place),)
        cast(installation, token, answers, day)
    close_wave(installation, day)
    with reading(installation.engine) as session:
        return published.closed_waves(session)[0][0]


def report_of(installation: Installation, unit: UUID, wave: UUID) -> WaveReport:
    report = read(read_wave, installation, HR, unit, wave)
    assert report is not None
    return report


@pytest.mark.both_databases
def test_a_large_unit_has_all_analyses(installation: Installation, organisation: Units) -> None:
    add_people(installation, organisation["North"], 130)
    wave = count_wave(installation, 0, 1, 120)
    report = report_of(installation, organisation["Example"], wave)
    asked = [q.id for q in questions_of_wave(shipped(), 1)]
    assert [answered.question.id for answered in report.questions if answered.question] == asked
    [scale] = report.scales
    assert (scale.indicator.id, scale.question) == ("isolation", None)
    assert isinstance(scale.level, Level)
    assert scale.in_words("en").startswith("Average ")
    [consistency] = report.consistency
    assert consistency.indicator.id == "isolation"
    assert (consistency.result.n, consistency.result.questions) == (120, 5)
    assert 0 < consistency.result.low < consistency.result.alpha < consistency.result.high < 1
    assert consistency.in_words("en").startswith("The questions hold together with 0.")
    assert consistency.in_words("nl").startswith("De samenhang van de vragen is 0,")
    by_outcome = {drivers.indicator.id: drivers for drivers in report.drivers}
    assert set(by_outcome) == {"mood", "work_life_balance"}
    mood = by_outcome["mood"]
    assert (mood.n, len(mood.drivers)) == (120, 5)
    assert 0 < mood.explained < 1
    assert sum(driver.share for driver in mood.drivers) == pytest.approx(1, abs=0.03)
    assert mood.strongest is None, "120 are too few for an order"
    assert mood.empty is not None
    assert "a question without any connection would get about" in mood.in_words("en")
    assert "not what causes what" in mood.in_words("en")
    assert "niet wat waarvan komt" in mood.in_words("nl")
    [index] = report.indices
    assert index.indicator.id == "isolation"
    assert index.low < index.mean < index.high
    # The anchor less its offset is the mean of the scale in the very wave that asked it; the scale
    # is published in half points, hence the difference.
    assert index.mean == pytest.approx(scale.level.mean, abs=0.1)
    assert not index.uncertain
    assert index.in_words("en").startswith("As if the whole scale had been asked: ")
    assert index.in_words("nl").startswith("Alsof de hele schaal was gevraagd: ")


def test_small_units_have_no_analyses(installation: Installation, organisation: Units) -> None:
    """Drivers take a hundred people; so does the consistency of a scale."""
    north, whole = organisation["North"], organisation["Example"]
    add_people(installation, north, 30)
    few = report_of(installation, north, count_wave(installation, 0, 3, 30))
    assert (few.drivers, few.consistency, few.indices) == ([], [], [])
    assert few.wave.in_words("en") == "9 in 10 or more of 30 people answered."
    add_people(installation, north, 80, named="more")
    add_people(installation, whole, 12)
    wave = count_wave(installation, 4, 4, 122)
    assert report_of(installation, north, wave).drivers
    assert not report_of(installation, north, wave).consistency
    assert report_of(installation, whole, wave).consistency


def test_options_around_a_middle_have_no_average(installation: Installation, north: UUID) -> None:
    add_people(installation, north, 20)
    for number in range(3):
        wave = count_wave(installation, number, 5 + number, 20)
    report = report_of(installation, north, wave)
    [amount] = [a for a in report.questions if a.question and a.question.scale.type == "bipolar5"]
    assert amount.level is None
    assert isinstance(amount.shares.parts, dict)
    assert list(amount.shares.parts) == ["middle", "under", "over"]
    assert amount.in_words("en").startswith("About right: ")
    assert amount.in_words("nl").startswith("Precies goed: ")


def test_a_wave_that_an_earlier_version_counted_is_shown_as_it_was_asked(
    installation: Installation, north: UUID
) -> None:
    """The bonds with team and organisation were one scale until 0.2.0."""
    asked = {f"sc_{number}": [1, 2, 4, 5, 2] for number in range(1, 6)}
    old = past_wave(
        installation, 0, {north: {**asked, "scale:cohesion": [0, 1, 1, 2, 4, 2, 2, 1, 1]}}
    )
    report = report_of(installation, north, old)
    assert {a.question.id: a.indicator.id for a in report.questions if a.question} == {
        **dict.fromkeys(asked, "team_bond"),
        "sc_4": "organisation_bond",
    }
    [scale] = report.scales
    assert scale.indicator.name["en"] == "Social cohesion"
    assert isinstance(scale.level, Level)


@pytest.mark.both_databases
def test_to_how_many_a_question_does_not_apply_is_told_apart_and_changes_no_average(
    installation: Installation, north: UUID
) -> None:
    """Wave 8 asks about working from home: twelve have no home to work from, four skip it."""
    add_people(installation, north, 30)
    put_programme(installation)
    with writing(installation.engine) as session:
        row = programme.programme(session)
        assert row is not None
        row.brought_forward = {"1": 8}
    opened = open_wave(installation, opens_on=FIRST, closes_on=FIRST)
    asked = shipped().question("hw_3")
    for number, token in enumerate(opened.tokens.values()):
        here = {"hw_3": (number % 4,)} if number >= 16 else {}
        answers = {"mood_1": (number % 5,), **here}
        if number < 12:
            answers["hw_3"] = (asked.scale.size,)
        cast(installation, token, answers, FIRST)
    close_wave(installation, FIRST)
    with reading(installation.engine) as session:
        wave = published.closed_waves(session)[0][0]
        stored = session.get_one(results.Result, (north, wave, "hw_3"))
        assert (sum(stored.counts), stored.skipped, stored.not_applicable) == (14, 4, 12)
        assert session.get_one(results.Result, (north, wave, "mood_1")).not_applicable is None
    report = report_of(installation, north, wave)
    [answered] = [a for a in report.questions if a.question == asked]
    assert isinstance(answered.level, Level)
    assert answered.level.n == 14
    assert answered.in_words("en").endswith("Does not apply to about 10 people.")
    assert answered.in_words("nl").endswith("Niet van toepassing op ongeveer 10 mensen.")


def test_only_units_of_a_wave_have_a_report_of_it(installation: Installation, north: UUID) -> None:
    assert read(read_wave, installation, HR, north, uuid4()) is None
    with pytest.raises(NotAllowedError):
        read(read_wave, installation, reader_with(), north, uuid4())


def test_marks_are_favourable_from_eight_and_neutral_from_six() -> None:
    [mark, *_] = [q for q in shipped().questions() if q.scale.type == "grade"]
    worth = mark.scale.values or ()
    found = {name: [worth[o] for o in options] for name, options in groups_of(mark).items()}
    assert found == {"favourable": [8, 9, 10], "neutral": [6, 7], "unfavourable": [1, 2, 3, 4, 5]}


def test_every_kind_of_question_with_groups_puts_each_option_in_one() -> None:
    for question in shipped().questions():
        groups = groups_of(question)
        if groups:
            options = sorted(option for group in groups.values() for option in group)
            assert options == list(range(question.scale.size)), question.id


def test_scale_scores_are_favourable_from_three_and_a_half() -> None:
    found = {n: [SCALE_CLASSES[p] for p in places] for n, places in groups_of_scale().items()}
    assert found == {
        "favourable": [3.5, 4.0, 4.5, 5.0],
        "neutral": [3.0],
        "unfavourable": [1.0, 1.5, 2.0, 2.5],
    }


def test_a_higher_threshold_for_distributions_holds() -> None:
    assert shares((5, 5, 5), {"low": (0,)}, 16).parts == InsufficientData("answers", 15, 16)


def test_of_several_choices_each_has_the_share_of_people_who_made_it() -> None:
    options = tuple(
        ChoiceOption(id=name, text={"en": name.title(), "nl": name.upper()}) for name in "abcd"
    )
    scale = Choice(id="c", type="choice", max_choices=2, options=options)
    found = choices((9, 6, 3, 0), 12, scale, 10)
    assert isinstance(found.parts, dict)
    parts = {name: share.part for name, share in found.parts.items()}
    assert parts == {"a": 0.75, "b": 0.5, "c": 0.25, "d": 0.0}
    assert all(isinstance(share, Share) for share in found.parts.values())
    assert "B: 50%" in found.in_words("en")
    assert choices((5, 4, 0, 0), 9, scale, 10).parts == InsufficientData("answers", 9, 10)
