"""`peil serve`: the pages of this installation, on one address."""

import errno
import gc
import os
import resource
import secrets
import socket
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from typing import Annotated, Any, ClassVar, NoReturn

import typer
import uvicorn

from dashboard.commands.terminal import note_served, tell
from dashboard.commands.workers import Worker, listening, supervise
from dashboard.http.compressed_files import compressed_copies
from dashboard.http.logs import clean_logs, server_log
from dashboard.http.tracing import check_tracing
from dashboard.visitors import MAX_CONNECTIONS, MAX_MESSAGE_BYTES
from surveys.errors import N_, PeilError
from surveys.installation import current_installation
from surveys.settings import Half, current_settings
from surveys.settings.sources import TAB_SECRET

APP = "streamlit_app:app"
LIGHT_APP = "dashboard.answering.light.app:app"

MAX_PORT = 65535

SECONDS_TO_FINISH = 20
"""For how long requests that have begun may still finish when the server is to stop."""

Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=MAX_PORT)]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")]


class PortTakenError(PeilError):
    """A port that another program uses."""

    texts: ClassVar = {
        "taken": N_("Port {port} is taken by another program. Choose another one with --port."),
    }


class WorkersError(PeilError):
    """Processes for the light page where it cannot be served by them."""

    texts: ClassVar = {
        "dashboard": N_(
            "--workers starts processes for the light page, which a server of the dashboard alone "
            "does not have: leave out --workers, or --only dashboard."
        ),
        "port": N_("--workers also takes the port after that of --port: choose one below 65535."),
    }


def serve(
    port: Port = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    only: Annotated[
        Half | None, typer.Option(help="Serve one half in this process; else PEIL_ONLY, else both.")
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            help="Processes that serve the light page besides, on the next port (PORT + 1).",
            min=0,
            max=64,
        ),
    ] = 0,
) -> None:
    """Serve the pages of this installation (its folder is set by PEIL_FOLDER)."""
    if workers and (only or current_settings().only) == "dashboard":
        raise WorkersError("dashboard")
    if only is not None:
        # The routes are made when the server imports the application.
        os.environ["PEIL_ONLY"] = only
    check_tracing(current_settings())
    with clean_logs(current_settings().log_format):
        _serve(host, port, workers)


def _serve(host: str, port: int, workers: int) -> None:
    # What a start loads stays. Looking through it for garbage again and again took a sixth of the
    # time; the server lets the collector run once all is there.
    gc.disable()
    current_installation()
    check_port(host, port)
    note_served(current_settings(), host, port)
    current_settings.cache_clear()
    if "FORWARDED_ALLOW_IPS" in os.environ:
        tell("FORWARDED_ALLOW_IPS is not read; name your proxies in PEIL_PROXIES.", wrong=True)
    if workers:
        serve_by_processes(host, port, workers)
    tell(f"Peil listens on http://{host}:{port}. Stop it with Ctrl+C.")
    listen(host, port)


def serve_by_processes(host: str, port: int, workers: int) -> NoReturn:
    """Serve by one process for every page and others for the light page, until stopped.

    Raises PortTakenError or WorkersError if the second port is taken or does not exist.
    """
    if port == MAX_PORT:
        raise WorkersError("port")
    check_port(host, port + 1)
    _allow_open_files()
    compressed_copies(current_settings().cache_folder)
    # All of them can open what a browser has kept of unsent answers.
    os.environ.setdefault(TAB_SECRET, secrets.token_urlsafe(32))
    options = server_options(host, port)
    first = Worker(APP, listening(host, port), options)
    shared = listening(host, port + 1)
    tell(
        f"Peil listens on http://{host}:{port}, and {workers} processes with the light page on "
        f"http://{host}:{port + 1}/a. Stop it with Ctrl+C."
    )
    light = [Worker(LIGHT_APP, shared, options, _least_rights()) for _ in range(workers)]
    raise typer.Exit(supervise([first, *light]))


def _least_rights() -> dict[str, str]:
    """Return the environment of a process that only takes answers.

    On PostgreSQL the role has the rights, and another role would need another address.
    """
    return {} if current_settings().database_url else {"PEIL_ONLY": "answer"}


def listen(host: str, port: int) -> None:
    """Serve until the process is stopped."""
    _allow_open_files()
    uvicorn.run(APP, **server_options(host, port))


def server_options(host: str, port: int) -> dict[str, Any]:
    """Return the options of the server.

    No access log: it would hold personal tokens. Uvicorn opens the socket itself, so that small
    messages do not wait for others (TCP_NODELAY). A message that is too large is refused while it
    arrives, before it is kept.
    """
    return {
        "host": host,
        "port": port,
        "access_log": False,
        "log_level": "warning",
        **({"log_config": log} if (log := server_log(current_settings().log_format)) else {}),
        "proxy_headers": True,
        "forwarded_allow_ips": current_settings().proxies,
        "ws_max_size": MAX_MESSAGE_BYTES,
        "ws_ping_interval": 30,
        "ws_ping_timeout": 30,
        "ws_per_message_deflate": False,
        "timeout_graceful_shutdown": SECONDS_TO_FINISH,
    }


def _allow_open_files() -> None:
    """Allow as many open files as the system lets us: each visitor takes one, and more are needed.

    Many systems give a process 1,024 unless it asks.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = 4 * MAX_CONNECTIONS
    most = enough if hard == resource.RLIM_INFINITY else min(enough, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def check_port(host: str, port: int) -> None:
    """Raise PortTakenError if this port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            raise PortTakenError("taken", port=port) from error


def open_browser_when_ready(address: str) -> None:
    """Open the browser in the background, as soon as the pages answer."""

    def wait() -> None:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=1)  # noqa: S310
            except urllib.error.URLError:
                time.sleep(0.1)
            else:
                webbrowser.open(address)
                return

    threading.Thread(target=wait, daemon=True).start()
