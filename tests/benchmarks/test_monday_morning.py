"""Monday morning over both doors; run with `--benchmark-only -n 0 -s`.

What a process takes is measured by its own processor time: clients and others share the machine.
From that follows how many processes the busiest minute needs, one core each; a send is then timed
at half of what the process takes.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks import figures
from tests.benchmarks.measuring import Note, p95, sized
from tests.benchmarks.test_light_page import Browser, filled_in, links
from tests.benchmarks.test_processes import Process, cpu_of, started
from tests.benchmarks.workloads import monday
from tests.streamlit_internals import has_finished, opening_message

PEOPLE = sized(400, 80)


def test_over_the_light_page(benchmark: BenchmarkFixture, tmp_path: Path, note: Note) -> None:
    """The page is opened and the form sent, as a browser does that runs no script."""
    tokens = iter(links(tmp_path / "peil", 2 * PEOPLE + 20))
    chance = random.Random(9)  # noqa: S311

    def answer(process: Process, token: str) -> float:
        with closing(Browser(process.port, token)) as browser:
            browser.open()
            form, start = filled_in(chance), time.perf_counter()
            browser.send(form)
            return time.perf_counter() - start

    with started(tmp_path / "peil") as process:
        for token in islice(tokens, 20):
            answer(process, token)
        spent = cpu_of(process.number)
        for token in islice(tokens, PEOPLE):
            answer(process, token)
        capacity = PEOPLE / (cpu_of(process.number) - spent)

        async def come(token: str) -> float:
            return await asyncio.to_thread(answer, process, token)

        mine = list(islice(tokens, PEOPLE))
        taken = benchmark.pedantic(in_time, args=(capacity, mine, come), rounds=1)
    note(figures.MONDAY_PEAK, monday.busiest())
    note(figures.MONDAY_LIGHT_CAPACITY, capacity, "by its processor time")
    note(figures.MONDAY_LIGHT, monday.processes(capacity))
    note(figures.MONDAY_LIGHT_P95, p95(taken) * 1000)


def test_over_the_page_in_the_app(benchmark: BenchmarkFixture, tmp_path: Path, note: Note) -> None:
    """The page is opened, and its script run once more, as it is when the form is sent."""
    tokens = iter(links(tmp_path / "peil", 2 * PEOPLE + 20))

    async def answer(process: Process, token: str) -> float:
        address = f"ws://127.0.0.1:{process.port}/_stcore/stream"
        async with connect(address, max_size=None, ping_interval=None) as visit:
            await run_script(visit, token)
            start = time.perf_counter()
            await run_script(visit, token)
            return time.perf_counter() - start

    async def one_by_one(process: Process, mine: Sequence[str]) -> None:
        for token in mine:
            await answer(process, token)

    with started(tmp_path / "peil") as process:
        asyncio.run(one_by_one(process, list(islice(tokens, 20))))
        spent = cpu_of(process.number)
        asyncio.run(one_by_one(process, list(islice(tokens, PEOPLE))))
        capacity = PEOPLE / (cpu_of(process.number) - spent)

        async def come(token: str) -> float:
            return await answer(process, token)

        mine = list(islice(tokens, PEOPLE))
        taken = benchmark.pedantic(in_time, args=(capacity, mine, come), rounds=1)
    note(figures.MONDAY_APP_CAPACITY, capacity, "by its processor time")
    note(figures.MONDAY_APP, monday.processes(capacity))
    note(figures.MONDAY_APP_P95, p95(taken) * 1000)


async def run_script(visit: ClientConnection, token: str) -> None:
    """Ask for the answer page, and read until its script has ended."""
    await visit.send(opening_message("answer", f"t={token}"))
    while True:
        message = await asyncio.wait_for(visit.recv(decode=False), 60)
        if has_finished(message):
            return


def in_time(
    capacity: float, tokens: Sequence[str], come: Callable[[str], Awaitable[float]]
) -> list[float]:
    """Let people come as in the busiest minute, at half of what the process takes."""

    async def at(moment: float, token: str) -> float:
        await asyncio.sleep(moment)
        return await come(token)

    async def all_of_them() -> list[float]:
        moments = monday.arrivals(monday.BUSY * capacity, len(tokens))
        return await asyncio.gather(*map(at, moments, tokens))

    return asyncio.run(all_of_them())
