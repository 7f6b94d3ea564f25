"""Past answers come in by the same count as a closed wave, and only what may be published stays."""

from uuid import UUID

import pytest
import yaml

from surveys.answering.casting import cast
from surveys.counting.counting import close_wave
from surveys.history.importing import ImportResult
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.organisation.organisation import Contacts, create_with_first_unit
from surveys.waves.waves import open_wave
from tests.builders import CLOSES, OPENS, add_people, add_unit, spread
from tests.store.history.conftest import (
    MAPPING,
    NUMBERS,
    SIZES,
    WORDS,
    Files,
    by_name,
    expected,
    published,
    table,
)
from tests.stored import main_rows

AGREEMENT = yaml.safe_dump({word: number for number, word in enumerate(WORDS, 1)})
WORDED = (
    MAPPING.replace("{column: balance}", "{column: balance, answers: words}").replace(
        "{column: alone}", "{column: alone, answers: words}"
    )
    + "answers:\n  words:\n"
    + "".join(f"    {line}\n" for line in AGREEMENT.splitlines())
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";"])
@pytest.mark.parametrize(
    ("options", "mapping"), [(NUMBERS, MAPPING), (WORDS, WORDED)], ids=["numbers", "words"]
)
def test_the_same_answers_give_the_same_results_however_the_file_is_written(
    installation: Installation,
    files: Files,
    encoding: str,
    sign: str,
    options: list[str],
    mapping: str,
) -> None:
    done = files.imported(installation, table(options), mapping, encoding=encoding, sign=sign)
    assert published(installation) == expected()
    assert done == ImportResult(*("Before", 34, 63, 6, 4, 2), preview=done.preview)


def test_an_imported_wave_is_closed_and_keeps_no_answer_and_no_hidden_number(
    installation: Installation, files: Files
) -> None:
    files.imported(installation)
    query = "SELECT number, title, state, opens_on, closes_on, questions, public_key FROM wave"
    assert main_rows(installation, query) == [
        (None, "Before", "closed", "2020-08-01", "2020-09-30", '["wlb_1", "iso_1"]', None)
    ]
    shown = {"Example": 34, "Café": 12, "North": 9, "South": 6}
    assert by_name(installation, "ballots") == {**shown, "Tiny": None, "Small": None}
    assert not {unit for unit, _ in published(installation)} & {"Tiny", "Small"}
    for table_name in ("person", "invitation", "access", "sign_in"):
        assert main_rows(installation, f"SELECT * FROM {table_name}") == []  # noqa: S608
    assert not list(installation.store_folder.glob("box-*"))


def test_an_import_counts_as_a_closed_wave_does(
    installation: Installation, organisation: dict[str, UUID], files: Files
) -> None:
    """The same answers, once cast into a box and once in a file: equal numbers, team by team."""
    staff = [
        (name, person)
        for name, size in {"North": 14, "East": 7, "West": 4, "South": 2}.items()
        for person in add_people(
            installation, add_unit(installation, name, organisation["Example"]), size
        )
    ]
    questions = questions_of_wave(shipped(), 1)
    tokens = open_wave(installation, opens_on=OPENS, closes_on=CLOSES).tokens
    cells = [["team", *(q.id for q in questions)]]
    for number, (team, person) in enumerate(staff):
        # East answers all the same, so that it is coarsened.
        answers = spread(questions, 0 if team == "East" else number)
        if number % 3 == 0:
            answers = {question: a for question, a in answers.items() if question != "iso_1"}
        cast(installation, tokens[person], answers, OPENS)
        chosen = [answers.get(q.id) for q in questions]
        cells.append([team, *("" if one is None else str(one[0] + 1) for one in chosen)])
    close_wave(installation, CLOSES)
    columns = "".join(f"  {q.id}: {{column: {q.id}}}\n" for q in questions)
    mapping = f"{MAPPING.split('questions')[0]}questions:\n{columns}"
    files.imported(installation, cells, mapping)
    live = published(installation, "live")
    assert live == published(installation)
    assert {unit for unit, _ in live} == {"Example", "North", "East"}
    assert live["East", "mood_1"][0] != [7, 0, 0, 0, 0]


def test_a_unanimous_team_is_coarsened(installation: Installation, files: Files) -> None:
    files.imported(installation, [["team", "balance", "alone"], *([["North", "5", "3"]] * 6)])
    assert published(installation)["North", "wlb_1"] == ([0, 0, 0, 2, 4], 0)
    assert published(installation)["North", "iso_1"] == ([0, 1, 4, 1, 0], 0)


def test_rows_without_any_answer_are_no_ballots(installation: Installation, files: Files) -> None:
    cells = [*table(NUMBERS, {"North": 6}), *([["North", "", "NA"]] * 3)]
    assert files.imported(installation, cells).rows == 6
    assert by_name(installation, "ballots")["North"] == 6
    assert published(installation)["North", "iso_1"][1] == 0


def test_two_imports_share_their_units(installation: Installation, files: Files) -> None:
    files.imported(installation)
    later = MAPPING.replace("2020", "2021").replace("Before", "After").replace("team", "dept")
    renamed = later.replace("{column: dept}", "{column: dept, rename: {Cafe: Café}}")
    cells = [["dept", "balance", "alone"], *table(NUMBERS, {"Cafe": 8, "New": 7})[1:]]
    files.imported(installation, cells, renamed)
    names = [str(name) for (name,) in main_rows(installation, "SELECT name FROM unit")]
    assert sorted(names) == sorted(["Example", *SIZES, "New"])
    query = "SELECT count(*), count(DISTINCT unit_id) FROM wave_unit WHERE name = 'Café'"
    assert main_rows(installation, query) == [(2, 1)]
    assert by_name(installation, "ballots", "After")["Café"] == 8


def test_history_joins_the_units_of_a_set_up_organisation_wherever_they_are(
    installation: Installation, north: UUID, files: Files
) -> None:
    add_unit(installation, "Café", north)
    mapping = MAPPING.replace("organisation: Example", "organisation: Another")
    files.imported(installation, mapping=mapping)
    assert main_rows(installation, "SELECT name FROM organisation") == [("Example",)]
    # North: its own 9, and the 12 of the team below it.
    assert by_name(installation, "ballots")["North"] == 21


def test_set_up_after_an_import_keeps_its_units(installation: Installation, files: Files) -> None:
    files.imported(installation)
    whole, team = create_with_first_unit(
        installation, name="Example Ltd", first_unit="North", contacts=Contacts("Ada", "0800")
    )
    counted = main_rows(installation, "SELECT unit_id FROM result")
    assert {whole.hex, team.hex} <= {str(unit) for (unit,) in counted}


def test_units_of_the_same_name_are_told_apart_by_the_one_above(
    installation: Installation, organisation: dict[str, UUID], files: Files
) -> None:
    under = add_unit(installation, "Night", organisation["North"])
    add_unit(installation, "Night", organisation["Example"])
    cells = table(NUMBERS, {"Night": 12})
    assert files.refused(installation, cells) == (
        'old.yaml: unit.rename: several units are called "Night"; '
        'write "Example / Night" or "North / Night"'
    )
    mapping = MAPPING.replace("team}", "team, rename: {Night: North / Night}}")
    files.imported(installation, cells, mapping)
    query = "SELECT unit_id FROM wave_unit WHERE ballots = 12 AND name = 'Night'"
    assert main_rows(installation, query) == [(under.hex,)]


def test_the_number_invited_goes_up_the_tree(installation: Installation, files: Files) -> None:
    files.imported(installation)
    assert set(by_name(installation, "invited").values()) == {None}
    invited = "{Café: 20, North: 10, South: 6, Tiny: 5, Small: 5, Nobody: 4}"
    later = MAPPING.replace("2020", "2021").replace("Before", "After")
    files.imported(installation, mapping=later.replace("team}", f"team, invited: {invited}}}"))
    found = by_name(installation, "invited", "After")
    assert found == {**yaml.safe_load(invited), "Example": 50}


def test_progress_is_told_a_hundred_times_at_most(installation: Installation, files: Files) -> None:
    heard: list[tuple[int, int]] = []
    cells = table(NUMBERS, {"North": 250_000})
    files.imported(installation, cells, progress=lambda done, total: heard.append((done, total)))
    assert 50 < len(heard) <= 100
    assert heard == sorted(heard)
    size = (files.folder / "answers.csv").stat().st_size
    assert heard[-1] == (size, size)
