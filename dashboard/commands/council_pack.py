"""`peil council-pack`: what a works council takes home, as one file."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands import written_files
from dashboard.commands.terminal import FolderOption, installation_of, say
from dashboard.reports.council_pack import pack
from surveys.reports import SERVER
from surveys.settings import Settings


def council_pack(
    to: Annotated[Path, typer.Option(help="File to write, a ZIP archive.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite a file that is there.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Write what a works council takes home: attestation, trail and documents, in one file.

    It holds no results. The audit trail notes that it was done on the server.
    """
    written_files.check_file(to, replace=replace)
    installation = installation_of(folder)
    written_files.write_file(to, pack(installation, Settings(), SERVER))
    say(f"{to} is written.")
