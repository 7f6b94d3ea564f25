"""The reference study from opening to verdicts; run with `--benchmark-only -n 0 -s`.

By processor time of this process: what others do on the machine meanwhile does not count.
"""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from surveys.counting import close_wave
from surveys.installation.installation import Installation, open_installation
from surveys.reading import renew_verdicts
from surveys.settings.settings import Settings
from tests.benchmarks import figures
from tests.benchmarks.measuring import MEGABYTE, Note, Said, cpu_seconds, seconds
from tests.benchmarks.workloads import study
from tests.postgresql import give_passwords, prepared, server


def counted(installation: Installation, day: date) -> tuple[float, float]:
    """Count the open wave; return the processor time and the seconds that took."""
    start = time.process_time()
    took = seconds(lambda: close_wave(installation, day))
    return time.process_time() - start, took


def test_all_nine_waves(
    benchmark: BenchmarkFixture, tmp_path: Path, note: Note, said: Said
) -> None:
    """Opened, answered, counted and judged, one after the other, on SQLite."""
    installation = open_installation(Settings(folder=tmp_path / "peil"))
    counts: list[tuple[float, float]] = []
    ballots = 0

    def one_after_the_other() -> None:
        nonlocal ballots
        asked = study.prepare(installation)
        for number in range(1, len(study.RESPONDENTS) + 1):
            day, cast = study.answer(installation, asked, number)
            said(f"wave {number}: {cast:,} answered")
            counts.append(counted(installation, day))
            said(f"wave {number}: counted in {counts[-1][0]:.1f} s of processor time")
            ballots += cast
            renew_verdicts(installation)

    cpu = cpu_seconds(lambda: benchmark.pedantic(one_after_the_other, rounds=1))
    (largest, took), counting = counts[0], sum(each for each, _ in counts)
    note(figures.STUDY_SQLITE, largest, f"processor time; {took:.1f} s by the clock")
    note(figures.STUDY_ALL, cpu, f"{ballots:,} ballots")
    note(figures.STUDY_COUNTS, counting, f"{counting / ballots * 1e6:.0f} µs a ballot")
    installation.engine.dispose()
    files = (tmp_path / "peil" / "store").glob("peil.db*")
    note(figures.STUDY_BYTES, sum(file.stat().st_size for file in files) / MEGABYTE)


def test_counting_the_largest_wave_on_postgresql(
    benchmark: BenchmarkFixture, tmp_path: Path, note: Note, said: Said
) -> None:
    """The first wave in one run on both, so that their ratio says something."""

    def on(settings: Settings) -> Callable[[], tuple[float, float]]:
        installation = open_installation(settings)
        day, cast = study.answer(installation, study.prepare(installation), 1)
        said(f"{cast:,} answered on {installation.engine.dialect.name}")
        return lambda: counted(installation, day)

    with server("", in_memory=False) as running, prepared(running) as database:
        give_passwords(database)
        count = on(Settings(folder=tmp_path / "server", database_url=database.url()))
        _, took = benchmark.pedantic(count, rounds=1)
        _, took_by_file = on(Settings(folder=tmp_path / "file"))()
    note(figures.STUDY_POSTGRESQL, took)
    note(figures.STUDY_RATIO, took / took_by_file, f"{took_by_file:.1f} s on SQLite")
