"""How long the API takes for a unit; run with `uv run pytest tests/benchmarks --benchmark-only`."""

import logging
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.api import door
from dashboard.api.answering import Answering
from surveys.reading import renew_verdicts
from surveys.reading.unit import read_unit
from surveys.settings import current_settings
from tests.api import application, served
from tests.benchmarks import figures
from tests.benchmarks.measuring import Note, median
from tests.benchmarks.test_reading import ANCHORS, HR, WAVES, settled
from tests.reading import read, units_of


def test_a_unit_through_the_api(
    benchmark: Any, tmp_path: Path, note: Note, monkeypatch: Any
) -> None:
    """A unit with a year of waves: made anew, from memory, and known to the caller already."""
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

        with TestClient(Starlette(routes=[Route("/bare", bare)])) as plain:
            one = median(lambda: plain.get("/bare"), 40)
        reading = median(lambda: read(read_unit, at, HR, unit), 40)

        def anew() -> None:
            door._answering.cache_clear()
            known.get(path)

        made = median(anew, 40)
        again = median(lambda: known.get(path), 40)
        told = median(lambda: known.get(path, {"If-None-Match": tag}), 40)
        benchmark.pedantic(known.get, args=(path,), rounds=20)
    assert isinstance(door._answering(), Answering)
    note(figures.API_BARE, one * 1e3)
    note(figures.API_READ, reading * 1e3)
    note(figures.API_MADE, (made - reading) / one)
    note(figures.API_KEPT, again / (2 * one + reading))
    note(figures.API_KNOWN, told / (2 * one + reading))
    at.engine.dispose()
