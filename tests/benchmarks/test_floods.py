"""Memory of the process: a thousand idle visitors, and sixty who send 15 MB each besides."""

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.benchmarks import figures
from tests.benchmarks.measuring import Note
from tests.mail import free_port
from tests.serving import PEIL, serving
from tests.streamlit_internals import opening_message

IDLE, FLOODING, BYTES = 1_000, 60, 15_000_000


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """Run `peil serve`; yield its address and the number of its process."""
    port = free_port()
    command = [PEIL, "serve", "--port", str(port)]
    env = {**os.environ, "PEIL_FOLDER": str(folder)}
    with serving(command, f"http://127.0.0.1:{port}/healthz", folder.with_suffix(".log"), env=env):
        yield f"127.0.0.1:{port}", process_on(port)


def process_on(port: int) -> int:
    listed = subprocess.run(
        ["pgrep", "-f", f"peil serve --port {port}"], capture_output=True, text=True, check=True
    )
    return int(listed.stdout.split()[0])


def peak(process: int) -> float:
    """Return the largest memory of a process so far, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1_000


async def open_visit(host: str, held: AsyncExitStack) -> None:
    """Connect as a browser that opens the page to answer on, and read what is drawn."""
    visit = await held.enter_async_context(
        connect(f"ws://{host}/_stcore/stream", max_size=None, ping_interval=None)
    )
    await visit.send(opening_message("answer"))
    await asyncio.wait_for(visit.recv(), 60)
    reading = asyncio.create_task(read_on(visit))
    held.callback(reading.cancel)


async def read_on(visit: object) -> None:
    async for _ in visit:  # type: ignore[attr-defined]
        pass


async def send_much(host: str) -> bool:
    """Send one message of 15 MB; return whether the connection was ended for it."""
    async with connect(f"ws://{host}/_stcore/stream", max_size=None, close_timeout=1) as visit:
        try:
            await asyncio.wait_for(visit.send(bytes(BYTES)), 30)
            while True:
                await asyncio.wait_for(visit.recv(), 5)
        except ConnectionClosed:
            return True
        except TimeoutError:
            return False


async def visited(host: str, process: int) -> tuple[float, float, int]:
    async with AsyncExitStack() as held:
        for _ in range(IDLE // 20):
            await asyncio.gather(*(open_visit(host, held) for _ in range(20)))
        await asyncio.sleep(5)
        before = peak(process)
        ended = await asyncio.gather(*(send_much(host) for _ in range(FLOODING)))
        return before, peak(process), sum(ended)


def test_memory_under_a_flood(benchmark: BenchmarkFixture, tmp_path: Path, note: Note) -> None:
    def flood() -> tuple[float, float, int]:
        with served(tmp_path / "peil-data") as (host, process):
            return asyncio.run(visited(host, process))

    idle, flooded, ended = benchmark.pedantic(flood, rounds=1)
    note(figures.IDLE_MEMORY, idle)
    note(figures.FLOODED, flooded / idle)
    note(figures.FLOODS_ENDED, ended)
