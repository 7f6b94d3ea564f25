"""Tips for somebody who has just answered."""

import pytest

from surveys.answering.tips import tips_for
from surveys.instrument.file import shipped
from surveys.instrument.ratings import Likert
from surveys.instrument.rotation import questions_of_wave

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
    assert [tip.indicator.id for tip in tips_for(chosen, QUESTIONS, INSTRUMENT)] == tips


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
    assert [tip.indicator.id for tip in tips_for(answers, questions, INSTRUMENT)] == tips
