"""A column with other words is matched by hand: in the mapping, as if it had been guessed."""

import pytest
import yaml

from surveys.history.guessing import FreeColumn, Guess, guess_mapping
from surveys.history.mapping import HistoryMapping, MappingError, load
from surveys.history.matching_by_hand import (
    MatchError,
    option_of,
    questions_to_match,
    with_question,
    with_unit,
)
from surveys.instrument import shipped
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
