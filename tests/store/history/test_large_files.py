"""A file of past answers of any length is read in about the same memory, and says how far it is."""

import csv
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.history.conftest import WORDS

MAPPING = """\
organisation: Example
wave: {title: Before, opens_on: 2024-08-01, closes_on: 2024-09-30}
unit: {column: Team}
answers: {agreement: {Strongly disagree: 1, Disagree: 2, Neither: 3, Agree: 4, Strongly agree: 5}}
questions:
  wlb_1: {column: Q1, answers: agreement}
  mood_1: {column: Q2, answers: agreement}
  iso_1: {column: Q3, answers: agreement}
  iso_2: {column: Q4, answers: agreement}
  iso_3: {column: Q5, answers: agreement}
  iso_4: {column: Q6, answers: agreement}
  iso_5: {column: Q7, answers: agreement}
"""
SCRIPT = """
import resource, sys
from pathlib import Path
from dashboard.commands.terminal import installation_of
from surveys.history import import_history
from surveys.history.guessing import guess_mapping
from surveys.organisation import load_instrument
from surveys.tables.sources import FileOnDisk, Upload

def peak() -> int:
    # What a process counts as used includes what the one before it had when it was forked.
    status = Path("/proc/self/status")
    if status.exists():
        words = status.read_text().split()
        return int(words[words.index("VmHWM:") + 1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

folder, heard = Path(sys.argv[1]), []
installation = installation_of(folder / "peil")
guess = guess_mapping(FileOnDisk(folder / "answers.csv"), load_instrument(installation), "Before")
before = peak()
done = import_history(
    installation,
    folder / "answers.csv",
    Upload("m.yaml", (folder / "mapping.yaml").read_bytes()),
    lambda read, size: heard.append(read),
)
print(before, peak(), done.rows, done.published, len(heard), heard == sorted(heard))
"""


def written(folder: Path, size: int) -> int:
    """Write a file of at least `size` bytes, and return the number of its rows."""
    chance, rows = random.Random(1), 0  # noqa: S311 - a table to be read
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    with (folder / "answers.csv").open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["Id", "Team", *[f"Q{n}" for n in range(1, 8)], "Remark", "Remark", "Score"])
        while file.tell() < size:
            for _ in range(1_000):
                rows += 1
                remark = 'Coördinatie, "regels"\nen meer; ' * chance.randrange(6)
                score = f"{chance.random():.2f}".replace(".", ",")
                cells = [chance.choice(WORDS) for _ in range(7)]
                out.writerow([rows, f"Team {rows % 400}", *cells, remark, "x", score])
    return rows


def imported(folder: Path, size: int) -> tuple[int, int]:
    """Import a large file in a process of its own; return its memory in MB before and at most."""
    rows = written(folder, size)
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={name: value for name, value in os.environ.items() if name != "PEIL_DATABASE_URL"},
    )
    before, most, read, published, told, in_order = run.stdout.split()
    assert (int(read), int(published), in_order) == (rows, 401, "True")
    assert 50 < int(told) <= 100
    return int(before), int(most)


def test_five_megabytes_take_little_more_memory_than_none(tmp_path: Path) -> None:
    before, most = imported(tmp_path, 5_000_000)
    assert most - before < 60


@pytest.mark.slow
@pytest.mark.only_in_full
def test_two_hundred_megabytes_are_read_within_350(tmp_path: Path) -> None:
    """Different answers to a scale are kept of each unit; chance gives all there can be."""
    before, most = imported(tmp_path, 200_000_000)
    assert most < 350
    assert most - before < 150
