"""Which installation a command works on."""

import os
from pathlib import Path
from typing import Annotated

import typer

from surveys.installation.installation import Installation, current_installation

FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", help="Folder of the installation; else PEIL_FOLDER, else peil-data."),
]


def installation_of(folder: Path | None) -> Installation:
    """Return the installation in a folder, and make it that of the whole process."""
    if folder is not None:
        os.environ["PEIL_FOLDER"] = str(folder)
        current_installation.cache_clear()
    return current_installation()
