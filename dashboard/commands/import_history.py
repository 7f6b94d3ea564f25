"""`peil import-history`: past answers from a file, counted like any wave."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.clock import today
from dashboard.commands.output import progress_bar, say
from dashboard.commands.place import FolderOption, installation_of
from surveys.history import importing as history
from surveys.settings import Settings


def import_history(
    file: Annotated[Path, typer.Argument(help="CSV of past answers, one row a person.")],
    mapping: Annotated[Path, typer.Option(help="YAML that says which column is which question.")],
    folder: FolderOption = None,
) -> None:
    """Count past answers as a closed wave; the answers themselves are not stored."""
    with progress_bar() as report:
        done = history.import_history(
            installation_of(folder),
            file,
            mapping,
            lambda rows, total: report("Reading answers", rows, total),
            too_old=Settings().retention.results_due(today()),
        )
    say(
        f"{done.title}: {done.rows} rows, {done.questions} questions. "
        f"{done.published} of {done.units} units are published."
    )
