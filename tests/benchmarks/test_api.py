"""How long the API takes for a unit; run with `uv run pytest tests/benchmarks --benchmark-only`."""

import logging
import statistics
from collections.abc import Callable, Mapping
from pathlib import Path
from time import process_time
from typing import Any
from uuid import UUID

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.api import door
from dashboard.api.answering import Answering
from surveys.reading import Reading, renew_verdicts
from surveys.reading.unit import read_unit
from surveys.settings import current_settings
from tests.api import application, served
from tests.benchmarks import figures
from tests.benchmarks.measuring import Note
from tests.benchmarks.test_reading import ANCHORS, HR, WAVES, settled
from tests.reading import read, units_of

SERIES = 5
"""Series of 30 rounds: a median of each, so that a moment of load spoils only one."""


def cpu(doing: Mapping[str, Callable[[], object]], rounds: int) -> Mapping[str, float]:
    """Return the median of the seconds of CPU time that each thing takes, done in turn.

    In turn, because the load of the machine changes while they are measured.
    """
    taken: dict[str, list[float]] = {name: [] for name in doing}
    for _ in range(rounds):
        for name, do in doing.items():
            began = process_time()
            do()
            taken[name].append(process_time() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def looked_at(reading: Reading, unit: UUID) -> None:
    """Read a unit and work out what its page and the API show of it, without the words."""
    for trend in read_unit(reading, unit).trends:
        _ = trend.levels, trend.line, trend.answers, trend.shares, trend.verdict


def test_a_unit_through_the_api(
    benchmark: Any, tmp_path: Path, note: Note, monkeypatch: Any
) -> None:
    """A unit with a year of waves: made anew, from memory, and known to the caller already.

    Measured by CPU time. The read is the report with all that it works out when it is looked at.
    """
    monkeypatch.setenv("PEIL_API_REQUESTS_PER_MINUTE", "100000")
    current_settings.cache_clear()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    at = settled(tmp_path / "data", 40, WAVES, tuple(ANCHORS))
    renew_verdicts(at)
    unit = units_of(at, HR)[5].id
    with served(at) as client:
        known = application(client, at)
        path = f"units/{unit}/results"
        body, tag = known.read(path), known.get(path).headers["etag"]

        async def bare(request: Request) -> JSONResponse:
            del request
            return JSONResponse(body)

        def anew() -> None:
            door._answering.cache_clear()
            known.get(path)

        with TestClient(Starlette(routes=[Route("/bare", bare)])) as plain:
            doing: Mapping[str, Callable[[], object]] = {
                "bare": lambda: plain.get("/bare"),
                "read": lambda: read(looked_at, at, HR, unit),
                "anew": anew,
                "memory": lambda: known.get(path),
                "known": lambda: known.get(path, {"If-None-Match": tag}),
            }
            series = [cpu(doing, 30) for _ in range(SERIES)]
        benchmark.pedantic(known.get, args=(path,), rounds=20)
    assert isinstance(door._answering(), Answering)
    note(figures.API_BARE, 1e3 * statistics.median(took["bare"] for took in series))
    note(figures.API_READ, 1e3 * statistics.median(took["read"] for took in series))
    for figure, name, already in (
        (figures.API_MADE, "anew", "read"),
        (figures.API_KEPT, "memory", None),
        (figures.API_KNOWN, "known", None),
    ):
        bares = sorted(
            (took[name] - (took[already] if already else 0)) / took["bare"] for took in series
        )
        spread = f"from {bares[0]:.2f} to {bares[-1]:.2f} in {SERIES} series"
        note(figure, statistics.median(bares), spread)
    at.engine.dispose()
