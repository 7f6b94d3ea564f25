"""An import is looked at before it is done and can be taken back; exports of others are read."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from surveys.access import NotAllowedError, Reader
from surveys.counting.counting import close_wave
from surveys.history import import_history, take_back, waves_to_take_back
from surveys.history.importing import ImportResult
from surveys.history.mapping import MappingError
from surveys.history.publishing import HistoryError
from surveys.installation.installation import Installation, open_installation
from surveys.settings import Settings
from surveys.tables.faults import DelimitedFileError
from surveys.tables.table import Upload
from surveys.texts import Texts
from tests.builders import CLOSES
from tests.postgresql import Database
from tests.refusals import code
from tests.store.history.conftest import MAPPING, Files, published
from tests.stored import main_dump, main_rows

FIELD = Path(__file__).parents[2] / "field"
ROWS = [["North" if n % 2 else "South", str(n % 5 + 1), str(n * 3 % 5 + 1)] for n in range(20)]


def notes(done: ImportResult) -> str:
    return "\n".join(note.in_words(Texts("en")) for note in done.preview.notes)


def export(
    installation: Installation,
    rows: list[list[str]],
    mapping: str = MAPPING,
    delimiter: str = ",",
    name: str = "answers.csv",
) -> ImportResult:
    """Import rows as another tool exports them, from memory as the page does."""
    lines = [delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in r) for r in rows]
    return import_history(
        installation,
        Upload(name, "\n".join(lines).encode()),
        Upload("mapping.yaml", mapping.encode()),
    )


@pytest.mark.parametrize("mapping", ["f05_qualtrics.yaml", "f05_qualtrics_skip_as_advised.yaml"])
@pytest.mark.usefixtures("organisation")
def test_the_rows_in_which_qualtrics_describes_columns_are_no_ballots(
    installation: Installation, mapping: str
) -> None:
    done = import_history(installation, FIELD / "f05_qualtrics.csv", FIELD / mapping)
    with (FIELD / "f05_qualtrics.csv").open(encoding="utf-8") as file:
        answered = [row for row in csv.reader(file) if row[4] in {"North", "South"} and row[5]]
    assert done.rows == len(answered)
    units = {name for (name,) in main_rows(installation, "SELECT name FROM unit")}
    assert not {unit for unit in units if "ImportId" in unit or "Which team" in unit}
    assert "Lines 2 to 3 describe the columns" in notes(done)
    assert "The column “Finished” may tell who did not finish" in notes(done)


@pytest.mark.usefixtures("organisation")
def test_an_option_that_holds_the_delimiter_is_one_answer(installation: Installation) -> None:
    done = import_history(
        installation, FIELD / "f18_multi_comma.csv", FIELD / "f18_multi_comma.yaml"
    )
    with (FIELD / "f18_multi_comma.csv").open(encoding="utf-8") as file:
        chosen = [row["why"] for row in csv.DictReader(file)]
    assert done.rows == len([cell for cell in chosen if cell])
    (column,) = done.preview.columns
    meant = {cell: len(options.split("; ")) for cell, options in column.cells}
    assert meant["Seeing people, having a chat"] == 1
    assert meant["Seeing people, having a chat, Concentrating"] == 2


@pytest.mark.usefixtures("organisation")
def test_only_rows_that_are_asked_for_count(installation: Installation) -> None:
    table = [["team", "balance", "alone", "Finished"]]
    table += [[*row, "True" if n % 4 else "False"] for n, row in enumerate(ROWS)]
    done = export(installation, table, f"{MAPPING}only: {{Finished: 'TRUE'}}\n")
    assert (done.rows, done.preview.left_out) == (15, {"filtered": 5})
    assert "may tell" not in notes(done)


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize("codes", ["A{}", "AO0{}", "{}"])
def test_exports_of_limesurvey_count_nobody_who_only_opened_the_page(
    installation: Installation, codes: str
) -> None:
    titles = ["id", "submitdate", "Q1. Your team?", "Q2. Balance?", "Q3. Alone?"]
    mapping = MAPPING.replace("team", "Q1").replace("balance", "Q2").replace("alone", "Q3")
    rows = [[str(n), "x", t, codes.format(a), codes.format(b)] for n, (t, a, b) in enumerate(ROWS)]
    opened = [[str(n), "", "", "", ""] for n in range(20, 35)]
    done = export(installation, [titles, *rows, *opened], mapping, ";")
    assert (done.rows, done.preview.left_out) == (20, {"no_answer": 15})


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(("separator", "joined"), [(";", "{};{};"), (", ", "{}, {}")])
def test_exports_of_forms_are_read_with_their_separators_and_spaces(
    installation: Installation, separator: str, joined: str
) -> None:
    seeing = "Seeing people, having a chat"
    cells = [seeing, joined.format(seeing, "Concentrating"), "Concentrating\u00a0"]
    rows = [["North", cells[n % 3]] for n in range(12)]
    mapping = (FIELD / "f18_multi_comma.yaml").read_text(encoding="utf-8")
    mapping = mapping.replace('separator: ","', f'separator: "{separator}"')
    done = export(installation, [["Team", "why\u00a0"], *rows], mapping)
    assert done.rows == 12
    assert done.answers == 12


OF_EACH_OPTION = """
wave: {title: Before, opens_on: 2025-01-01, closes_on: 2025-01-31}
unit: {column: team}
questions:
  fh_4: {columns: {"why[SQ001]": 1, "why[SQ002]": 3, "why[SQ003]": 5}CHOSEN}
"""


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(
    ("yes", "no", "chosen"),
    [
        ("Y", "N", ""),
        ("Ja", "Nee", ""),
        ("1", "0", ""),
        ("Concentrating", "", ""),
        ("gekozen", "niet", ", chosen: gekozen"),
    ],
)
def test_a_question_may_have_a_column_for_each_option(
    installation: Installation, yes: str, no: str, chosen: str
) -> None:
    titles = ["team", "why[SQ001]", "why[SQ002]", "why[SQ003]"]
    rows = [["North", no, yes, no]] * 6 + [["North", no, no, no]] * 3
    both = [] if yes == "Concentrating" else [["North", yes, yes, no]] * 5
    done = export(installation, [titles, *rows, *both], OF_EACH_OPTION.replace("CHOSEN", chosen))
    assert (done.rows, done.preview.left_out) == (6 + len(both), {"no_answer": 3})
    (column,) = done.preview.columns
    meant = {"why[SQ002]": "Concentrating"}
    if both:
        meant["why[SQ001]; why[SQ002]"] = "Seeing colleagues; Concentrating"
    assert dict(column.cells) == meant
    assert column.column == "why[SQ001] + why[SQ002] + why[SQ003]"


@pytest.mark.usefixtures("organisation")
def test_what_does_not_say_whether_an_option_was_chosen_is_a_question(
    installation: Installation,
) -> None:
    titles = ["team", "why[SQ001]", "why[SQ002]", "why[SQ003]"]
    rows = [["North", "Y", "N", "perhaps"]] * 6
    with pytest.raises(DelimitedFileError) as refused:
        export(installation, [titles, *rows], OF_EACH_OPTION.replace("CHOSEN", ""))
    said = refused.value.in_words(Texts("en"))
    assert "“perhaps” does not say whether “why[SQ003]” was chosen" in said
    all_three = [["North", "Y", "Y", "Y"]] * 6
    with pytest.raises(DelimitedFileError) as refused:
        export(installation, [titles, *all_three], OF_EACH_OPTION.replace("CHOSEN", ""))
    assert "fh_4 takes at most 2 different answers" in refused.value.in_words(Texts("en"))


@pytest.mark.usefixtures("organisation")
def test_a_dry_run_shows_everything_and_changes_nothing(
    installation: Installation, files: Files
) -> None:
    table = [["team", "balance", "alone"], *ROWS, *([["Nort", "2", "3"]] * 5), ["North", "", "NA"]]
    before = main_dump(installation)
    answers, mapping = files.folder / "a.csv", files.folder / "m.yaml"
    with answers.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    mapping.write_text(MAPPING, encoding="utf-8")
    done = import_history(installation, answers, mapping, dry_run=True)
    assert main_dump(installation) == before
    preview = done.preview
    assert preview.known_units == ["North"]
    assert {unit.name: unit.near for unit in preview.new_units} == {
        "South": (),
        "Nort": ("North",),
    }
    assert preview.left_out == {"no_answer": 1}
    column = next(column for column in preview.columns if column.question == "iso_1")
    assert ("1", "Never") in column.cells
    assert ("NA", "") in column.cells
    assert {one.unit for one in preview.numbers} == {"Example", "Nort", "North", "South"}
    again = import_history(installation, answers, mapping)
    assert again == replace(done, preview=again.preview)
    stored = published(installation)
    for one in preview.numbers:
        assert list(one.counts) == stored[one.unit, one.question][0]


@pytest.mark.usefixtures("organisation")
def test_an_imported_wave_is_taken_back_as_a_whole(
    installation: Installation, files: Files
) -> None:
    tables = ("wave", "wave_unit", "result", "analysis", "unit")
    before = {t: main_rows(installation, f"SELECT * FROM {t}") for t in tables}  # noqa: S608
    files.imported(installation)
    assert [wave.title for wave in waves_to_take_back(installation)] == ["Before"]
    with pytest.raises(HistoryError, check=code("not_imported")):
        take_back(installation, "Other")
    nobody = Reader(None, "HR", None, frozenset({"hr"}), frozenset())
    with pytest.raises(NotAllowedError, check=code("administrators")):
        take_back(installation, "Before", nobody)
    units = take_back(installation, "Before")
    after = {t: main_rows(installation, f"SELECT * FROM {t}") for t in tables}  # noqa: S608
    assert after == before
    assert units.gone == ["Café", "Small", "South", "Tiny"], "North was there before"
    assert not units.staying
    noted = [row for (row,) in main_rows(installation, "SELECT action FROM audit_entry")]
    assert {"history imported", "history taken back"} <= set(noted)
    files.imported(installation)


@pytest.mark.usefixtures("wave")
def test_after_a_count_an_imported_wave_stays(installation: Installation, files: Files) -> None:
    files.imported(installation)
    close_wave(installation, CLOSES)
    assert not waves_to_take_back(installation)
    with pytest.raises(HistoryError, check=code("counted_since")):
        take_back(installation, "Before")


@pytest.mark.usefixtures("organisation")
def test_a_mapping_from_a_page_reads_no_file_of_the_server(installation: Installation) -> None:
    mapping = f"{MAPPING}own_questions: /etc/hostname\n"
    with pytest.raises(MappingError) as caught:
        export(installation, [["team", "balance", "alone"], *ROWS], mapping)
    assert "cannot be read from here" in str(caught.value)


@pytest.mark.usefixtures("organisation")
def test_advice_about_a_cell_never_makes_ballots_of_descriptions(
    installation: Installation,
) -> None:
    table = [["team", "balance", "alone"], ["Which team?", "How often?", "How often?"], *ROWS]
    with pytest.raises(DelimitedFileError) as caught:
        export(installation, table)
    assert "file: {skip_rows: …}" in str(caught.value)
    done = export(installation, table, f"{MAPPING}file: {{skip_rows: 1}}\n")
    assert done.rows == 20
    assert "The 1 rows below the names of the columns were skipped" in notes(done)


@pytest.mark.both_databases
@pytest.mark.usefixtures("organisation")
def test_a_page_that_may_only_read_results_says_where_to_import(
    installation: Installation, settings: Settings, database: Database | None
) -> None:
    done = export(installation, [["team", "balance", "alone"], *ROWS])
    if database is None:
        return
    url = database.url("peil_dashboard")
    page = open_installation(
        Settings(folder=settings.folder / "none", database_url=url, only="dashboard")
    )
    before = main_dump(installation)
    with pytest.raises(HistoryError, check=code("elsewhere")):
        export(page, [["team", "balance", "alone"], *ROWS], name="again.csv")
    with pytest.raises(HistoryError, check=code("elsewhere")):
        take_back(page, done.title)
    assert main_dump(installation) == before
