"""How long things take; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dashboard.clock import today
from surveys.example import example
from surveys.history.importing import import_history
from surveys.installation.installation import Installation
from tests.benchmarks import figures
from tests.benchmarks.measuring import Note
from tests.mail import free_port
from tests.serving import PEIL, serving
from tests.store.history.test_real_surveys import MAPPINGS, real


def test_first_start_of_the_demo(benchmark: Any, tmp_path: Path, note: Note) -> None:
    """From the command to a page that answers, with 300 people."""
    port = str(free_port())
    command = [PEIL, "demo", "--folder", tmp_path / "demo", "--port", port, "--no-browser"]
    with ExitStack() as running:
        server = serving(command, f"http://localhost:{port}/", tmp_path / "demo.log")
        benchmark.pedantic(running.enter_context, args=(server,), rounds=1)
    note(figures.DEMO, benchmark.stats["mean"])


def test_thirteen_waves_of_the_example(
    benchmark: Any, installation: Installation, note: Note
) -> None:
    """Tokens, ballots and counts of 13 waves for 300 people, and one wave half answered."""
    asked = {"number_of_people": 300, "today": today(), "progress": lambda *_: None}
    benchmark.pedantic(example.create_example, args=(installation,), kwargs=asked, rounds=1)
    note(figures.DEMO_WAVES, benchmark.stats["mean"])


def test_import_of_both_real_files(benchmark: Any, installation: Installation, note: Note) -> None:
    """3,019 rows of five questions, read, counted and published."""
    files = [(real(year), MAPPINGS / f"nsw_{year}.mapping.yaml") for year in (2020, 2021)]
    benchmark.pedantic(
        lambda: [import_history(installation, file, mapping) for file, mapping in files], rounds=1
    )
    note(figures.HISTORY, benchmark.stats["mean"])
