"""Tips for somebody who has just answered."""

import pytest

from surveys.answering.tips import tips_for
from surveys.instrument.file import shipped
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
