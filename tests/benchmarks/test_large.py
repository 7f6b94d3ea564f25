"""Pages at the size of a multinational; run with `--benchmark-only -n 0 -s`.

`PEIL_BENCH_FOLDER` keeps what is made for it, which takes minutes, until the next time.
"""

import os
import statistics
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from dashboard.results import reports
from db import people
from db.base import insert
from db.engine import writing
from surveys.installation.installation import Installation
from surveys.reading.reading import forget
from tests.benchmarks import figures
from tests.benchmarks.measuring import MEGABYTE, Note, Said, sized
from tests.benchmarks.opened_app import OpenedApp, Visit, bench
from tests.benchmarks.workloads import years
from tests.reading import baseline

# A fixture.
assert bench

ROUNDS, AT_ONCE = sized(12, 6), 5


@pytest.fixture
def made_in(tmp_path: Path) -> Path:
    """The folder in which workloads are made, or were made before."""
    return Path(os.environ.get("PEIL_BENCH_FOLDER") or tmp_path)


def test_pages_of_a_large_organisation(
    benchmark: BenchmarkFixture, made_in: Path, bench: OpenedApp, note: Note, said: Said
) -> None:
    """Warm runs in one process, in turns: others may use the machine meanwhile."""
    size = sized(years.LARGE, years.LARGE_IN_SHORT)
    large = years.make(made_in / f"large-{size.people}", size, said)
    small = years.make(made_in / f"small-{years.SMALL.people}", years.SMALL, said)
    note(figures.LARGE_BYTES, bytes_of(large) / MEGABYTE, f"{size.units:,} units")
    ratios = {"team": figures.LARGE_TEAM, "organisation": figures.LARGE_ORGANISATION}
    first = {"team": figures.LARGE_FIRST, "organisation": figures.LARGE_FIRST_ORGANISATION}
    visits: dict[str, tuple[Visit, Visit]] = {}
    for page in ("empty", *ratios):
        seconds, (of_large, of_small) = zip(
            *(opened(bench, at, page) for at in (large, small)), strict=True
        )
        visits[page] = of_large, of_small
        said(f"{page} page opened")
        if page in first:
            note(first[page], seconds[0], f"{seconds[1]:.2f} s at {years.SMALL.people} people")
    benchmark.pedantic(bench.run, args=(visits["team"][0],), rounds=1)
    for page, figure in (("empty", figures.LARGE_EMPTY), *ratios.items()):
        ours, theirs = in_turns(bench, *visits[page])
        note(figure, ours / theirs, f"{ours * 1e3:.1f} ms of {theirs * 1e3:.1f}, processor time")


def bytes_of(installation: Installation) -> int:
    """Return the size of the database, once all of it is in its file."""
    file = installation.store_folder / "peil.db"
    with installation.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.stat().st_size


def opened(bench: OpenedApp, at: Installation, page: str) -> tuple[float, Visit]:
    """Open a page as nobody has before; return how long that took, and the visit."""
    bench.installation = at
    forget()
    reports.forget()
    visit = bench.open(page, reader_of(at, page))
    return bench.seconds, visit


def reader_of(at: Installation, page: str) -> UUID:
    """Return somebody new: HR for the organisation, else the leader of one team with results."""
    team = baseline(at).teams[0]
    reader = people.Person(name="Sam", email=f"{uuid4()}@example.org", unit_id=team)
    role, led = ("hr", None) if page == "organisation" else ("manager", team)
    with writing(at.engine) as session:
        insert(session, reader)
        given = people.Access(person_id=reader.id, role=role, unit_id=led, confirmed=True)
        insert(session, given)
    return reader.id


def in_turns(bench: OpenedApp, one: Visit, other: Visit) -> tuple[float, float]:
    """Return the median processor time of a run of each of two visits, a few runs at a time."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for visit, spent in zip((one, other), taken, strict=True):
            # The first run after the other finds the caches of the processor cold.
            bench.run(visit)
            spent += [bench.run(visit) for _ in range(AT_ONCE)]
    mine, others = map(statistics.median, taken)
    return mine, others
