"""How much CPU time reports take to make, and how much memory the largest workbook needs."""

import tracemalloc
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from dashboard.reports import written
from surveys.reading.reading import forget
from surveys.reading.verdicts.keeping import renew_verdicts
from tests.benchmarks import figures
from tests.benchmarks.measuring import MEGABYTE, Note, sized
from tests.benchmarks.test_reading import settled
from tests.past_waves import ANCHORS
from tests.reading import baseline
from tests.reports import report_of


def test_the_workbook_of_a_large_organisation(benchmark: Any, tmp_path: Path, note: Note) -> None:
    """2,500 units, verdicts worked out before as the clock does; everything else read anew."""
    installation = settled(tmp_path, sized(2_270, 227), 3, ANCHORS)
    renew_verdicts(installation)
    forget()
    began = process_time()
    report = report_of(installation)
    read = process_time() - began
    file = written(report, "xlsx")
    taken = process_time() - began
    rows = max(len(b.rows) for s in report.sections for b in s.blocks if hasattr(b, "rows"))
    assert rows > sized(2_490, 240)
    forget()
    tracemalloc.start()
    written(report_of(installation), "xlsx")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    benchmark.pedantic(lambda: None, rounds=1)
    said = f"{read / (taken - read):.1f} times as long read as written"
    note(figures.WORKBOOK, taken, said)
    note(figures.WORKBOOK_MEMORY, peak / MEGABYTE)
    note(figures.WORKBOOK_BYTES, len(file) / MEGABYTE)


@pytest.mark.parametrize("kind", figures.REPORTS)
def test_the_report_of_a_team(benchmark: Any, tmp_path: Path, note: Note, kind: Any) -> None:
    """A team over a year of waves, from the database to the file."""
    installation = settled(tmp_path, 20, 26, ANCHORS)
    renew_verdicts(installation)
    team = baseline(installation).teams[0]
    written(report_of(installation, team), kind)
    began = process_time()
    report = report_of(installation, team)
    made = process_time() - began
    written(report, kind)
    taken = process_time() - began
    benchmark.pedantic(lambda: None, rounds=1)
    note(figures.REPORT[kind], taken, f"{made:.2f} s of it reading")
