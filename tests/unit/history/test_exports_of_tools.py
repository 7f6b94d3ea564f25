"""Exports of survey tools are guessed with their quirks: headings, drafts, tests, codes."""

from typing import Any

import pytest
import yaml

from surveys.history.aggregates.guessing import guess_aggregates
from surveys.history.answers_file import PastAnswers, read_answers
from surveys.history.guessing import Guess, guess_mapping
from surveys.history.mapping import load
from surveys.history.survey_structure import SurveyStructure
from surveys.instrument import shipped
from surveys.tables.faults import DelimitedFileError
from surveys.tables.sources import Upload
from tests.refusals import code

ALONE = "How often did you feel that you stood alone in your work?"
BALANCE = "I managed to keep work and private life well in balance."
WHY = "What would you come to the office for most?"


def guessed(lines: list[str], structure: SurveyStructure | None = None) -> Guess:
    file = Upload("survey.csv", "\r\n".join(lines).encode("utf-8-sig"))
    return guess_mapping(file, shipped(), "Before", structure)


def fields(guess: Guess) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(guess.mapping)
    return found


def imported(lines: list[str], mapping: str) -> PastAnswers:
    file, described = Upload("survey.csv", "\n".join(lines).encode()), Upload("m", mapping.encode())
    return read_answers(file, load(described), described, None, lambda done, total: None)


def of_google(day: str, sign: str = ";") -> list[str]:
    rows = [f"Timestamp,Team,{ALONE},Week,Week,{WHY}"]
    both = f'"Seeing colleagues{sign}Concentrating"'
    rows += [
        f"{day.format(d=d)},North,Often,{d % 5 + 1},{('Great', 'Awful')[d % 2]},"
        f"{both if d % 2 else 'Concentrating'}"
        for d in range(10, 20)
    ]
    return rows


@pytest.mark.parametrize(
    "day", ["2024/11/{d} 9:12:33 AM GMT+1", "2024-11-{d} 09:12", "{d}-11-2024"]
)
def test_days_are_read_as_the_tools_write_them(day: str) -> None:
    wave = fields(guessed(of_google(day)))["wave"]
    assert (wave["opens_on"], wave["closes_on"]) == ("2024-11-10", "2024-11-19")


def test_columns_under_one_heading_are_offered_by_their_place_and_never_guessed() -> None:
    asked = [f"Team,{ALONE},{ALONE}", *(f"North,Often,{n}" for n in "1234512345")]
    guess = guessed(asked)
    assert not guess.matched
    assert [column.title for column in guess.free] == [f"{ALONE} (1)", f"{ALONE} (2)"]
    assert guess.free[0].cells == ("Often",)


def test_a_column_under_a_repeated_heading_is_read_by_its_place() -> None:
    lines = [f"Week,Team,{WHY},Week", *(f"{n},North,x,{n % 2 + 1}" for n in (1, 2, 3, 4, 5))]
    wave = "wave: {title: a, opens_on: 2024-01-01, closes_on: 2024-01-02}\nunit: {column: Team}\n"
    for place, cells in ((1, "12345"), (2, "12")):
        mapping = f'{wave}questions: {{mood_1: {{column: "week ({place})"}}}}'
        (column,) = imported(lines, mapping).columns
        assert column.column == f"week ({place})"
        assert "".join(cell for cell, _ in column.cells) == cells
    with pytest.raises(DelimitedFileError, check=code("column_twice")):
        imported(lines, f"{wave}questions: {{mood_1: {{column: Week}}}}")
    with pytest.raises(DelimitedFileError, check=code("near_column")):
        imported(lines, f'{wave}questions: {{mood_1: {{column: "Week (3)"}}}}')


def test_a_column_that_is_really_called_so_keeps_its_name() -> None:
    lines = ["Team,Week,Week (1),Week", *(f"North,1,{n},5" for n in (1, 2, 3, 4, 5))]
    wave = "wave: {title: a, opens_on: 2024-01-01, closes_on: 2024-01-02}\nunit: {column: Team}\n"
    (column,) = imported(lines, f'{wave}questions: {{mood_1: {{column: "Week (1)"}}}}').columns
    assert len(column.cells) == 5


@pytest.mark.parametrize("sign", [";", ", "])
def test_several_choices_in_a_cell_are_guessed_with_what_stands_between_them(sign: str) -> None:
    guess = guessed(of_google("{d}-11-2024", sign))
    assert fields(guess)["questions"]["fh_4"] == {"column": WHY, "separator": sign.strip()}


def of_limesurvey(titles: str) -> list[str]:
    rows = [f"Response ID,{titles},Department,G1"]
    rows += [
        f"{n},{'' if n % 3 == 0 else '2024-03-04 10:00'},2,AO0{n % 2 + 1},A3" for n in range(12)
    ]
    return rows


@pytest.mark.parametrize(
    "titles", ["submitdate,lastpage", "Date submitted,Last page", "Datum verzonden,Laatste pagina"]
)
def test_answers_that_were_not_sent_are_left_out_of_limesurvey(titles: str) -> None:
    structure = SurveyStructure(
        {"Department": ("Your department",), "G1": (ALONE,)},
        {"Department": {"AO01": ("Sales",), "AO02": ("Finance",)}, "G1": {"A3": ("Sometimes",)}},
    )
    guess = guessed(of_limesurvey(titles), structure)
    assert guess.tool == "LimeSurvey"
    found = fields(guess)
    assert found["filled"] == [titles.split(",")[0]]
    assert found["unit"] == {
        "column": "Department",
        "rename": {"AO01": "Sales", "AO02": "Finance"},
    }
    past = imported(of_limesurvey(titles), guess.mapping)
    assert (past.rows, past.left_out["filtered"], *past.notes) == (8, 4)
    assert set(past.counts) == {"Sales", "Finance"}


def of_qualtrics(*, numbers: bool) -> list[str]:
    titles = [
        "RecordedDate",
        "ResponseId",
        "Status",
        "Progress",
        "Finished",
        "Q3_1",
        "Q4",
        "Q4_TEXT",
    ]
    words = [f"Do you agree? - {BALANCE}", f"{WHY} - Selected Choice", f"{WHY} - Other - Text"]
    ids = ['"{""ImportId"":""' + title + '""}"' for title in titles]
    rows = [",".join([*titles, "Team"]), ",".join([*titles[:5], *words, "Team"])]
    rows.append(",".join([*ids, '"{""ImportId"":""t""}"']))
    real, test = ("0", "1") if numbers else ("IP Address", "Survey Preview")
    for n in range(12):
        done = ("1" if numbers else "True") if n % 4 else ("0" if numbers else "False")
        state = test if n == 1 else real
        answer = "4" if numbers else "Agree"
        rows.append(f"2024-05-{n + 10},R_{n},{state},100,{done},{answer},Concentrating,,North")
    return rows


@pytest.mark.parametrize("numbers", [True, False])
def test_statements_of_qualtrics_are_matched_and_tests_left_out(numbers: bool) -> None:
    guess = guessed(of_qualtrics(numbers=numbers))
    assert guess.matched == {"Q3_1": "wlb_1", "Q4": "fh_4"}
    past = imported(of_qualtrics(numbers=numbers), guess.mapping)
    assert (past.rows, past.left_out["filtered"]) == (8, 4)
    assert len(past.notes) == 1, "nothing is said of drafts but of the rows below the names"


@pytest.mark.parametrize("lines", [["Team,Week"], ["hello"], ["Team,Week", "", ""]])
def test_a_file_without_rows_is_refused_before_anything_is_guessed(lines: list[str]) -> None:
    with pytest.raises(DelimitedFileError, check=code("no_rows")):
        guessed(lines)


def test_a_table_of_units_is_guessed_with_the_days_of_its_surveys_and_a_place_for_new_units() -> (
    None
):
    rows = ["Afdeling;Peiling;Vraag;Gemiddelde;Respondenten"]
    rows += [f"Noord;{day};{BALANCE};3,4;12" for day in ("30-11-2023", "04-12-2024")]
    file = Upload("table.csv", "\r\n".join(rows).encode("cp1252"))
    found = fields(guess_aggregates(file, shipped(), "Before", organisation="Example"))
    assert found["unit"]["new_below"] == "Example"
    assert {cell: wave["closes_on"] for cell, wave in found["waves"]["dates"].items()} == {
        "30-11-2023": "2023-11-30",
        "04-12-2024": "2024-12-04",
    }


@pytest.mark.parametrize(
    ("titles", "cells", "expected"),
    [
        (
            f"Team;Year;Work-life balance;{ALONE};eNPS;Respondents",
            "North;2024;64;71;12;14",
            {
                "questions": {"columns": {"Work-life balance": "wlb_1", ALONE: "iso_1"}},
                "mean": {"worst": 0, "best": 100},
                "answers": "Respondents",
            },
        ),
        (
            "Afdeling;Stemming;Werkdruk;Uitgenodigd",
            "Noord;80%;55%;20",
            {
                "questions": {"columns": {"Stemming": "mood_1", "Werkdruk": "wl_1"}},
                "favourable": {"whole": 100},
                "least": 10,
                "invited": "Uitgenodigd",
            },
        ),
        (
            f"Team;Question;Workload;{ALONE}",
            f"North;{BALANCE};3,4;3,1",
            {
                "questions": {"column": "Question", "ids": {BALANCE: "wlb_1"}},
                "mean": {"column": "", "worst": 1, "best": 5},
                "least": 10,
            },
        ),
        (
            "Team;Workload;Score",
            "North;heavy;3,1",
            {
                "questions": {"column": "", "ids": {}},
                "mean": {"column": "Score", "worst": 1, "best": 5},
                "least": 10,
            },
        ),
    ],
)
def test_a_wide_table_is_told_by_numbers_below_titles_that_are_questions(
    titles: str, cells: str, expected: dict[str, Any]
) -> None:
    file = Upload("table.csv", f"{titles}\r\n{cells}\r\n".encode())
    found = fields(guess_aggregates(file, shipped(), "Before"))
    rest = {name: found[name] for name in found if name not in {"source", "unit", "wave", "waves"}}
    assert rest == expected
