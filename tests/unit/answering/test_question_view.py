"""How questions are laid out: the same in both languages, with every word in sight."""

import pytest

from dashboard.answering.light.question_view import question_views
from surveys.instrument import Question, shipped
from surveys.texts import LANGUAGES, Texts
from tests.scales import on_scale

ALL = [question for indicator in shipped().indicators for question in indicator.questions]


def kind(question: Question, language: str = "en") -> str:
    [view] = question_views([question], Texts(language), {})
    return view.kind


@pytest.mark.parametrize("question", ALL, ids=lambda q: q.id)
def test_both_languages_get_the_same_layout_with_every_option(question: Question) -> None:
    views = [question_views([question], Texts(language), {})[0] for language in LANGUAGES]
    assert len({view.kind for view in views}) == 1
    for view, language in zip(views, LANGUAGES, strict=True):
        assert [option.label for option in view.options] == list(question.scale.options(language))


def test_five_words_fit_a_row_faces_stand_above_moods_and_marks_in_two_rows() -> None:
    kinds = {question.id: kind(question) for question in ALL}
    assert kinds["mood_1"] == "row faces n5"
    assert kinds["iso_1"] == "row long n5", "“Sometimes” is as long as a cell is wide"
    assert {kinds[q.id] for q in ALL if q.scale.type == "grade"} == {"row digits two n5"}
    assert {kinds[q.id] for q in ALL if q.scale.type == "number"} == {"row digits two n6"}
    assert {kinds[q.id] for q in ALL if q.scale.max_choices > 1} == {"boxes"}


@pytest.mark.parametrize(
    ("size", "expected"), [(2, "row n2"), (5, "row n5"), (6, "list"), (11, "list")]
)
def test_more_options_than_fit_a_row_are_a_list(size: int, expected: str) -> None:
    assert kind(on_scale(ALL[0], size)) == expected


@pytest.mark.parametrize(
    ("lowest", "highest", "expected"),
    [(1, 4, "row digits n4"), (0, 10, "row digits two n6"), (0, 100, "select")],
)
def test_a_long_row_of_marks_is_a_list_to_choose_from(
    lowest: int, highest: int, expected: str
) -> None:
    assert kind(on_scale(ALL[0], min=lowest, max=highest)) == expected


def test_the_ends_of_a_row_of_marks_are_named_inside_it() -> None:
    grade = next(q for q in ALL if q.scale.type == "grade")
    [view] = question_views([grade], Texts("en"), {})
    notes = [option.note for option in view.options]
    assert (notes[0], notes[-1]) == ("very poor", "excellent")
    assert not any(notes[1:-1])


def test_what_was_chosen_is_chosen_again() -> None:
    [view] = question_views(ALL[:1], Texts("en"), {ALL[0].id: (3,)})
    assert tuple(view.chosen) == (3,)
