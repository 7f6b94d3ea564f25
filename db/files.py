"""Files that only their owner can read, and whose contents can be destroyed."""

import os
from contextlib import suppress
from pathlib import Path

_ZEROS = bytes(2**20)


def make_file(path: Path) -> None:
    """Make an empty file for a database, readable by its owner only, unless it exists."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)


def overwrite_and_remove(path: Path) -> None:
    """Fill a file with zeros, down to the disk, and remove it; do nothing if it does not exist.

    A process that still has it open can read nothing in it any more. The file may go at any moment:
    SQLite removes its log with the last connection, and another process may be destroying it too.
    """
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            left = file.seek(0, os.SEEK_END)
            file.seek(0)
            while left > 0:
                left -= file.write(_ZEROS[:left])
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
