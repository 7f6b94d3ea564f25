"""What happens once when the server starts."""

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from surveys import leftovers
from surveys.installation import installation


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Clear what a killed count has left, and load what every first visit would wait for.

    Whatever is loaded by now lives as long as the process: frozen, it is never looked at again.
    """
    del app
    leftovers.clear(installation())
    importlib.import_module("dashboard.team_view")
    gc.freeze()
    yield
