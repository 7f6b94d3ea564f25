"""Files of past answers for the tests of imported history."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from surveys.history.importing import HistoryError, ImportResult, import_history
from surveys.history.mapping import MappingError
from surveys.installation.installation import Installation
from surveys.tables.delimited_file import DelimitedFileError
from tests.store.conftest import dump, rows

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


def main_file(installation: Installation) -> Path:
    return installation.store_folder / "peil.db"


def published(installation: Installation, title: str = "Before") -> Published:
    """Return counts and skips by name of unit and question."""
    query = """
        SELECT wave_unit.name, question_id, counts, skipped FROM result
        JOIN wave ON wave.id = result.wave_id
        JOIN wave_unit USING (wave_id, unit_id) WHERE coalesce(wave.title, 'live') = ?
    """
    found = rows(main_file(installation), query, title)
    return {(str(u), str(q)): (json.loads(str(c)), int(str(s))) for u, q, c, s in found}


def by_name(installation: Installation, column: str, title: str = "Before") -> dict[str, object]:
    query = f"""
        SELECT wave_unit.name, wave_unit.{column} FROM wave_unit
        JOIN wave ON wave.id = wave_id WHERE title = ?
    """  # noqa: S608
    return {str(name): value for name, value in rows(main_file(installation), query, title)}


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

    @property
    def answers(self) -> Path:
        return self.folder / "answers.csv"

    @property
    def mapping(self) -> Path:
        return self.folder / "old.yaml"

    def write(
        self,
        cells: list[list[str]] | None = None,
        mapping: str = MAPPING,
        *,
        encoding: str = "utf-8",
        sign: str = ",",
    ) -> None:
        with self.answers.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=sign).writerows(table(NUMBERS) if cells is None else cells)
        self.mapping.write_text(mapping, encoding="utf-8")

    def imported(self, installation: Installation) -> ImportResult:
        return import_history(installation, self.answers, self.mapping)

    def refused(self, installation: Installation) -> str:
        """Import, and return the message; the database must be as it was."""
        before = dump(main_file(installation))
        with pytest.raises((MappingError, DelimitedFileError, HistoryError)) as caught:
            self.imported(installation)
        assert dump(main_file(installation)) == before
        error = caught.value
        return "\n".join(error.faults) if isinstance(error, MappingError) else str(error)


def expected() -> Published:
    """Count by hand: every team of five or more, and the whole; nothing here is unanimous."""
    found: Published = {}
    for unit in ("Café", "North", "South", "Example"):
        mine = [row for row in people_of(SIZES) if unit in (row[0], "Example")]
        for question, place in (("wlb_1", 1), ("iso_1", 2)):
            given = Counter(row[place] for row in mine)
            counts = [given[option] for option in range(5)]
            # "How often did you stand alone": never is good, so the scale is turned around.
            turned = counts[::-1] if question == "iso_1" else counts
            found[unit, question] = (turned, given[None])
    return found
