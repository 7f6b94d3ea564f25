"""How much work `peil --help` is; run with `uv run pytest tests/benchmarks --benchmark-only -s`."""

import resource
import subprocess
import sys
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks import figures
from tests.benchmarks.measuring import Note
from tests.serving import PEIL


def cpu_seconds(*command: str | Path) -> float:
    """Return the processor time of a command, the least of five runs."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return min(once() for _ in range(5))


def test_help_costs_little_more_than_the_libraries_it_is_written_with(
    benchmark: BenchmarkFixture, note: Note
) -> None:
    bare = cpu_seconds(sys.executable, "-c", "import typer, rich")
    own = benchmark.pedantic(cpu_seconds, args=(PEIL, "--help"), rounds=1)
    ratio = own / bare
    note(figures.HELP, ratio)
    assert figures.HELP.met(ratio)
