"""What a process of the server takes to start and to stand by; `--benchmark-only -n 0 -s`."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pytest_benchmark.fixture import BenchmarkFixture

from surveys.installation.installation import open_installation
from surveys.settings.settings import Settings
from tests.benchmarks import figures
from tests.benchmarks.casting import organisation_of
from tests.benchmarks.measuring import Note, sized
from tests.serving import PEIL, serving, two_free_ports

STARTS, QUIET_SECONDS = sized(5, 2), 10


class Process(NamedTuple):
    """A process that serves: number, port, and seconds and processor time until it answered."""

    number: int
    port: int
    seconds: float
    cpu: float


@contextmanager
def started(folder: Path, *options: str) -> Iterator[Process]:
    """Run `peil serve` until it answers, with everything that it loads beforehand."""
    port = two_free_ports()
    address, log = f"http://127.0.0.1:{port}/healthz", folder.with_suffix(".log")
    command = [PEIL, "serve", "--port", str(port), *options]
    start = time.perf_counter()
    with serving(command, address, log, env={**os.environ, "PEIL_FOLDER": str(folder)}) as process:
        seconds = time.perf_counter() - start
        yield Process(process.pid, port, seconds, cpu_of(process.pid))


def cpu_of(process: int) -> float:
    """Return the processor time of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(process: int, name: str = "Rss") -> float:
    """Return the resident memory of a process in MB; as Pss, its part of what it shares."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
    found = re.search(rf"^{name}:\s+(\d+) kB", rollup, re.MULTILINE)
    assert found
    return int(found[1]) * 1024 / 1e6


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    return [int(number) for number in listed.split()]


def folder_of(path: Path) -> Path:
    """Set up an organisation in a folder, as one has that starts a server again."""
    installation = open_installation(Settings(folder=path))
    organisation_of(installation, 300, 30)
    installation.engine.dispose()
    # Once before, as after an installation: it compiles, and compresses what pages consist of.
    with started(path) as process:
        assert process.number
    return path


def test_start_and_quiet_memory(benchmark: BenchmarkFixture, tmp_path: Path, note: Note) -> None:
    folder, starts, quiet = folder_of(tmp_path / "peil"), [], 0.0

    def start() -> None:
        nonlocal quiet
        with started(folder) as process:
            starts.append(process)
            if len(starts) == STARTS:
                time.sleep(QUIET_SECONDS)
                quiet = memory_of(process.number)
                note(figures.QUIET, quiet, f"{memory_of(process.number, 'Pss'):.0f} MB its own")

    benchmark.pedantic(start, rounds=STARTS)
    best = min(starts, key=lambda process: process.seconds)
    note(figures.START, best.seconds, f"the best of {STARTS}")
    note(figures.START_CPU, min(process.cpu for process in starts))


def test_quiet_process_of_the_light_page(
    benchmark: BenchmarkFixture, tmp_path: Path, note: Note
) -> None:
    folder = folder_of(tmp_path / "peil")

    def stand_by() -> float:
        with started(folder, "--workers", "1") as process:
            time.sleep(QUIET_SECONDS)
            # The one with all pages is started before it.
            return memory_of(children_of(process.number)[-1])

    note(figures.QUIET_LIGHT, benchmark.pedantic(stand_by, rounds=1))
