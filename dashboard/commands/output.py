"""How commands talk: plain sentences, and a progress bar for what takes long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_console = Console()


class Report(Protocol):
    """Called with what is being done, how much of it is done, and how much there is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far something is."""


def say(text: str) -> None:
    """Print a line, never broken: it may hold an address that somebody copies."""
    _console.print(text, soft_wrap=True, highlight=False)


def say_aside(text: str) -> None:
    """Print a line beside the output, so that the output can go into a file."""
    Console(stderr=True).print(text, soft_wrap=True, highlight=False)


@contextmanager
def progress_bar() -> Iterator[Report]:
    """Show a bar that is replaced whenever the next thing is done."""
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
