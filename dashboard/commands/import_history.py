"""`peil import-history`: past answers from a file, counted like any wave."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.clock import now
from dashboard.commands.terminal import (
    FolderOption,
    installation_of,
    progress_bar,
    say,
)
from dashboard.commands.waves import judge_results
from surveys import history
from surveys.programme import local_date
from surveys.settings import Settings


def import_history(
    file: Annotated[
        Path, typer.Argument(help="CSV, Excel or Calc of past answers, one row a person.")
    ],
    mapping: Annotated[Path, typer.Option(help="YAML that says which column is which question.")],
    folder: FolderOption = None,
) -> None:
    """Count past answers as a closed wave; the answers themselves are not stored."""
    installation = installation_of(folder)
    with progress_bar() as report:
        done = history.import_history(
            installation,
            file,
            mapping,
            lambda rows, total: report("Reading answers", rows, total),
            too_old=Settings().retention.results_cutoff(local_date(installation, now())),
        )
    judge_results(installation)
    say(
        f"{done.title}: {done.rows} rows, {done.questions} questions. "
        f"{done.published} of {done.units} units are published."
    )
