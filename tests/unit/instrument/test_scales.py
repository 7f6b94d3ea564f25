"""Scales know their options, what they are worth, and which groups of options are one-sided."""

import pytest
from pydantic import TypeAdapter, ValidationError

from surveys.instrument.file import shipped
from surveys.instrument.scales import Scale

SCALES = {question.scale.id: question.scale for question in shipped().questions()}
ADAPTER: TypeAdapter[Scale] = TypeAdapter(Scale)
NAMES = {"en": ["a", "b", "c", "d", "e"], "nl": ["f", "g", "h", "i", "j"]}


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_a_scale_names_and_values_each_option_and_leaves_room_beside_a_one_sided_group(
    scale: Scale,
) -> None:
    for language in ("en", "nl"):
        names = scale.options(language)
        assert len(names) == len(set(names)) == scale.size
        assert all(names)
    if scale.values is not None:
        assert len(scale.values) == scale.size
        assert list(scale.values) == sorted(set(scale.values))
    for group in scale.one_sided:
        assert group < set(range(scale.size))


def test_each_kind_of_scale_has_its_values_its_names_and_its_one_sided_groups() -> None:
    likert = ADAPTER.validate_python({"id": "x", "type": "likert5", "labels": NAMES})
    assert likert.values == (1, 2, 3, 4, 5)
    assert likert.one_sided == (frozenset({0, 1}),)
    assert likert.options("nl") == ("f", "g", "h", "i", "j")
    bipolar = ADAPTER.validate_python({"id": "x", "type": "bipolar5", "labels": NAMES})
    assert bipolar.values is None
    assert bipolar.one_sided == (frozenset({0, 1}), frozenset({3, 4}))
    grade = SCALES["grade10"]
    assert grade.values == tuple(range(1, 11))
    assert grade.options("en") == grade.options("nl") == (*tuple("123456789"), "10")
    assert grade.one_sided == (frozenset(range(5)),)
    days = SCALES["days"]
    assert days.values == (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5)
    assert days.options("en")[:3] == ("0", "0.5", "1")
    assert days.options("nl")[:3] == ("0", "0,5", "1")
    reasons = SCALES["office_reasons"]
    assert (reasons.size, reasons.max_choices, reasons.values) == (7, 2, None)
    assert reasons.options("en")[0] == "Seeing colleagues"


TWO = [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]


@pytest.mark.parametrize(
    "scale",
    [
        {"type": "likert5", "labels": {"en": ["a", "b"]}},
        {"type": "likert7", "labels": NAMES},
        {"type": "likert5", "labels": NAMES, "colour": "red"},
        {"type": "choice", "max_choices": 0, "options": TWO},
        {"type": "choice", "max_choices": 1, "options": TWO[:1]},
        {"type": "choice", "max_choices": 2, "options": TWO},
        {"type": "grade", "min": 10, "max": 1, "labels": {"en": ["a", "b"]}},
        {"type": "grade", "min": 5, "max": 5, "labels": {"en": ["a", "b"]}},
        *(
            {"type": "number", "min": low, "max": high, "step": step, "labels": {"en": ["a"]}}
            for low, high, step in [(0, 5, 0), (5, 0, 1), (0, 1, 5), (0, 1, 0.6)]
        ),
    ],
)
def test_a_scale_whose_options_make_no_sense_is_refused(scale: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python({"id": "x", **scale})


def test_every_kind_of_scale_is_used_and_none_can_be_changed() -> None:
    kinds = {scale.type for scale in SCALES.values()}
    assert kinds == {"likert5", "bipolar5", "grade", "number", "choice"}
    with pytest.raises(ValidationError, match="frozen"):
        SCALES["grade10"].id = "other"
