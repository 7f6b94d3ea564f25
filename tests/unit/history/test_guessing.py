"""Mappings guessed from files in the forms of four tools, and what is left to a person."""

import io
import zipfile

import pytest
import yaml

from surveys.history.guessing import Guess, guess_mapping
from surveys.history.mapping import HistoryMapping, load
from surveys.history.survey_structure import StructureError, SurveyStructure, read_structure
from surveys.instrument import shipped
from surveys.tables.table import Upload
from tests.refusals import code

ALONE = "How often did you feel that you stood alone in your work?"
ALLEEN = "Hoe vaak had je het gevoel er in je werk alleen voor te staan?"
BALANCE = "I managed to keep work and private life well in balance."

LSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>600</DBVersion>
<answers><rows>
<row><aid><![CDATA[1]]></aid><qid><![CDATA[11]]></qid><code><![CDATA[L005]]></code></row>
<row><aid><![CDATA[2]]></aid><qid><![CDATA[11]]></qid><code><![CDATA[L001]]></code></row>
</rows></answers>
<answer_l10ns><rows>
<row><aid><![CDATA[1]]></aid><answer><![CDATA[Nooit]]></answer><language>nl</language></row>
<row><aid><![CDATA[2]]></aid><answer><![CDATA[<b>Altijd</b>]]></answer><language>nl</language></row>
</rows></answer_l10ns>
<questions><rows>
<row><qid><![CDATA[10]]></qid><parent_qid>0</parent_qid><title><![CDATA[G1]]></title></row>
<row><qid><![CDATA[11]]></qid><parent_qid>0</parent_qid><title><![CDATA[Q2]]></title></row>
</rows></questions>
<question_l10ns><rows>
<row><qid>10</qid><question><![CDATA[<p>In welk team werk je?</p>]]></question></row>
<row><qid>11</qid><question><![CDATA[<p>{ALLEEN}&nbsp;</p>]]></question></row>
</rows></question_l10ns>
</document>"""


def guessed(table: str, structure: SurveyStructure | None = None) -> Guess:
    file = Upload("answers.csv", table.encode("utf-8-sig"))
    return guess_mapping(file, shipped(), "Before", structure)


def as_mapping(guess: Guess) -> HistoryMapping:
    """Return the guess as the import reads it."""
    return load(Upload("mapping.yaml", guess.mapping.encode()))


def test_limesurvey_codes_get_their_meaning_from_the_structure() -> None:
    structure = read_structure(Upload("survey.lss", LSS.encode()))
    rows = "".join(
        f'{n},"2025-09-{n + 10} 09:00:00",3,nl,"{"NZ"[n % 2]}",{"L005" if n % 3 else "L001"}\n'
        for n in range(12)
    )
    guess = guessed(f"id,submitdate,lastpage,startlanguage,G1,Q2\n{rows}", structure)
    mapping = as_mapping(guess)
    assert guess.tool == "LimeSurvey"
    assert mapping.unit.column == "G1"
    assert mapping.questions["iso_1"].column == "Q2"
    assert mapping.answers["iso_1"] == {"L005": 1, "L001": 5}
    assert (mapping.wave.opens_on.day, mapping.wave.closes_on.day) == (10, 21)
    assert "id" in guess.unmatched


def test_an_archive_of_limesurvey_holds_the_same_structure() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("survey_1.lss", LSS)
        archive.writestr("survey_1_responses.lsr", "<document/>")
    alike = read_structure(Upload("survey.lsa", content.getvalue()))
    assert alike == read_structure(Upload("survey.lss", LSS.encode()))
    assert alike.texts["Q2"] == (ALLEEN,)


@pytest.mark.parametrize(
    "content", [b"", b"<a", b"<document/>", b"PK\x03\x04", b"name,value\n1,2\n", b"\xff\xfe\x00"]
)
def test_what_is_no_structure_is_refused(content: bytes) -> None:
    with pytest.raises(StructureError, check=code("no_structure")):
        read_structure(Upload("survey.lss", content))


def test_microsoft_forms_in_dutch_with_semicolons_and_lines_within_a_cell() -> None:
    rows = "".join(
        f"{n};{n + 10}-9-2025 09:00:00;{n + 10}-9-2025 09:01:00;anoniem;"
        f'{"Zuid" if n % 2 else "Noord"};Vaak;"een regel\nen nog een"\n'
        for n in range(12)
    )
    guess = guessed(
        f"ID;Begintijd;Tijd van voltooien;E-mail;In welk team werk je?;{ALLEEN};Opmerkingen\n{rows}"
    )
    mapping = as_mapping(guess)
    assert guess.tool == "Microsoft Forms"
    assert mapping.unit.column == "In welk team werk je?"
    assert mapping.questions["iso_1"].column == ALLEEN
    assert mapping.questions["iso_1"].answers is None
    assert str(mapping.wave.closes_on) == "2025-09-21"
    assert "Opmerkingen" in guess.unmatched


def test_google_forms_and_a_heading_that_is_there_twice() -> None:
    rows = "".join(
        f'2025/09/01 9:0{n % 10}:00,"{"South" if n % 2 else "North"}",Often,Agree,Never\n'
        for n in range(12)
    )
    head = f"Timestamp,Which department do you work in?,{ALONE},{BALANCE},{BALANCE}"
    guess = guessed(f"{head}\n{rows}")
    assert guess.tool == "Google Forms"
    assert guess.matched == {ALONE: "iso_1"}


def test_qualtrics_has_the_words_below_its_titles() -> None:
    head = "RecordedDate,Finished,ResponseId,Q1,Q2"
    words = f"Recorded Date,Finished,Response ID,Your team,{ALONE}"
    ids = ",".join(f'"{{""ImportId"": ""{name}""}}"' for name in head.split(","))
    rows = "".join(
        f"2025-01-{n + 10} 10:00:00,True,R_{n},{'N' if n % 2 else 'S'},Rarely\n" for n in range(12)
    )
    guess = guessed(f"{head}\n{words}\n{ids}\n{rows}")
    mapping = as_mapping(guess)
    assert guess.tool == "Qualtrics"
    assert mapping.unit.column == "Q1"
    assert mapping.only == {"Finished": ("True",)}
    assert mapping.questions["iso_1"].column == "Q2"


def test_other_answers_other_words_and_days_of_two_meanings_are_left_to_a_person() -> None:
    rows = "".join(f"0{n}/0{n}/2025,{'A' if n % 2 else 'B'},Somewhat,7\n" for n in range(1, 9))
    guess = guessed(f"Timestamp,Team,{ALONE},How are the biscuits?\n{rows}")
    made = yaml.safe_load(guess.mapping)
    assert made["questions"] == {}
    assert made["wave"]["opens_on"] == ""
    assert set(guess.unmatched) == {"Timestamp", ALONE, "How are the biscuits?"}


def test_health_complaints_are_never_guessed() -> None:
    (question,) = [one for one in shipped().questions() if one.sensitive == "health"]
    guess = guessed(f"Team,{question.text['en']}\n" + "A,Often\nB,Never\nA,Often\nB,Often\n")
    assert guess.matched == {}


def test_choices_in_one_cell_are_not_taken_for_columns() -> None:
    chosen = "; ".join(f"choice {n}" for n in range(30))
    rows = ["Your team,How did you feel at work?,What did you do?"]
    rows += [f"North,Good,{chosen}" if n % 5 else "South,Bad,nothing" for n in range(30)]
    guess = guess_mapping(Upload("a.csv", "\n".join(rows).encode()), shipped(), "Before")
    assert guess.unit == "Your team"
    assert guess.unmatched[-1] == "What did you do?"
