"""`peil documents`: privacy and AI statement, impact assessment and regulation, filled in."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from dashboard.clock import now
from dashboard.commands.terminal import FolderOption, installation_of, say
from surveys.documents import example_values, read_values, write_documents
from surveys.programme import local_date
from surveys.settings import Settings


def documents(
    to: Annotated[Path, typer.Option(help="Folder to write them into.")],
    language: Annotated[Literal["en", "nl"], typer.Option(help="Language.")] = "en",
    example: Annotated[
        bool, typer.Option("--example", help="Fill in an example instead of this installation.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite existing documents.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Write privacy and AI statement, impact assessment (DPIA) and model regulation.

    They hold this installation's thresholds, times and contacts. They are models: have your own
    lawyer check them.
    """
    if example:
        values = example_values()
    else:
        installation = installation_of(folder)
        values = read_values(installation, Settings(), local_date(installation, now()))
    for file in write_documents(values, language, to, replace=replace):
        say(f"{file} is written.")
    say("These are models. Read them, complete them, and have your own lawyer check them.")
