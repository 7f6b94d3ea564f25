"""Scales know their options, what they are worth, and which groups of options are one-sided."""

import pytest
from pydantic import TypeAdapter, ValidationError

from surveys.instrument.file import shipped
from surveys.instrument.scales import Scale

SCALES = {question.scale.id: question.scale for question in shipped().questions()}
ADAPTER: TypeAdapter[Scale] = TypeAdapter(Scale)
NAMES = {"en": ["a", "b", "c", "d", "e"], "nl": ["f", "g", "h", "i", "j"]}


def test_the_shipped_questions_use_every_kind_of_scale() -> None:
    kinds = {scale.type for scale in SCALES.values()}
    assert kinds == {"likert5", "bipolar5", "grade", "number", "choice"}


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_scale_names_each_of_its_options_in_each_language(scale: Scale, language: str) -> None:
    names = scale.options(language)
    assert len(names) == scale.size
    assert len(set(names)) == scale.size
    assert all(names)


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_values_rise_and_there_is_one_for_each_option(scale: Scale) -> None:
    if scale.values is not None:
        assert len(scale.values) == scale.size
        assert list(scale.values) == sorted(set(scale.values))


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_a_one_sided_group_leaves_room_to_move_to(scale: Scale) -> None:
    for group in scale.one_sided:
        assert group < set(range(scale.size))


def test_likert_is_worth_1_to_5_and_its_lower_two_options_are_unfavourable() -> None:
    likert = ADAPTER.validate_python({"id": "x", "type": "likert5", "labels": NAMES})
    assert likert.values == (1, 2, 3, 4, 5)
    assert likert.one_sided == (frozenset({0, 1}),)
    assert likert.options("nl") == ("f", "g", "h", "i", "j")


def test_a_bipolar_scale_has_no_average_and_two_sides() -> None:
    bipolar = ADAPTER.validate_python({"id": "x", "type": "bipolar5", "labels": NAMES})
    assert bipolar.values is None
    assert bipolar.one_sided == (frozenset({0, 1}), frozenset({3, 4}))


def test_grades_are_worth_themselves() -> None:
    grade = SCALES["grade10"]
    assert grade.values == tuple(range(1, 11))
    assert grade.options("en") == grade.options("nl") == (*tuple("123456789"), "10")
    assert grade.one_sided == (frozenset(range(5)),)


def test_quantities_are_written_with_the_decimal_sign_of_the_language() -> None:
    days = SCALES["days"]
    assert days.values == (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5)
    assert days.options("en")[:3] == ("0", "0.5", "1")
    assert days.options("nl")[:3] == ("0", "0,5", "1")


def test_of_a_choice_several_options_can_be_taken() -> None:
    reasons = SCALES["office_reasons"]
    assert (reasons.size, reasons.max_choices, reasons.values) == (7, 2, None)
    assert reasons.options("en")[0] == "Seeing colleagues"


@pytest.mark.parametrize(
    "scale",
    [
        {"id": "x", "type": "likert5", "labels": {"en": ["a", "b"]}},
        {"id": "x", "type": "likert7", "labels": NAMES},
        {"id": "x", "type": "choice", "max_choices": 0, "options": [{"id": "a", "text": {}}] * 2},
        {"id": "x", "type": "choice", "max_choices": 1, "options": [{"id": "a", "text": {}}]},
        {"id": "x", "type": "number", "min": 0, "max": 5, "step": 0, "labels": {}},
        {"id": "x", "type": "likert5", "labels": NAMES, "colour": "red"},
    ],
)
def test_a_scale_that_makes_no_sense_is_refused(scale: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(scale)


@pytest.mark.parametrize(
    "scale",
    [
        {"id": "x", "type": "grade", "min": 10, "max": 1, "labels": {"en": ["a", "b"]}},
        {"id": "x", "type": "grade", "min": 5, "max": 5, "labels": {"en": ["a", "b"]}},
        {"id": "x", "type": "number", "min": 5, "max": 0, "step": 1, "labels": {"en": ["a"]}},
        {"id": "x", "type": "number", "min": 0, "max": 1, "step": 5, "labels": {"en": ["a"]}},
        {"id": "x", "type": "number", "min": 0, "max": 1, "step": 0.6, "labels": {"en": ["a"]}},
        {
            "id": "x",
            "type": "choice",
            "max_choices": 2,
            "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}],
        },
    ],
)
def test_a_scale_without_room_between_its_ends_is_refused(scale: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(scale)


def test_a_scale_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        SCALES["grade10"].id = "other"
