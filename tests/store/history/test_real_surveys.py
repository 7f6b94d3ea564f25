"""Two real surveys of 1,507 and 1,512 people, with different column names, become one history."""

import csv
import os
from collections import Counter, defaultdict
from pathlib import Path
from uuid import UUID

import pytest
import yaml

from surveys.history.importing import ImportResult, import_history
from surveys.installation.installation import Installation
from surveys.reading.shares import groups_of
from surveys.reading.unit import read_unit
from surveys.statistics import InsufficientData, known
from tests.reading import HR, read
from tests.store.history.conftest import by_name, published
from tests.stored import main_rows

MAPPINGS = Path(__file__).parents[2] / "history"
WHOLE = "Remote working in New South Wales"
OPTIONS = [
    "Strongly disagree",
    "Somewhat disagree",
    "Neither agree nor disagree",
    "Somewhat agree",
    "Strongly agree",
]


def data_folder() -> Path:
    beside = Path(__file__).parents[3].parent / "shared" / "data"
    return Path(os.environ.get("PEIL_TEST_DATA") or beside)


def real(year: int) -> Path:
    file = data_folder() / f"nsw_remote_working_{year}.csv"
    if not file.exists():
        pytest.skip(f"{file.name} is not in {file.parent}; PEIL_TEST_DATA names the folder")
    return file


def import_real(installation: Installation, year: int) -> ImportResult:
    return import_history(installation, real(year), MAPPINGS / f"nsw_{year}.mapping.yaml")


def column_of(year: int, unit: str, question: str) -> dict[str, Counter[str]]:
    """Count one column of a real file by unit, with nothing but the csv module."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    with real(year).open(encoding="cp1252", newline="") as file:
        for row in csv.DictReader(file):
            cells = {name.strip(): cell.strip() for name, cell in row.items()}
            counted[cells[unit.strip()]][cells[question.strip()]] += 1
    return counted


def test_two_real_surveys_join_in_one_history_of_changes(installation: Installation) -> None:
    first, second = import_real(installation, 2020), import_real(installation, 2021)
    # 31 of the 1,507 people of 2020 answered none of these questions.
    assert (first.rows, second.rows) == (1476, 1512)
    assert (first.units, second.units) == (20, 20)
    for done in (first, second):
        ballots = by_name(installation, "ballots", done.title)
        assert len(ballots) == 20
        assert ballots[WHOLE] == done.rows
        numbers = [number for number in ballots.values() if number is not None]
        assert len(numbers) == done.published
        assert all(isinstance(number, int) and number >= 5 for number in numbers)
    units = main_rows(installation, "SELECT id, name FROM unit")
    reports = {
        str(name): read(read_unit, installation, HR, UUID(str(unit))) for unit, name in units
    }
    for report in reports.values():
        assert [wave.title for wave in report.waves] == ["2020", "2021"]
    whole = reports[WHOLE]
    welcome = next(trend for trend in whole.trends if trend.question.id == "rw_welcome")
    assert (len(units), len(whole.trends)) == (20, 5)
    # By hand from the two files: the sum of all scores, 1 to 5, over the number of answers.
    before, after = (known(level) for level in welcome.levels)
    assert before is not None
    assert after is not None
    assert after.mean - before.mean == pytest.approx(5606 / 1512 - 6106 / 1476, abs=0.002)


@pytest.mark.parametrize(
    ("year", "unit", "question", "coarsened"),
    [
        (
            2020,
            "Which of the following best describes your industry?",
            "Thinking about remote working in the last 3 months, how strongly do you agree or "
            "disagree with the following statements? - I could easily collaborate with colleagues ",
            # Eight of nine gave the same answer; at most seven may be seen to.
            {"Agriculture, Forestry and Fishing": [0, 0, 2, 7, 0]},
        ),
        (2021, "industry", "six_months_collaborate_easily_RW", {}),
    ],
)
def test_a_real_survey_is_what_counting_the_file_gives(
    installation: Installation, year: int, unit: str, question: str, coarsened: dict[str, list[int]]
) -> None:
    """Each industry is an atom: the whole is their sum, each as in the file unless coarsened."""
    done = import_real(installation, year)
    in_file = {
        industry: [cells[option] for option in OPTIONS]
        for industry, cells in column_of(year, unit, question).items()
    }
    nearly_unanimous = {
        industry
        for industry, counts in in_file.items()
        if max(counts) > min(sum(counts) - 2, sum(counts) * 9 // 10)
        or sum(counts[:2]) == sum(counts)
    }
    assert nearly_unanimous == set(coarsened)
    shown = {**in_file, **coarsened}
    whole = [sum(column) for column in zip(*shown.values(), strict=True)]
    found = published(installation, str(year))
    assert found[WHOLE, "rw_together"] == (whole, done.rows - sum(whole))
    # These are spelled alike in both files.
    for industry in ("Mining", "Manufacturing", "Agriculture, Forestry and Fishing"):
        assert found[industry, "rw_together"][0] == shown[industry]


def test_every_number_on_pages_leaves_room_for_the_one_in_the_file(
    installation: Installation,
) -> None:
    """Averages of both years and shares of the newest, of every industry and of the whole."""
    raw: dict[tuple[int, str, str], list[int]] = defaultdict(lambda: [0] * len(OPTIONS))
    for year in (2020, 2021):
        import_real(installation, year)
        mapping = yaml.safe_load((MAPPINGS / f"nsw_{year}.mapping.yaml").read_text("utf-8"))
        for question, asked in mapping["questions"].items():
            in_file = column_of(year, mapping["unit"]["column"], asked["column"])
            for industry, cells in in_file.items():
                name = mapping["unit"].get("rename", {}).get(industry, industry)
                counts = [cells[option] for option in OPTIONS]
                for unit in (name, WHOLE):
                    before = raw[year, unit, question]
                    raw[year, unit, question] = [a + b for a, b in zip(before, counts, strict=True)]
    compared = inexact = 0
    for id_, name in main_rows(installation, "SELECT id, name FROM unit"):
        report = read(read_unit, installation, HR, UUID(str(id_)))
        for trend in report.trends:
            for wave, outcome in zip(report.waves, trend.levels, strict=True):
                counts = raw[int(str(wave.title)), str(name), trend.question.id]
                if (level := known(outcome)) is None:
                    continue
                mean = sum(v * c for v, c in enumerate(counts, start=1)) / sum(counts)
                # Of sums, how far the mean may lie away is kept with three decimals.
                assert level.mean_low - 1e-3 <= mean <= level.mean_high + 1e-3, (name, wave.title)
                compared, inexact = compared + 1, inexact + (abs(mean - level.mean) > 1e-9)
            parts = {} if isinstance(trend.shares.parts, InsufficientData) else trend.shares.parts
            for group, share in parts.items():
                options = groups_of(trend.question)[group]
                part = sum(counts[option] for option in options) / sum(counts)
                assert share.low - 1e-9 <= part <= share.high + 1e-9, (name, group)
    assert (compared, inexact) > (190, 0)
