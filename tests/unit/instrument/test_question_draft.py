"""A question as HR writes it becomes a question of the instrument, and back again."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.errors import FieldsError
from surveys.instrument.own_questions import merge_own_questions
from surveys.instrument.question_draft import (
    KINDS,
    LANGUAGES,
    WITH_OPTIONS,
    draft_of,
    empty_draft,
    file_of,
    is_rated,
    is_written_here,
    new_id,
    question_in,
    tidy,
    without,
)

ID = "own_0123456789ab"


def draft(kind: str = "agree5", **fields: Any) -> dict[str, Any]:
    """Return a complete draft of a kind."""
    made = {
        **empty_draft(),
        "kind": kind,
        "name_en": "Tools",
        "name_nl": "Middelen",
        "text_en": "I have the tools I need.",
        "text_nl": "Ik heb de middelen die ik nodig heb.",
    }
    if is_rated(kind):
        made |= {"good_en": "well equipped", "good_nl": "goed toegerust"}
        made |= {"bad_en": "poorly equipped", "bad_nl": "slecht toegerust"}
    if kind in WITH_OPTIONS:
        made |= {"options_en": "No\nPartly\nYes\nFully", "options_nl": "Nee\nDeels\nJa\nHelemaal"}
    return {**made, **fields}


def refused(wrong: dict[str, Any]) -> dict[str, str]:
    """Return the code of what is wrong with each field."""
    with pytest.raises(FieldsError) as caught:
        file_of(wrong, ID)
    return {field: fault.code for field, fault in caught.value.faults.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_answers_makes_a_question_whose_form_holds_the_same(kind: str) -> None:
    written = draft(kind)
    question, indicator = question_in(file_of(written, ID), ID)
    assert question.role == indicator.kind == "own"
    assert draft_of(question, indicator) == tidy(written)
    for language in LANGUAGES:
        assert len(question.scale.options(language)) == question.scale.size
    assert (question.scale.values is None) == (kind in {"choice", "amount5", "compare5"})


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.sampled_from(["first", "last"]),
    st.sampled_from([1, 2]),
    st.booleans(),
    st.booleans(),
    st.lists(st.text(st.characters(categories=["L", "Nd", "P", "S"]), min_size=1, max_size=20)),
)
def test_what_a_form_holds_after_saving_is_saved_as_the_same_again(
    kind: str, good_end: str, most: int, may_not_apply: bool, health: bool, words: list[str]
) -> None:
    typed = " ".join(["Is it clear", *words])[:200].strip()
    switches = {"may_not_apply": may_not_apply, "health": health}
    written = draft(kind, good_end=good_end, most=most, text_en=f"  {typed} ", **switches)
    once = draft_of(*question_in(file_of(written, ID), ID))
    assert once == tidy(written)
    assert draft_of(*question_in(file_of(once, ID), ID)) == once


def test_the_good_end_decides_which_answer_counts_as_good() -> None:
    first, _ = question_in(file_of(draft("freq5", good_end="first"), ID), ID)
    last, _ = question_in(file_of(draft("freq5"), ID), ID)
    assert [first.oriented(option) for option in range(5)] == [4, 3, 2, 1, 0]
    assert [last.oriented(option) for option in range(5)] == [0, 1, 2, 3, 4]


def test_a_word_about_health_makes_it_a_question_about_health_unasked() -> None:
    question, _ = question_in(file_of(draft(text_nl="Ik slaap slecht van mijn werk."), ID), ID)
    assert question.sensitive == "health"
    assert question_in(file_of(draft(), ID), ID)[0].sensitive is None
    assert question_in(file_of(draft(health=True), ID), ID)[0].sensitive == "health"


def test_every_field_says_what_is_wrong_with_it() -> None:
    assert refused(empty_draft()) == dict.fromkeys(
        (f"{field}_{code}" for field in ("name", "text", "good", "bad") for code in LANGUAGES),
        "missing",
    )
    assert refused(draft(text_nl="x" * 201)) == {"text_nl": "too_long"}
    assert refused(draft("levels", options_en="Only one")) == {"options_en": "options"}
    assert refused(draft("levels", options_nl="Nee\nNEE\nJa\nHelemaal")) == {"options_nl": "twice"}
    assert set(refused(draft("levels", options_nl="Nee\nJa")).values()) == {"not_as_many"}
    three = {"options_en": "a\nb\nc", "options_nl": "a\nb\nc", "most": 2}
    assert set(refused(draft("choice", **three)).values()) == {"too_few_for_two"}


def test_a_question_leaves_the_file_with_its_scale_and_nothing_else() -> None:
    other = "own_ba9876543210"
    alone = file_of(draft("levels"), ID)
    both = merge_own_questions(alone, file_of(draft("choice"), other))
    left = without(both, ID)
    assert left is not None
    assert question_in(left, other) == question_in(file_of(draft("choice"), other), other)
    assert f"{ID}_scale" not in left
    assert without(left, other) is None


def test_ids_tell_questions_written_here_from_imported_ones() -> None:
    name = new_id()
    here, _ = question_in(file_of(draft(), name), name)
    assert is_written_here(here)
    assert not is_written_here(here.model_copy(update={"id": "own_parking"}))
