"""A wave of history that cannot come in is refused with its reason; the database stays as it is."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from surveys.installation.installation import Installation
from surveys.waves.waves import open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.store.reading.past import MAPPING, Files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            [["team", "balance", "alone"], *([["North", "1", "2"]] * 5), ["North", "6", "1"]],
            "answers.csv, line 7, column “balance”: “6” is none of the answers to wlb_1. "
            "Correct it, or name it under answers or skip in the mapping.",
        ),
        (
            [["team", "balance", "alone"], *([["North", "1", "a\nb"]] * 5)],
            "answers.csv, line 2, column “alone”: “a b” is none of the answers to iso_1. "
            "Correct it, or name it under answers or skip in the mapping.",
        ),
        (
            [["team", "note", "balance", "alone"], ["North", "a\nb", "1", "2"]]
            + [["N", "", "1", "2"]] * 4
            + [[" ", "", "1", "2"]],
            "answers.csv, line 8, column “team”: this row names no unit. "
            "Fill it in, or leave the row out.",
        ),
        (
            [["team", "balance", "alone"], *([["North", "1", "2"]] * 4)],
            "answers.csv: this file has 4 rows; nothing is published about fewer than 5 people.",
        ),
        (
            [["team", "balance"], ["North", "1"]],
            "answers.csv, line 1, column “alone”: the file has no column of this name; "
            "the nearest is “balance”. Correct the name in the mapping.",
        ),
        ([], "answers.csv: this file is empty."),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_place_and_nothing_is_written(
    installation: Installation, files: Files, cells: list[list[str]], said: str
) -> None:
    files.write(cells)
    assert files.refused(installation) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "organisation: Example\n",
            "",
            "old.yaml: organisation: is missing, and this installation has no organisation yet",
        ),
        (
            "iso_1",
            "iso_9",
            "old.yaml: questions.iso_9: there is no question with this id",
        ),
        (
            "team}",
            "team, rename: {Northern: North}}",
            'old.yaml: unit.rename: no row of the file has "Northern"; '
            "correct the spelling or take it out",
        ),
        (
            "team}",
            "team, invited: {Café: 11, North: 9, South: 6, Small: 4}}",
            'old.yaml: unit.invited: "Café" has 12 rows but 11 invited\n'
            'old.yaml: unit.invited: "Tiny" is missing; give every unit of the file, or none',
        ),
        (
            "skip:",
            "own_questions: own.yaml\nskip:",
            "old.yaml: own_questions: own.yaml cannot be read (No such file or directory)",
        ),
    ],
)
def test_a_fault_in_the_mapping_is_named_with_its_field_and_nothing_is_written(
    installation: Installation, files: Files, before: str, after: str, said: str
) -> None:
    files.write(mapping=MAPPING.replace(before, after))
    assert files.refused(installation) == said


def test_the_same_wave_is_not_imported_twice(installation: Installation, files: Files) -> None:
    files.write()
    files.imported(installation)
    assert files.refused(installation) == (
        "The wave “Before” of 1 August 2020 to 30 September 2020 is here already; it never changes."
    )


def test_a_wave_may_not_overlap_another_one(
    installation: Installation, organisation: dict[str, UUID], files: Files
) -> None:
    files.write()
    files.imported(installation)
    files.write(mapping=MAPPING.replace("Before", "Again").replace("08-01", "09-30"))
    assert files.refused(installation) == (
        "The wave “Again” (30 September 2020 to 30 September 2020) overlaps wave “Before” "
        "(1 August 2020 to 30 September 2020). "
        "Correct wave.opens_on and wave.closes_on in old.yaml."
    )
    add_people(installation, organisation["North"], 6)
    open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    dates = MAPPING.replace("Before", "Again").replace("2020-08-01", str(CLOSES))
    files.write(mapping=dates.replace("2020-09-30", str(CLOSES + timedelta(days=9))))
    assert "overlaps wave 1 (2 March 2026 to 6 March 2026)" in files.refused(installation)
    until = MAPPING.replace("Before", "Again").replace("2020-08-01", "2020-07-01")
    files.write(mapping=until.replace("2020-09-30", "2020-08-01"))
    assert "overlaps wave “Before”" in files.refused(installation)
    files.write(mapping=until.replace("2020-09-30", "2020-07-31"))
    files.imported(installation)
