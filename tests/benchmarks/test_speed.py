"""How long things take; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dashboard.clock import today
from surveys.example import example
from surveys.history.importing import import_history
from surveys.installation.installation import Installation
from tests.benchmarks.conftest import Figure
from tests.mail import free_port
from tests.serving import PEIL, serving
from tests.store.history.test_real_surveys import MAPPINGS, real


def seconds(doing: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    doing()
    return time.perf_counter() - start


def seconds_of(benchmark: Any) -> str:
    """The mean of what was measured, in words."""
    return f"{benchmark.stats['mean']:.2f} s"


def test_first_start_of_the_demo(benchmark: Any, tmp_path: Path, figure: Figure) -> None:
    """From the command to a page that answers, with 300 people."""
    port = str(free_port())
    command = [PEIL, "demo", "--folder", tmp_path / "demo", "--port", port, "--no-browser"]
    with ExitStack() as running:
        server = serving(command, f"http://localhost:{port}/", tmp_path / "demo.log")
        benchmark.pedantic(running.enter_context, args=(server,), rounds=1)
    figure("demo: first start to a page that answers", seconds_of(benchmark), "20 s")


def test_thirteen_waves_of_the_example(
    benchmark: Any, installation: Installation, figure: Figure
) -> None:
    """Tokens, ballots and counts of 13 waves for 300 people, and one wave half answered."""
    asked = {"number_of_people": 300, "today": today(), "progress": lambda *_: None}
    benchmark.pedantic(example.create_example, args=(installation,), kwargs=asked, rounds=1)
    figure("demo: 13 counted waves and one open, 300 people", seconds_of(benchmark), "10 s")


def test_import_of_both_real_files(
    benchmark: Any, installation: Installation, figure: Figure
) -> None:
    """3,019 rows of five questions, read, counted and published."""
    files = [(real(year), MAPPINGS / f"nsw_{year}.mapping.yaml") for year in (2020, 2021)]
    benchmark.pedantic(
        lambda: [import_history(installation, file, mapping) for file, mapping in files], rounds=1
    )
    figure("import: both real files, counted", seconds_of(benchmark), "5 s")
