"""Tips for somebody who has just answered."""

from itertools import pairwise

import pytest

from surveys.answering.tips import tips_for
from surveys.instrument.file import shipped
from surveys.instrument.ratings import Likert
from surveys.instrument.rotation import questions_of_wave
from surveys.measures.catalogue import shipped as shipped_measures

INSTRUMENT = shipped()
QUESTIONS = questions_of_wave(INSTRUMENT, 1)


@pytest.mark.parametrize(
    ("answers", "tips"),
    [
        ({"mood_1": 0, "wlb_1": 1, "wl_1": 4, "ra_1": 4}, ["mood", "work_life_balance"]),
        # The question on isolation is reversed.
        ({"iso_1": 4, "mood_1": 4}, ["isolation"]),
        ({"mood_1": 3, "wlb_1": 4, "wl_1": 4}, ["mood"]),
        ({}, []),
        # A grade brings no tip.
        ({"pr_1": 0}, []),
    ],
)
def test_the_two_lowest_indicators_get_a_tip_or_one_if_all_is_well(
    answers: dict[str, int], tips: list[str]
) -> None:
    chosen = {question: (option,) for question, option in answers.items()}
    assert [tip.indicator.id for tip in tips_for(chosen, QUESTIONS, INSTRUMENT, 1)] == tips


def test_the_same_answers_bring_other_tips_in_the_next_wave_and_the_same_ones_in_this() -> None:
    """For everybody alike: the number of the wave decides, nothing is kept of anybody."""
    answers = dict.fromkeys(INSTRUMENT.rotation.anchors, (0,))
    waves = [tips_for(answers, QUESTIONS, INSTRUMENT, wave) for wave in range(30)]
    assert waves == [tips_for(answers, QUESTIONS, INSTRUMENT, wave) for wave in range(30)]
    for before, after in pairwise(waves):
        assert not {tip.text["en"] for tip in before} & {tip.text["en"] for tip in after}


def test_tips_are_those_of_the_catalogue() -> None:
    of_catalogue = [tip.text for tip in shipped_measures().tips]
    for question in INSTRUMENT.rotation.anchors:
        (tip,) = tips_for({question: (2,)}, QUESTIONS, INSTRUMENT, 3)
        assert tip.text in of_catalogue


def test_an_indicator_of_the_organisation_has_its_own_tips() -> None:
    walk = {"en": "Take a walk.", "nl": "Maak een wandeling."}
    of_its_own = INSTRUMENT.indicator("mood").model_copy(update={"id": "canteen", "tips": (walk,)})
    (asked,) = [question for question in QUESTIONS if question.id == "mood_1"]
    own = asked.model_copy(update={"id": "own_1", "indicator": "canteen"})
    indicators = (*INSTRUMENT.indicators, of_its_own)
    extended = type(INSTRUMENT).model_construct(**{**dict(INSTRUMENT), "indicators": indicators})
    (tip,) = tips_for({"own_1": (0,)}, [own], extended, 7)
    assert (tip.indicator.id, tip.text) == ("canteen", walk)


@pytest.mark.parametrize(("option", "tips"), [(6, ["mood"]), (3, ["mood", "isolation"])])
def test_a_scale_of_seven_counts_as_five_in_proportion_to_its_range(
    option: int, tips: list[str]
) -> None:
    """A 7 of 7 is a 5, and 4 of 7 a 3: an indicator below 4 of 5 gets the second tip."""
    names = list("abcdefg")
    scale = Likert(id="agree7", type="likert", labels={"en": names, "nl": names})
    questions = [
        question.model_copy(update={"scale": scale}) if question.id == "iso_1" else question
        for question in QUESTIONS
    ]
    answers = {"iso_1": (6 - option,), "mood_1": (0,)}
    assert [tip.indicator.id for tip in tips_for(answers, questions, INSTRUMENT, 1)] == tips
