"""How much CPU time reports take to make, and how much memory the largest workbook needs."""

import tracemalloc
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from dashboard.reports import written
from surveys.reading.reading import forget
from surveys.reading.verdicts.keeping import renew_verdicts
from surveys.reports import FORMATS
from tests.benchmarks.conftest import Figure
from tests.benchmarks.test_reading import settled
from tests.past_waves import ANCHORS
from tests.reading import baseline
from tests.reports import report_of


def test_the_workbook_of_a_large_organisation(
    benchmark: Any, tmp_path: Path, figure: Figure
) -> None:
    """2,500 units, verdicts worked out before as the clock does; everything else read anew."""
    installation = settled(tmp_path, 2_270, 3, ANCHORS)
    renew_verdicts(installation)
    forget()
    began = process_time()
    report = report_of(installation)
    read = process_time() - began
    file = written(report, "xlsx")
    taken = process_time() - began
    rows = max(len(b.rows) for s in report.sections for b in s.blocks if hasattr(b, "rows"))
    assert rows > 2_490
    forget()
    tracemalloc.start()
    written(report_of(installation), "xlsx")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    benchmark.pedantic(lambda: None, rounds=1)
    figure("workbook of 2,500 units", f"{taken:.1f} s CPU", "under 10 s")
    figure("   of which reading / writing", f"{read / (taken - read):.1f}", "stated")
    figure("   memory at most", f"{peak / 1e6:.0f} MB", "under 300 MB")
    figure("   size of the file", f"{len(file) / 1e6:.1f} MB", "stated")


@pytest.mark.parametrize("kind", FORMATS)
def test_the_report_of_a_team(benchmark: Any, tmp_path: Path, figure: Figure, kind: Any) -> None:
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
    figure(f"team as {kind}", f"{taken:.2f} s CPU", "slides under 2 s")
    figure("   of which the document", f"{made:.2f} s CPU", "stated")
