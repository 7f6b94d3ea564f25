"""The light page as an application of its own, for processes that serve nothing else.

Any number of them may answer on one port, because no request needs the process that had the one
before. Neither clock nor set-up belongs to them, nor Streamlit's sessions.
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from dashboard.answering.light import routes as light_page
from dashboard.http.diagnostics import silence_access_log, silence_row_log
from dashboard.http.logs import clean_logs
from dashboard.http.routes import health, middleware, unknown
from surveys.installation import current_installation
from surveys.settings import current_settings


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    del app
    current_installation()
    gc.freeze()
    gc.enable()
    with clean_logs(current_settings().log_format):
        yield


silence_access_log()
silence_row_log()
app = Starlette(
    routes=[
        *light_page.routes(current_settings().only),
        *health(),
        Route("/{rest:path}", unknown),
    ],
    middleware=middleware("answer"),
    lifespan=_lifespan,
)
