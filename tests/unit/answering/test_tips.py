"""Tips for somebody who has just answered."""

from surveys.answering.tips import tips_for
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave

INSTRUMENT = shipped()
QUESTIONS = questions_of_wave(INSTRUMENT, 1)


def indicators(**chosen: int) -> list[str]:
    answers = {question: (option,) for question, option in chosen.items()}
    return [tip.indicator.id for tip in tips_for(answers, QUESTIONS, INSTRUMENT)]


def test_the_two_lowest_indicators_get_a_tip() -> None:
    assert indicators(mood_1=0, wlb_1=1, wl_1=4, ra_1=4) == ["mood", "work_life_balance"]


def test_reversed_questions_count_the_other_way_round() -> None:
    assert indicators(iso_1=4, mood_1=4) == ["isolation"]


def test_who_is_well_gets_one_tip() -> None:
    assert indicators(mood_1=3, wlb_1=4, wl_1=4) == ["mood"]


def test_who_skipped_everything_gets_none() -> None:
    assert indicators() == []


def test_marks_bring_no_tip() -> None:
    assert indicators(pr_1=0) == []
