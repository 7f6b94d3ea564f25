"""Scales know their options, what they are worth, and which groups of options are one-sided."""

import pytest
from pydantic import TypeAdapter, ValidationError

from surveys.instrument.file import shipped
from surveys.instrument.ratings import Grade, Likert, Scale

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
    assert likert.type == "likert"
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
        {"type": "likert5", "labels": {}},
        {"type": "likert7", "labels": NAMES},
        {"type": "grade", "min": 0, "max": 101, "labels": {"en": ["a", "b"]}},
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


def rating(**fields: object) -> Likert | Grade:
    """Return a Likert scale of `size` options, or a grade from `min` to `max`."""
    size = fields.pop("size", None)
    names = list("abcdefghijkl")[: size if isinstance(size, int) else 2]
    kind = "grade" if size is None else "likert"
    scale = ADAPTER.validate_python({"id": "x", "type": kind, "labels": {"en": names}, **fields})
    assert isinstance(scale, Likert | Grade)
    return scale


def parts(scale: Likert | Grade) -> tuple[list[float], list[float]]:
    """Return the values of the unfavourable and of the favourable part."""
    values = scale.values
    return [values[o] for o in scale.unfavourable], [values[o] for o in scale.favourable]


@pytest.mark.parametrize(
    ("size", "least", "most"),
    [(2, 2, 1), (3, 3, 1), (4, 3, 2), (5, 4, 2), (6, 5, 2), (7, 5, 3), (8, 6, 3), (11, 8, 4)],
)
def test_of_2_to_11_options_the_upper_third_is_favourable_and_the_lower_one_unfavourable(
    size: int, least: int, most: int
) -> None:
    scale = rating(size=size)
    assert scale.values == tuple(range(1, size + 1))
    assert parts(scale) == (list(range(1, most + 1)), list(range(least, size + 1)))
    assert parts(scale)[0] == [size + 1 - value for value in reversed(parts(scale)[1])]
    assert scale.one_sided == (frozenset(range(size // 2)),)


@pytest.mark.parametrize(
    ("lowest", "highest", "most", "least"),
    [(1, 10, 5, 8), (0, 10, 4, 8), (1, 7, 3, 6), (1, 5, 2, 4), (1, 2, 1, 2), (-2, 2, -1, 1)],
)
def test_of_marks_the_upper_quarter_is_favourable_and_what_lies_below_the_middle_unfavourable(
    lowest: int, highest: int, most: int, least: int
) -> None:
    scale = rating(min=lowest, max=highest)
    assert scale.values == tuple(range(lowest, highest + 1))
    assert parts(scale) == (list(range(lowest, most + 1)), list(range(least, highest + 1)))


def test_a_scale_may_name_its_own_parts_and_its_unfavourable_part_never_holds_all() -> None:
    likert = rating(size=7, favourable_from=6, unfavourable_to=2)
    assert parts(likert) == ([1, 2], [6, 7])
    assert likert.one_sided == (frozenset({0, 1, 2}),)
    promoters = rating(min=0, max=10, favourable_from=9, unfavourable_to=6)
    assert parts(promoters) == ([0, 1, 2, 3, 4, 5, 6], [9, 10])
    assert promoters.one_sided == (frozenset(range(7)),)
    assert rating(size=5) != rating(size=5, favourable_from=5)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"size": 1}, "labels name 1 options, not 2 to 11"),
        ({"size": 12}, "labels name 12 options, not 2 to 11"),
        ({"size": 3, "labels": NAMES | {"en": ["a"] * 4}}, "labels.nl names 5 options, not 4"),
        ({"size": 7, "favourable_from": 8}, "favourable_from 8 must be one of 2 to 7"),
        ({"size": 7, "favourable_from": 1}, "favourable_from 1 must be one of 2 to 7"),
        ({"min": 1, "max": 7, "unfavourable_to": 7}, "unfavourable_to 7 must be one of 1 to 6"),
        (
            {"size": 7, "favourable_from": 3},
            "unfavourable_to 3 must lie under favourable_from 3; set both of them",
        ),
    ],
)
def test_parts_that_make_no_sense_are_refused_with_one_message(
    fields: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError, match=message) as caught:
        rating(**fields)
    assert caught.value.error_count() == 1


def test_every_kind_of_scale_is_used_and_none_can_be_changed() -> None:
    kinds = {scale.type for scale in SCALES.values()}
    assert kinds == {"likert", "bipolar5", "grade", "number", "choice"}
    with pytest.raises(ValidationError, match="frozen"):
        SCALES["grade10"].id = "other"
