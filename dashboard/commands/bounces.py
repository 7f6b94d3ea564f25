"""`peil bounces`: tells Peil which addresses mail came back from."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.output import say, say_aside
from dashboard.commands.place import FolderOption, installation_of
from surveys.messages.delivery_status import record_bounces


def bounces(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Addresses, one on each line.")
    ],
    folder: FolderOption = None,
) -> None:
    """List people as not reached whose mail came back; the page Messages shows them."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    listed, unknown = record_bounces(installation_of(folder), lines)
    say(f"Addresses listed as not reached: {listed}.")
    if unknown:
        say_aside(f"Nothing was sent to these: {', '.join(unknown)}")
