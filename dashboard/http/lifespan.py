"""What happens when the server starts, and the clock that runs as long as it does."""

import asyncio
import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from dashboard.clock import now
from surveys.installation.installation import Installation, current_installation
from surveys.operations import clock
from surveys.settings.settings import Settings, current_settings
from surveys.waves.waves import destroy_counted_boxes

SECONDS = 30
"""Between two looks at what is due."""


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Clear what a killed count has left, and load what every first visit would wait for.

    Whatever is loaded by now lives as long as the process: frozen, it is never looked at again.
    """
    del app
    installation, settings = current_installation(), current_settings()
    destroy_counted_boxes(installation)
    importlib.import_module("dashboard.results.team_view")
    if settings.mails_sign_in_links and settings.only != "answer":
        importlib.import_module("surveys.sign_in.mail")
    gc.freeze()
    if settings.only == "answer":
        yield
        return
    ticking = asyncio.create_task(_tick(installation, settings))
    yield
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking


async def _tick(installation: Installation, settings: Settings) -> None:
    """Do what is due whenever it is due; never give up, and say of a fault once that it is there.

    On a server with several processes or machines `peil run` does it, or this, or both.
    """
    log = logging.getLogger(__name__)
    known: tuple[str, ...] = ()
    while True:
        try:
            outcome = await asyncio.to_thread(clock.tick, installation, settings, now())
        except (SQLAlchemyError, OSError):
            log.exception("the clock failed; it tries again")
        else:
            for sentence in outcome.done:
                log.info("the clock: %s", sentence)
            if outcome.faults != known:
                for fault in outcome.faults:
                    log.error("the clock: %s", fault)
                known = outcome.faults
        await asyncio.sleep(SECONDS)
