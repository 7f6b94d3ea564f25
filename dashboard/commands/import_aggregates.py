"""`peil import-aggregates`: numbers of whole units from another tool."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from dashboard.clock import now
from dashboard.commands.import_people import EncodingOption
from dashboard.commands.terminal import FolderOption, installation_of, say
from dashboard.commands.waves import judge_results
from surveys.history import aggregates
from surveys.programme import local_date
from surveys.settings import Settings
from surveys.texts import Texts


def import_aggregates(
    file: Annotated[
        Path | None,
        typer.Argument(help="CSV, Excel or Calc, a row per unit and wave, or per question too."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="YAML that says what the columns mean.")
    ] = None,
    remove: Annotated[
        str | None, typer.Option(help="Delete what was imported from this source instead.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be imported, and change nothing.")
    ] = False,
    encoding: EncodingOption = "auto",
    folder: FolderOption = None,
) -> None:
    """Import numbers of whole units; importing from the same source again replaces them."""
    if (file is None) == (remove is None) or (file is None) != (mapping is None):
        msg = "Give a file with --mapping, or --remove with the name of a source."
        raise typer.BadParameter(msg)
    installation = installation_of(folder)
    if file is None or mapping is None:
        units = aggregates.remove_aggregates(installation, remove or "")
        judge_results(installation)
        say(escape(f"What was imported from {remove} is deleted."))
        for sentence in units.told():
            say(escape(sentence.in_words(Texts("en"))))
        return
    done = aggregates.import_aggregates(
        installation,
        file,
        mapping,
        dry_run=dry_run,
        encoding=encoding,
        too_old=Settings().retention.results_cutoff(local_date(installation, now())),
    )
    became = {"history": "counted as history", "reference": "shown for reference"}[done.kind]
    say(f"{done.source}: {', '.join(done.waves)}; {became}.")
    counted = "Cells" if done.wide else "Rows"
    say(f"{counted}: {done.rows}. Questions: {done.questions}. Units with a number: {done.units}.")
    for reason, number in done.left_out.items():
        say(f"{counted} left out because {aggregates.LEFT_OUT[reason]}: {number}.")
    if done.replaced:
        say("It replaces what was imported from this source before.")
    if dry_run:
        say("Nothing was changed: --dry-run.")
    else:
        judge_results(installation)
