"""A column with other words is matched by hand: in the mapping, as if it had been guessed."""

from datetime import date

import pytest
import yaml

from surveys.errors import FieldsError
from surveys.history.answers_file import read_answers
from surveys.history.guessing import FreeColumn, Guess, guess_mapping
from surveys.history.mapping import HistoryMapping, MappingError, load
from surveys.history.matching_by_hand import (
    MatchError,
    Survey,
    instrument_of,
    missing_in,
    option_of,
    questions_to_match,
    survey_of,
    with_own_question,
    with_question,
    with_rows,
    with_survey,
    with_unit,
)
from surveys.instrument import shipped
from surveys.instrument.question_draft import LANGUAGES, empty_draft
from surveys.tables.sources import Upload

ASKED = "Lukte het je om het werk af te krijgen?"
FORMS = (
    f"Begintijd;Tijd van voltooien;Waar werk je;{ASKED}\r\n"
    + "".join(
        f"{day}-3-2025 09:00:00;{day}-3-2025 09:02:00;{('Noord', 'Zuid')[day % 2]};{cell}\r\n"
        for day, cell in enumerate(
            ["Zelden of nooit", "Meestal wel", "n.v.t.", "Meestal wel"] * 4, start=3
        )
    )
).encode("utf-8-sig")


def guessed() -> Guess:
    return guess_mapping(Upload("forms.csv", FORMS), shipped(), "Before")


def as_mapping(text: str) -> HistoryMapping:
    return load(Upload("mapping.yaml", text.encode()))


def test_columns_with_few_different_cells_can_be_matched_the_most_frequent_cell_first() -> None:
    free = {column.title: column for column in guessed().free}
    assert free[ASKED] == FreeColumn(ASKED, ("Meestal wel", "Zelden of nooit", "n.v.t."))
    assert list(free) == ["Waar werk je", ASKED]


def test_what_is_chosen_is_read_by_the_import() -> None:
    question = shipped().question("wl_1")
    meant = {"Meestal wel": 3, "Zelden of nooit": 0, "n.v.t.": None}
    text = with_question(with_unit(guessed().mapping, "Waar werk je"), question, ASKED, meant)
    mapping = as_mapping(text)
    assert mapping.unit.column == "Waar werk je"
    assert mapping.questions["wl_1"].column == ASKED
    assert mapping.answers["wl_1"] == {"Meestal wel": 4, "Zelden of nooit": 1}
    assert mapping.skip == ("n.v.t.",)
    assert mapping.wave.opens_on.isoformat() == "2025-03-03"


def test_a_second_choice_replaces_the_first_and_leaves_no_list_behind() -> None:
    before = with_unit(guessed().mapping, "Waar werk je")
    first = with_question(
        before, shipped().question("mood_1"), ASKED, {"Meestal wel": 4, "n.v.t.": 0}
    )
    meant = {"Meestal wel": 3, "Zelden of nooit": 0}
    second = as_mapping(with_question(first, shipped().question("wl_1"), ASKED, meant))
    assert list(second.questions) == ["wl_1"]
    assert list(second.answers) == ["wl_1"]


def test_equal_lists_are_written_once_and_other_ones_get_names_of_their_own() -> None:
    meant = {"a": 0, "b": 1}
    text = with_question(guessed().mapping, shipped().question("wl_1"), ASKED, meant)
    text = with_question(text, shipped().question("mood_1"), "Waar werk je", meant)
    fields = yaml.safe_load(text)
    assert fields["answers"] == {"wl_1": {"a": 1, "b": 2}}
    assert {asked["answers"] for asked in fields["questions"].values()} == {"wl_1"}


def test_cells_in_the_words_of_an_option_are_known_in_both_languages() -> None:
    question = shipped().question("iso_1")
    for language in ("en", "nl"):
        for option, label in enumerate(question.scale.options(language)):
            assert option_of(question, f" {label.upper()} ") == option
    assert option_of(question, "Meestal wel") is None


def test_health_and_questions_with_several_answers_are_not_offered() -> None:
    offered = questions_to_match(shipped())
    assert {question.id for question in offered} >= {"mood_1", "wl_1"}
    assert not [question.id for question in offered if question.sensitive is not None]


@pytest.mark.parametrize("meant", [{}, {"Meestal wel": None}, {"Meestal wel": 3}])
def test_an_answer_that_nobody_can_differ_from_is_refused(meant: dict[str, int | None]) -> None:
    with pytest.raises(MatchError, match=ASKED[:10]):
        with_question(guessed().mapping, shipped().question("wl_1"), ASKED, meant)


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "a: 1\na: 2\n"])
def test_a_mapping_that_is_damaged_is_said(text: str) -> None:
    with pytest.raises(MappingError):
        with_unit(text, "Waar werk je")


def draft(**changes: object) -> dict[str, object]:
    """Return a question of two answers as somebody writes it about a column of Forms."""
    texts = {"name": "Finished", "text": ASKED, "good": "smoother", "bad": "rougher"}
    by_language = {f"{field}_{code}": said for field, said in texts.items() for code in LANGUAGES}
    options = {f"options_{code}": "zelden of nooit\nmeestal wel" for code in LANGUAGES}
    return empty_draft() | by_language | options | {"kind": "levels"} | changes


CELLS = ("Meestal wel", "Zelden of nooit", "n.v.t.")


def test_what_peil_does_not_ask_becomes_a_question_of_ones_own_with_its_cells() -> None:
    text = with_own_question(
        with_unit(guessed().mapping, "Waar werk je"), draft(), "own_1", ASKED, CELLS
    )
    described = Upload("mapping.yaml", text.encode())
    past = read_answers(
        Upload("forms.csv", FORMS), load(described), described, None, lambda done, total: None
    )
    assert [question.id for question in past.questions] == ["own_1"]
    assert past.rows == 12, "cells that are no answer of the new question are skipped"
    offered = questions_to_match(instrument_of(shipped(), text))
    assert "own_1" in {question.id for question in offered}


def test_a_second_own_question_joins_the_first() -> None:
    text = with_own_question(guessed().mapping, draft(), "own_1", ASKED, CELLS)
    other = draft(text_en="Another", text_nl="Een andere", kind="freq5")
    text = with_own_question(text, other, "own_2", "Waar werk je", ("Noord", "Zuid"))
    assert set(yaml.safe_load(text)["questions"]) == {"own_1"}, (
        "no cell of the second is one of its answers"
    )
    known = {question.id: question for question in instrument_of(shipped(), text).questions()}
    assert known["own_1"].text["en"] == ASKED
    assert known["own_2"].scale.id == "freq5"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"health": True}, MatchError),
        ({"text_en": "How often do you have a headache?"}, MatchError),
        (
            {
                "kind": "choice",
                "most": 2,
                **dict.fromkeys(("options_en", "options_nl"), "a\nb\nc\nd"),
            },
            MatchError,
        ),
        ({"name_nl": ""}, FieldsError),
    ],
)
def test_an_own_question_that_cannot_be_imported_is_refused(
    changes: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        with_own_question(guessed().mapping, draft(**changes), "own_1", ASKED, CELLS)


def test_a_damaged_own_question_leaves_the_instrument_as_it_is() -> None:
    for text in ("a: [", "own_questions: {version: '1'}"):
        assert instrument_of(shipped(), text) is shipped()


def test_rows_that_count_are_chosen_by_cells_of_a_column() -> None:
    text = with_rows(guessed().mapping, "Waar werk je", ["Noord"])
    assert as_mapping(
        with_question(
            with_unit(text, "Begintijd"),
            shipped().question("wl_1"),
            ASKED,
            {"Meestal wel": 3, "n.v.t.": 0},
        )
    ).only == {"Waar werk je": ("Noord",)}
    with pytest.raises(MatchError, match="Waar werk je"):
        with_rows(guessed().mapping, "Waar werk je", [])


def test_title_and_days_are_read_and_written_and_what_is_missing_is_said() -> None:
    text = with_survey(guessed().mapping, Survey("Spring", date(2025, 3, 1), None))
    assert survey_of(text) == Survey("Spring", date(2025, 3, 1), None)
    assert len(missing_in(text)) == 3
    text = with_survey(with_unit(text, "Waar werk je"), Survey("Spring", *[date(2025, 3, 1)] * 2))
    assert len(missing_in(text)) == 1
    text = with_question(text, shipped().question("wl_1"), ASKED, {"Meestal wel": 3, "n.v.t.": 0})
    assert not missing_in(text)
    assert as_mapping(text).wave.closes_on == date(2025, 3, 1)
