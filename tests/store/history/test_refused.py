"""A wave of history that cannot come in is refused with its reason; the database stays as it is."""

from datetime import timedelta

import pytest

from surveys.installation.installation import Installation
from tests.builders import CLOSES
from tests.store.history.conftest import MAPPING, Files


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            [["team", "balance", "alone"], *([["North", "1", "2"]] * 5), ["North", "6", "1"]],
            "answers.csv, line 7, column “balance”: “6” is not one of the answers to wlb_1.",
        ),
        (
            [["team", "balance", "alone"], *([["North", "1", "a\nb"]] * 5)],
            "answers.csv, line 2, column “alone”: “a b” is not one of the answers to iso_1.",
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
    installation: Installation, files: Files, cells: list[list[str]], message: str
) -> None:
    assert files.refused(installation, cells).startswith(message)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "organisation: Example\n",
            "",
            "old.yaml: organisation: is missing, and this installation has no organisation yet",
        ),
        ("iso_1", "iso_9", "old.yaml: questions.iso_9: there is no question with this id"),
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
        (
            "skip:",
            "own_questions: [own.yaml]\nskip:",
            "old.yaml: own_questions: expected the name of a file, or the fields of such a file "
            "below it",
        ),
    ],
)
def test_a_fault_in_the_mapping_is_named_with_its_field_and_nothing_is_written(
    installation: Installation, files: Files, before: str, after: str, message: str
) -> None:
    mapping = MAPPING.replace(before, after)
    assert files.refused(installation, mapping=mapping) == message


@pytest.mark.usefixtures("wave")
def test_imported_waves_never_overlap(installation: Installation, files: Files) -> None:
    files.imported(installation)
    assert files.refused(installation) == (
        "The wave “Before” of 1 August 2020 to 30 September 2020 is here already. "
        "Take it back first, if it was a mistake and no wave has been counted since; otherwise it "
        "never changes."
    )

    def again(opens_on: str, closes_on: str) -> str:
        dates = MAPPING.replace("2020-08-01", opens_on).replace("2020-09-30", closes_on)
        return dates.replace("Before", "Again")

    assert files.refused(installation, mapping=again("2020-09-30", "2020-09-30")) == (
        "The wave “Again” (30 September 2020 to 30 September 2020) overlaps wave “Before” "
        "(1 August 2020 to 30 September 2020). "
        "Correct wave.opens_on and wave.closes_on in old.yaml."
    )
    live = again(str(CLOSES), str(CLOSES + timedelta(days=9)))
    assert "overlaps wave 1 (2 March 2026 to 6 March 2026)" in files.refused(
        installation, mapping=live
    )
    until = again("2020-07-01", "2020-08-01")
    assert "overlaps wave “Before”" in files.refused(installation, mapping=until)
    files.imported(installation, mapping=again("2020-07-01", "2020-07-31"))
