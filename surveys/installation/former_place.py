"""Moving keys out of the data folder, where earlier versions kept them."""

import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from db.files import overwrite_and_remove, sync, write_whole


def move_keys(files: Sequence[Path], folder: Path) -> None:
    """Move key files into another folder and destroy the old bytes; remove their empty folder.

    Several processes may do this at once, and it may be killed at any point: a file is destroyed
    only once the same bytes lie in the new folder. What cannot be moved stays, and is logged.
    """
    try:
        for file in files:
            _move(file, folder)
        for former in {file.parent for file in files}:
            if not any(former.iterdir()):
                former.rmdir()
    except OSError as error:
        # The key goes on working where it is; doctor and audit say so, too.
        logging.getLogger(__name__).warning("a key stays in the data folder: %s", error)


def _move(file: Path, folder: Path) -> None:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return
    copy, place = folder / f"{file.name}.{os.getpid()}", folder / file.name
    write_whole(copy, content)
    try:
        # Fails where it is already: then another process has brought it, whole, before.
        with suppress(FileExistsError):
            os.link(copy, place)
    finally:
        if place.exists() and place.samefile(copy):
            copy.unlink()
        else:
            overwrite_and_remove(copy)
    sync(folder)
    if place.read_bytes() == content:
        overwrite_and_remove(file)
