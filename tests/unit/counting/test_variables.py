"""What is counted of a ballot besides its single questions: scores of whole scales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answering.ballot import Answers
from surveys.counting.variables import (
    FAVOURABLE,
    SCALE_CLASSES,
    UNFAVOURABLE,
    Row,
    scale_class,
    scale_score,
    variables_of,
)
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from tests.scales import on_scale

INSTRUMENT = shipped()
ISOLATION = INSTRUMENT.indicator("isolation").questions


def row(answers: Answers) -> Row:
    [scale] = [v for v in variables_of(ISOLATION, INSTRUMENT) if v.questions]
    return tuple(scale.of(answers))


def scales(wave: int) -> list[str]:
    counted = variables_of(questions_of_wave(INSTRUMENT, wave), INSTRUMENT)
    return [variable.name for variable in counted if variable.name.startswith("scale:")]


@pytest.mark.parametrize(
    ("wave", "indicators"),
    [
        (1, ["isolation"]),
        # The bond with the organisation is one question, so no scale.
        (2, ["team_bond"]),
        (3, ["workload", "autonomy"]),
        # Without the health question the scale of vitality is not whole; an anchor alone is none.
        (4, []),
        (9, ["reachability_always_on"]),
        (11, ["mood"]),
    ],
)
def test_a_wave_counts_the_scale_whose_block_it_asks(wave: int, indicators: list[str]) -> None:
    assert scales(wave) == [f"scale:{indicator}" for indicator in indicators]


def test_a_wave_that_was_open_during_the_update_counts_no_scale_that_it_asks_in_part() -> None:
    asked = [INSTRUMENT.question(f"sc_{number}") for number in range(1, 6)]
    assert [v.name for v in variables_of(asked, INSTRUMENT)] == [q.id for q in asked]


def test_questions_keep_their_order_and_come_first() -> None:
    questions = questions_of_wave(INSTRUMENT, 1)
    names = [variable.name for variable in variables_of(questions, INSTRUMENT)]
    assert names == [*(question.id for question in questions), "scale:isolation"]


def test_a_score_is_the_mean_of_the_oriented_answers_to_at_least_half_of_the_questions() -> None:
    # iso_1 and iso_2 are reversed: "never" (0) is worth 5.
    answers = {"iso_1": (0,), "iso_2": (1,), "iso_3": (4,), "iso_4": (2,), "iso_5": (3,)}
    assert scale_score(row(answers)) == pytest.approx((5 + 4 + 5 + 3 + 4) / 5)
    two, three = ({question.id: (2,) for question in ISOLATION[:number]} for number in (2, 3))
    assert scale_score(row(two)) is None
    assert scale_score(row(three)) is not None


@pytest.mark.parametrize(
    ("options", "row_of_two", "score"),
    [
        (2, (0, 1), 3), (4, (1, 2), 3), (5, (1, 2), 2.5), (7, (6, 6), 5), (7, (0, 0), 1),
        (7, (3, 3), 3), (7, (2, 3), 8 / 3), (11, (4, 5), 2.8),
    ],
)  # fmt: skip
def test_a_score_runs_from_1_to_5_whatever_the_number_of_options(
    options: int, row_of_two: Row, score: float
) -> None:
    assert scale_score(row_of_two, options) == pytest.approx(score, abs=1e-12)
    if options == 5:
        assert scale_score(row_of_two) == score


def test_a_scale_mixes_no_questions_of_different_length() -> None:
    *four, last = (on_scale(question, size=7) for question in ISOLATION)
    for other, number in ((last, 1), (ISOLATION[-1], 0), (on_scale(last, min=1, max=7), 0)):
        asked = (*four, other)
        indicator = INSTRUMENT.indicator("isolation").model_copy(update={"questions": asked})
        instrument = INSTRUMENT.model_copy(update={"indicators": (indicator,)})
        found = [variable for variable in variables_of(asked, instrument) if variable.questions]
        assert [scale.options for scale in found] == [7] * number


@pytest.mark.parametrize(
    ("score", "worth"),
    [
        (1, 1), (1.2, 1), (1.25, 1.5), (1.6, 1.5), (2.25, 2.5), (2.5, 2.5), (2.51, 3), (3, 3),
        (3.4, 3), (3.49, 3), (3.5, 3.5), (3.75, 3.5), (3.8, 4), (4.4, 4.5), (4.75, 4.5), (5, 5),
    ],
)  # fmt: skip
def test_a_score_falls_into_the_nearest_class_but_for_the_neutral_middle(
    score: float, worth: float
) -> None:
    assert SCALE_CLASSES[scale_class(score)] == worth


scores = st.floats(1, 5)


@given(scores, scores)
def test_a_class_is_favourable_as_its_score_is_and_rises_with_it(one: float, other: float) -> None:
    worth = SCALE_CLASSES[scale_class(one)]
    assert (worth >= FAVOURABLE) == (one >= FAVOURABLE)
    assert (worth <= UNFAVOURABLE) == (one <= UNFAVOURABLE)
    assert scale_class(min(one, other)) <= scale_class(max(one, other))


@given(st.integers(4, 20).map(lambda quarters: quarters / 4))
def test_turning_a_scale_round_mirrors_its_classes(score: float) -> None:
    assert scale_class(6 - score) == len(SCALE_CLASSES) - 1 - scale_class(score)
