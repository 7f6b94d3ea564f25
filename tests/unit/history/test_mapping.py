"""A mapping says in plain YAML which column is which question; its faults name their field."""

import re
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from surveys.history.coding import CellError, Coding, codings
from surveys.history.mapping import HistoryMapping, MappingError, load
from surveys.instrument.file import load_own, shipped
from tests.refusals import code

WAVE = "wave: {title: 2020, opens_on: 2020-08-01, closes_on: 2020-09-30}\n"
UNIT = "unit: {column: team}\n"
QUESTION = "questions: {mood_1: {column: q1}}\n"
WHOLE = WAVE + UNIT + QUESTION
NO_FIELDS = "expected fields below it, each with its name"
NO_INTEGER = "Input should be a valid integer"


def mapping(tmp_path: Path, text: str) -> HistoryMapping:
    file = tmp_path / "old.yaml"
    file.write_text(dedent(text), encoding="utf-8")
    return load(file)


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(MappingError) as caught:
        codings(mapping(tmp_path, text), shipped(), "old.yaml")
    assert all(fault.startswith("old.yaml: ") for fault in caught.value.faults)
    return [fault.removeprefix("old.yaml: ") for fault in caught.value.faults]


def coding(tmp_path: Path, text: str) -> Coding:
    return codings(mapping(tmp_path, f"{WAVE}{UNIT}{text}"), shipped(), "old.yaml")[0]


def test_a_mapping_needs_a_wave_a_unit_and_a_question_and_keeps_its_words(tmp_path: Path) -> None:
    plan = mapping(tmp_path, WHOLE)
    assert (plan.wave.title, plan.wave.opens_on) == ("2020", date(2020, 8, 1))
    assert plan.columns == ("team", "q1")
    assert (plan.file.encoding, plan.file.delimiter) == ("auto", "auto")
    assert plan.unit.invited is None
    plan = mapping(
        tmp_path,
        """\
        wave: {title: 1.10, opens_on: 2020-08-01, closes_on: 2020-09-30}
        unit: {column: " what  team? ", rename: {No: NA}, invited: {NA: 12}}
        skip: ["", NA, ~]
        answers: {list: {Yes: 5, No: 1, 2020: 2}}
        questions: {mood_1: {column: q1, answers: list}}
        """,
    )
    assert plan.wave.title == "1.10"
    assert plan.unit.column == "what team?"
    assert plan.unit.rename == {"No": "NA"}
    assert plan.unit.invited == {"NA": 12}
    assert plan.skip == ("", "NA", "~")
    assert plan.answers == {"list": {"Yes": 5, "No": 1, "2020": 2}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["expected the fields wave, unit and questions"]),
        (UNIT + QUESTION, ["wave: is missing"]),
        (WAVE + UNIT, ["questions: is missing"]),
        (f"{WAVE}unit: team\nquestions: []", [f"unit: {NO_FIELDS}", f"questions: {NO_FIELDS}"]),
        (
            WHOLE + "file: {encoding: latin-1}",
            [
                "file.encoding: Input should be 'auto', 'utf-8', 'utf-16', 'windows-1252', "
                "'windows-1250', 'mac-roman', 'cp850' or 'iso-8859-15'"
            ],
        ),
        (WHOLE + "skipped: []", ["skipped: is not a field of a mapping"]),
        (WHOLE.replace("team", "' '"), ["unit.column: is empty"]),
        (
            WHOLE.replace("08-01", "08-32"),
            ["wave.opens_on: '2020-08-32' is not a date such as 2020-08-31"],
        ),
        (
            WHOLE.replace("09-30", "07-30"),
            ["wave: closes_on 2020-07-30 is before opens_on 2020-08-01"],
        ),
        (
            WHOLE + "answers: {a: {Yes: five}}",
            [f"answers.a.Yes: {NO_INTEGER}, unable to parse string as an integer"],
        ),
        (
            WHOLE.replace("q1}", "q1, answers: agree}, wlb_1: {column: q1}"),
            [
                "questions.mood_1.answers: there is no list 'agree'",
                "questions.wlb_1: 'q1' is used by questions.mood_1 too",
            ],
        ),
        (
            WHOLE.replace("q1", "q1, columns: {q2: 1}"),
            ["questions.mood_1: give either column, or columns with an option for each"],
        ),
        (
            WHOLE.replace("column: q1", "columns: {q1: 1, q2: 9}"),
            [
                "questions.mood_1.columns: this question takes one answer",
                "questions.mood_1.columns: 'q2' is option 9, but mood_1 has the options 1 to 5",
            ],
        ),
        (WHOLE.replace("q1", "team"), ["questions.mood_1: 'team' is used by unit too"]),
        (
            WHOLE + "skip: [na]\nanswers: {a: {NA: 1, Yes: 2, 'yes ': 3}}",
            ["answers.a: 'yes' is written twice", "answers.a: 'na' is also in skip"],
        ),
        (
            WHOLE.replace("mood_1", "mood_9"),
            ["questions.mood_9: there is no question with this id"],
        ),
        (
            WHOLE.replace("q1", "q1, answers: a") + "answers: {a: {Yes: 6, No: 0}}",
            [
                "answers.a: 'Yes' is option 6, but mood_1 has the options 1 to 5",
                "answers.a: 'No' is option 0, but mood_1 has the options 1 to 5",
            ],
        ),
        (
            WHOLE.replace("mood_1", "hv_4"),
            ["questions.hv_4: questions about health complaints are not imported"],
        ),
        (WHOLE.replace("mood_1", "le_1"), ["questions.le_1: there is no question with this id"]),
        (
            WHOLE.replace("q1", "q1, separator: ';'"),
            ["questions.mood_1.separator: this question takes one answer"],
        ),
    ],
)
def test_each_fault_names_the_file_and_the_field(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    assert faults(tmp_path, text) == expected


def test_a_name_written_twice_and_a_file_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    text = f"{WAVE}{UNIT}questions:\n  a: {{column: b}}\n  a: {{}}\n"
    message = "\n".join(faults(tmp_path, text))
    assert message.startswith("is not valid YAML: 'a' is written twice")
    assert "line 5" in message
    with pytest.raises(MappingError, match=r"gone.yaml: cannot be read \(No such file"):
        load(tmp_path / "gone.yaml")
    (tmp_path / "old.yaml").write_bytes("title: Café".encode("cp1252"))
    with pytest.raises(MappingError, match=r"is not written in UTF-8"):
        load(tmp_path / "old.yaml")


def test_a_cell_is_an_option_of_its_list_or_several_with_a_separator(tmp_path: Path) -> None:
    text = """\
skip: [NA]
answers: {a: {Strongly agree: 5, Somewhat agree: 4, 7: 1}}
questions: {wlb_1: {column: q1, answers: a}}
"""
    read = coding(tmp_path, text).read
    cells = ("Strongly agree", "somewhat AGREE", "7.0")
    assert [read(cell) for cell in cells] == [(4,), (3,), (0,)]
    assert read("") == read("NA") == ()
    with pytest.raises(CellError, match=r"^“Agree” is not one of the answers to wlb_1\.$"):
        read("Agree")
    with pytest.raises(CellError, check=code("not_an_answer")):
        read("5")
    text = "questions: {fh_4: {column: q1, separator: ';'}}"
    read = coding(tmp_path, text).read
    assert read("Concentrating; 1;") == (2, 0)
    assert read(" ; ") == ()
    for cell in ("1;2;3", "1;1"):
        with pytest.raises(CellError, check=code("too_many")):
            read(cell)


@pytest.mark.parametrize(
    ("question", "cells", "refused"),
    [
        ("mood_1", {"1": 0, "5": 4, "5.0": 4, "very good": 4, "Heel slecht": 0}, ["0", "6"]),
        ("wl_c", {"3": 2, "About right": 2}, ["6"]),
        ("pr_1", {"1": 0, "10": 9, "10 = Excellent": 9, "1 = zeer slecht": 0}, ["11", "excellent"]),
        ("fh_3", {"0": 0, "0.5": 1, "0,5": 1, "5": 10}, ["0.7"]),
        ("fh_4", {"3": 2, "Concentrating": 2, "Geconcentreerd werken": 2}, ["8"]),
    ],
)
def test_without_a_list_a_cell_is_the_number_or_the_words_of_an_option_and_nothing_else(
    tmp_path: Path, question: str, cells: dict[str, int], refused: list[str]
) -> None:
    read = coding(tmp_path, f"questions: {{{question}: {{column: q1}}}}").read
    assert {cell: read(cell) for cell in cells} == {cell: (o,) for cell, o in cells.items()}
    for cell in refused:
        with pytest.raises(CellError, check=code("not_an_answer")):
            read(cell)


def test_what_means_two_options_is_not_guessed(tmp_path: Path) -> None:
    own = load_own("""\
version: "1"
languages: [en, nl]
response_scales:
  turned:
    type: likert5
    labels: {en: [five, "4", "3", "2", "1"], nl: [vijf, "4", "3", "2", een]}
indicators:
- {id: x, kind: own, name: &x {en: x, nl: x}, definition: *x, high: *x, low: *x,
   questions: [{id: x_1, role: own, scale: turned, text: *x}]}
""")
    plan = mapping(tmp_path, f"{WAVE}{UNIT}questions: {{x_1: {{column: q}}}}")
    read = codings(plan, shipped().extended_by(own), "old.yaml")[0].read
    assert (read("five"), read("3"), read("een")) == ((0,), (2,), (4,))
    for cell in ("1", "2", "4"):
        with pytest.raises(CellError, check=code("not_an_answer")):
            read(cell)


def test_the_example_of_other_scales_in_the_documents_is_a_mapping(tmp_path: Path) -> None:
    _first, example = re.findall(
        r"```yaml\n(.*?)```", Path("docs/import-history.md").read_text(encoding="utf-8"), re.DOTALL
    )
    plan = mapping(tmp_path, f"{WAVE}{UNIT}{example}")
    own = load_own(yaml.safe_dump(plan.own_questions))
    agree, mark = codings(plan, shipped().extended_by(own), "old.yaml")
    assert (agree.read("Beetje eens"), agree.read("5.0")) == ((4,), (4,))
    assert (mark.read("0"), mark.read("10 = certainly")) == ((0,), (10,))
    assert mark.question.scale.favourable == (9, 10)
    assert mark.question.scale.unfavourable == tuple(range(7))
