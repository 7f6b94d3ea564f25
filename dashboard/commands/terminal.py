"""Shared by the commands: the option --folder, plain output, and a progress bar."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from surveys.installation import Installation, current_installation
from surveys.settings import Settings, current_settings

FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", help="Folder of the installation; else PEIL_FOLDER, else peil-data."),
]
_console = Console()
_SERVED = "served-address"


def installation_of(folder: Path | None) -> Installation:
    """Return the installation in a folder, and make it that of the whole process."""
    if folder is not None:
        os.environ["PEIL_FOLDER"] = str(folder)
        current_installation.cache_clear()
    return current_installation()


def note_served(settings: Settings, host: str, port: int) -> None:
    """Keep at which address this installation is served, where no setting says it.

    Links that other commands print then open; the process itself writes them alike.
    """
    if "address" in settings.model_fields_set:
        return
    name = "localhost" if host in {"0.0.0.0", "127.0.0.1", "::", "::1"} else host  # noqa: S104
    address = f"http://{name}:{port}"
    os.environ["PEIL_ADDRESS"] = address
    settings.cache_folder.mkdir(parents=True, exist_ok=True)
    (settings.cache_folder / _SERVED).write_text(address, encoding="utf-8")


def address_of(settings: Settings) -> str:
    """Return the address for links: the one that is set, else the one served last."""
    served = settings.cache_folder / _SERVED
    if "address" in settings.model_fields_set or not served.is_file():
        return settings.address
    return served.read_text(encoding="utf-8")


class Report(Protocol):
    """A function that shows progress."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show the name of the current step, and how much of it is done."""


def say(text: str) -> None:
    """Print a line without wrapping it: it may hold an address to be copied."""
    _console.print(text, soft_wrap=True, highlight=False)


def say_on_stderr(text: str) -> None:
    """Print a line to standard error, so that the output can be redirected into a file."""
    Console(stderr=True).print(text, soft_wrap=True, highlight=False)


def tell(text: str, *, wrong: bool = False) -> None:
    """Say what a server or the clock does, or what is wrong; in logs of JSON as a line of them."""
    if current_settings().log_format == "json":
        logging.getLogger("peil").log(logging.WARNING if wrong else logging.INFO, "%s", text)
    else:
        (say_on_stderr if wrong else say)(text)


@contextmanager
def progress_bar() -> Iterator[Report]:
    """Show one progress bar, which each step of the work reuses; none outside a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns,
        TimeElapsedColumn(),
        console=_console,
        transient=True,
        disable=not _console.is_terminal,
    ) as bar:
        task = bar.add_task("", total=None)

        def report(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield report
