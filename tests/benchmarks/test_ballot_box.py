"""The ballot box under load; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`."""

import random
import re
import secrets
import sqlite3
import statistics
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from db.engine import PRAGMAS
from surveys.answering.ballot import Ballot, seal
from surveys.answering.casting import cast
from surveys.counting.disclosure import HeadCounts, atoms, published_units
from surveys.installation.installation import open_installation
from surveys.settings.settings import Settings
from surveys.units.tree import Tree
from tests.benchmarks import counting, figures
from tests.benchmarks.casting import DAY, QUESTIONS, answers, cast_by_processes, open_for
from tests.benchmarks.measuring import MEGABYTE, Note, seconds, sized
from tests.postgresql import Database, give_passwords, prepared, server

ROUNDS, BALLOTS = 12, 100
BALLOTS_COUNTED = sized((10_000, 20_000, 41_325), (1_000, 2_000, 4_132))


def test_casting_on_sqlite(benchmark: Any, tmp_path: Path, note: Note) -> None:
    """A whole ballot, sealed and exchanged for its token, against one bare insert of its size."""
    installation = open_installation(Settings(folder=tmp_path / "peil"))
    tokens = iter(list(open_for(installation, (ROUNDS + 3) * BALLOTS).tokens.values()))
    chance = random.Random(1)  # noqa: S311
    body = seal(Ballot(UUID(int=1), {}), QUESTIONS, bytes(installation.keys.read(1).public_key))
    with closing(sqlite3.connect(tmp_path / "bare.db", isolation_level=None)) as bare:
        for pragma in PRAGMAS:
            bare.execute(f"PRAGMA {pragma}")
        bare.execute("CREATE TABLE ballot (id BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID")

        def insert() -> None:
            for _ in range(BALLOTS):
                bare.execute("INSERT INTO ballot VALUES (?, ?)", (secrets.token_bytes(16), body))

        sheets = [answers(chance) for _ in range(BALLOTS)]

        def answer() -> None:
            for sheet in sheets:
                cast(installation, next(tokens), sheet, DAY)

        answer()
        insert()
        rounds = [(seconds(answer), seconds(insert)) for _ in range(ROUNDS)]
    benchmark.pedantic(answer, rounds=1)
    ratio = statistics.median(bare / ours for ours, bare in rounds)
    speed = BALLOTS / statistics.median(ours for ours, _ in rounds)
    note(figures.CAST_SQLITE, ratio, f"{speed:,.0f}/s")


Parents = dict[int, int | None]
SHAPES: dict[str, Callable[[random.Random, int], Parents]] = {
    "random": lambda chance, n: {0: None, **{u: chance.randrange(u) for u in range(1, n)}},
    "star": lambda _, n: {0: None, **dict.fromkeys(range(1, n), 0)},
    "tens": lambda _, n: {0: None, **{u: (u - 1) // 10 for u in range(1, n)}},
}


@pytest.mark.parametrize("shape", figures.SHAPES)
def test_atoms_of_100_000_units(benchmark: Any, note: Note, shape: str) -> None:
    """Cutting an organisation of 100,000 units into atoms, and what may be published of it."""
    chance = random.Random(2)  # noqa: S311
    parent = SHAPES[shape](chance, 100_000)
    cast_in = {unit: chance.randrange(15) for unit in parent}
    # Somebody is left over at the top, so that the last step has something to do.
    cast_in[0] = 1

    def cut() -> None:
        tree = Tree(parent)
        published_units(tree, HeadCounts(cast_in), 5, atoms(tree, HeadCounts(cast_in), 5))

    benchmark.pedantic(cut, rounds=3)
    note(figures.ATOMS[shape], benchmark.stats["mean"])


def test_counting_the_largest_wave_of_the_reference_study(
    benchmark: Any, tmp_path: Path, note: Note
) -> None:
    """41,325 ballots in 2,500 units: time against opening the envelopes alone, and memory."""
    costs = {}
    for number in BALLOTS_COUNTED:
        counting.fill(tmp_path / str(number), number, sized(2_500, 250))
        costs[number] = counting.cost(tmp_path / str(number))
    benchmark.pedantic(lambda: None, rounds=1)
    largest = costs[BALLOTS_COUNTED[-1]]
    ratio = largest.counting / largest.decrypting
    note(figures.COUNT, ratio, f"{largest.counting:.1f} s")
    more = largest.working_out / largest.decrypting
    note(figures.COUNT_ANALYSIS, more, f"{largest.working_out:.1f} s")
    (few, small), (between, middle), (many, large) = costs.items()
    slope = (large.memory - small.memory) / (many - few)
    note(figures.COUNT_MEMORY, slope, f"{large.memory / MEGABYTE:.0f} MB for {many:,}")
    expected = small.memory + slope * (between - few)
    note(figures.COUNT_LINEAR, middle.memory / expected)


BARE_INSERT = "INSERT INTO bare VALUES (uuid_send(gen_random_uuid()), "


@pytest.mark.parametrize("connections", figures.CONNECTIONS)
def test_casting_on_postgresql(
    benchmark: Any, tmp_path: Path, note: Note, connections: int
) -> None:
    """Whole ballots a second, so many at once, against pgbench inserting rows of their size."""
    with server("", in_memory=False) as running, prepared(running) as database:
        if running.programs is None:
            pytest.skip("pgbench comes with the server, and this one was not started here")
        give_passwords(database)
        settings = Settings(folder=tmp_path, database_url=database.url())
        installation = open_installation(settings)
        share, rounds = 600 if connections == 1 else 2_000, 3
        tokens = list(open_for(installation, share * rounds).tokens.values())
        public_key = bytes(installation.keys.read(1).public_key)
        body = seal(Ballot(UUID(int=1), {}), QUESTIONS, public_key)
        installation.engine.dispose()
        insert = tmp_path / "insert.sql"
        insert.write_text(BARE_INSERT + f"'\\x{body.hex()}');")
        database.rows("CREATE TABLE public.bare (id bytea PRIMARY KEY, body bytea NOT NULL)")
        database.rows("ALTER TABLE public.bare ALTER COLUMN body SET STORAGE PLAIN")
        measured = []
        for turn in range(rounds):
            mine = tokens[turn * share : (turn + 1) * share]
            ours = cast_by_processes(settings, mine, connections)
            bare = pgbench(running.programs, database, insert, connections)
            measured.append((ours / bare, ours, bare))
        benchmark.pedantic(lambda: None, rounds=1)
    ratio, ours, bare = statistics.median_low(measured)
    said = f"{ours:,.0f}/s of {bare:,.0f}"
    note(figures.CAST_POSTGRESQL[connections], ratio, said)


def pgbench(programs: Path, database: Database, script: Path, connections: int) -> float:
    """Return how many bare inserts a second so many connections do."""
    url = database.server.url
    command = [str(programs / "pgbench"), "-n", "-c", str(connections), "-j", "2", "-T", "3"]
    command += ["-h", str(url.query["host"]), "-U", str(url.username), "-f", str(script)]
    done = subprocess.run([*command, database.name], capture_output=True, text=True, check=True)
    [found] = re.findall(r"tps = ([\d.]+) \(without initial", done.stdout)
    return float(found)
