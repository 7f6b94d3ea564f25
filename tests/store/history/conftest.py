"""Files of past answers, and what a database holds after their import."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from surveys.counting.envelopes import Progress
from surveys.history.importing import ImportResult, import_history
from surveys.history.mapping import MappingError
from surveys.history.publishing import HistoryError
from surveys.installation.installation import Installation
from surveys.tables.faults import DelimitedFileError
from tests.stored import main_dump, main_rows

WORDS = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
SIZES = {"Café": 12, "North": 9, "South": 6, "Tiny": 3, "Small": 4}
MAPPING = """\
organisation: Example
wave: {title: Before, opens_on: 2020-08-01, closes_on: 2020-09-30}
unit: {column: team}
skip: [NA]
questions: {wlb_1: {column: balance}, iso_1: {column: alone}}
"""

Published = dict[tuple[str, str], tuple[list[int], int]]


def published(installation: Installation, title: str = "Before") -> Published:
    """Return counts and skips by name of unit and question; of a wave without title as "live"."""
    query = f"""
        SELECT wave_unit.name, question_id, counts, skipped FROM result
        JOIN wave ON wave.id = result.wave_id
        JOIN wave_unit USING (wave_id, unit_id) WHERE coalesce(wave.title, 'live') = '{title}'
    """  # noqa: S608
    rows = main_rows(installation, query)
    return {(unit, question): (json.loads(c), skipped) for unit, question, c, skipped in rows}


def by_name(installation: Installation, column: str, title: str = "Before") -> dict[str, object]:
    """Return a column of the units of a wave by their name."""
    query = (
        f"SELECT wave_unit.name, wave_unit.{column} FROM wave_unit "  # noqa: S608
        f"JOIN wave ON wave.id = wave_id WHERE title = '{title}'"
    )
    return dict(main_rows(installation, query))


def answered(person: int) -> tuple[int | None, int | None]:
    """Return two answers (0 = first option) that vary within every team; some are skipped."""
    return (person % 5 if person % 7 else None, person * 2 % 5)


def people_of(sizes: dict[str, int]) -> list[tuple[str, int | None, int | None]]:
    teams = [team for team, size in sizes.items() for _ in range(size)]
    return [(team, *answered(person)) for person, team in enumerate(teams)]


def table(options: Sequence[str], sizes: dict[str, int] = SIZES) -> list[list[str]]:
    cells = [
        [team, "" if first is None else options[first], "NA" if second is None else options[second]]
        for team, first, second in people_of(sizes)
    ]
    return [["team", "balance", "alone"], *cells]


NUMBERS = list("12345")


@dataclass(frozen=True)
class Files:
    """A file of answers and its mapping, in a folder of their own."""

    folder: Path

    def imported(
        self,
        installation: Installation,
        cells: list[list[str]] | None = None,
        mapping: str = MAPPING,
        *,
        encoding: str = "utf-8",
        sign: str = ",",
        progress: Progress = lambda done, total: None,
    ) -> ImportResult:
        """Write a file, by default of everybody's answers as numbers, and import it."""
        answers, beside = self.folder / "answers.csv", self.folder / "old.yaml"
        with answers.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=sign).writerows(table(NUMBERS) if cells is None else cells)
        beside.write_text(mapping, encoding="utf-8")
        return import_history(installation, answers, beside, progress)

    def refused(
        self,
        installation: Installation,
        cells: list[list[str]] | None = None,
        mapping: str = MAPPING,
    ) -> str:
        """Write a file and import it, and return the message; the database must be as it was."""
        before = main_dump(installation)
        with pytest.raises((MappingError, DelimitedFileError, HistoryError)) as caught:
            self.imported(installation, cells, mapping)
        assert main_dump(installation) == before
        error = caught.value
        return "\n".join(error.faults) if isinstance(error, MappingError) else str(error)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def expected() -> Published:
    """Count by hand: every team of five or more, and the whole; nothing here is unanimous."""
    counted: Published = {}
    for unit in ("Café", "North", "South", "Example"):
        rows = [row for row in people_of(SIZES) if unit in (row[0], "Example")]
        for question, column in (("wlb_1", 1), ("iso_1", 2)):
            chosen = Counter(row[column] for row in rows)
            counts = [chosen[option] for option in range(5)]
            # "How often did you stand alone": never is good, so the scale is turned around.
            turned = counts[::-1] if question == "iso_1" else counts
            counted[unit, question] = (turned, chosen[None])
    return counted
