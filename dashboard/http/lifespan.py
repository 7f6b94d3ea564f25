"""Start of the server, and the clock that runs inside it."""

import asyncio
import gc
import importlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import typer

from dashboard.clock import now, since_start
from dashboard.http.compressed_files import compressed_copies
from dashboard.http.logs import clean_logs
from dashboard.http.tracing import begin_tracing
from surveys import operations as clock
from surveys.installation import Installation, current_installation
from surveys.measures import catalogue
from surveys.operations import Steadiness, make_set_up_code
from surveys.settings import Settings, current_settings
from surveys.waves import destroy_counted_boxes

SECONDS = 30
"""Interval between two runs of the clock."""


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Serve with a clean log."""
    with clean_logs(current_settings().log_format):
        async with _lifespan(app):
            yield


@asynccontextmanager
async def _lifespan(app: Any) -> AsyncIterator[None]:
    """Finish an interrupted count, and load what the first visitor would have to wait for.

    What is loaded by then lives as long as the process: frozen, the garbage collector skips it,
    which begins only now where `peil serve` has started.
    """
    del app
    installation, settings = current_installation(), current_settings()
    destroy_counted_boxes(installation)
    compressed_copies(settings.cache_folder)
    importlib.import_module("dashboard.results.team_view")
    catalogue.shipped()
    if settings.mails_sign_in_links and settings.only != "answer":
        importlib.import_module("surveys.sign_in.mail")
    gc.freeze()
    gc.enable()
    end_metrics, end_tracing = begin_metrics(installation, settings), begin_tracing(settings)
    if settings.only == "answer":
        yield
        end_metrics()
        end_tracing()
        return
    # Printed rather than logged: it is for the person who has started the server.
    if (code := make_set_up_code(installation)) is not None:
        typer.echo("There is no organisation yet. The first page of Peil leads through set-up.")
        typer.echo(f"It asks for this code, which works once: {code}")
    ticking = asyncio.create_task(_tick(installation, settings))
    yield
    end_metrics()
    end_tracing()
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking


def begin_metrics(installation: Installation, settings: Settings) -> Callable[[], None]:
    """Serve metrics if a port is set, and load what does so only then; return what ends it."""
    if settings.metrics_at is None:
        return lambda: None
    metrics = importlib.import_module("dashboard.http.metrics")
    end: Callable[[], None] = metrics.serve_metrics(installation, settings)
    return end


async def _tick(installation: Installation, settings: Settings) -> None:
    """Do what is due, again and again; survive errors, log once what fails or waits for people.

    With several processes or machines, this, `peil run` or both may run.
    """
    log = logging.getLogger(__name__)
    known: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    steadiness = Steadiness()
    while True:
        try:
            outcome = await asyncio.to_thread(
                clock.tick_if_steady, installation, settings, now(), since_start(), steadiness
            )
        except Exception:
            # Whatever it is, no wave may stay open because of it.
            log.exception("the clock failed; it tries again")
        else:
            for sentence in outcome.done:
                log.info("the clock: %s", sentence)
            if outcome.waiting != waiting:
                for sentence in outcome.waiting:
                    log.warning("the clock: %s", sentence)
                waiting = outcome.waiting
            if outcome.faults != known:
                for fault in outcome.faults:
                    log.error("the clock: %s", fault)
                known = outcome.faults
        await asyncio.sleep(SECONDS)
