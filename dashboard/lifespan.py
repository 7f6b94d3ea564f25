"""What happens once when the server starts, and then every day."""

import asyncio
import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from dashboard.clock import today
from surveys import leftovers, upkeep
from surveys.installation import Installation, installation
from surveys.settings import Settings

HOUR = 3600


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Clear what a killed count has left, and load what every first visit would wait for.

    Whatever is loaded by now lives as long as the process: frozen, it is never looked at again.
    """
    del app
    place, settings = installation(), Settings()
    leftovers.clear(place)
    importlib.import_module("dashboard.team_view")
    if settings.mails_links and settings.only != "answer":
        importlib.import_module("surveys.sign_in_mail")
    gc.freeze()
    if settings.only == "answer":
        yield
        return
    every_day = asyncio.create_task(_every_day(place, settings))
    yield
    every_day.cancel()
    with suppress(asyncio.CancelledError):
        await every_day


async def _every_day(place: Installation, settings: Settings) -> None:
    """Do what is due today, at the start and whenever a new day has begun; never give up."""
    done = None
    while True:
        if done != (day := today()):
            try:
                await asyncio.to_thread(upkeep.run, place, settings.retention, day)
                done = day
            except (SQLAlchemyError, OSError):
                logging.getLogger(__name__).exception("the daily upkeep failed; tried in an hour")
        await asyncio.sleep(HOUR)
