"""Files whose contents must not stay readable: overwritten where they lie, then removed."""

import os
from contextlib import suppress
from pathlib import Path

_ZEROS = bytes(2**20)


def overwrite_and_remove(file: Path) -> None:
    """Fill a file with zeros, down to the disk, and remove it; nothing if it is gone already.

    Whoever has it open meanwhile finds nothing in it any more. It may go at any moment: SQLite
    removes its log with the last connection, and another process may be doing the same as this one.
    """
    with suppress(FileNotFoundError):
        with file.open("r+b") as there:
            left = there.seek(0, os.SEEK_END)
            there.seek(0)
            while left > 0:
                left -= there.write(_ZEROS[:left])
            there.flush()
            os.fsync(there.fileno())
        file.unlink()
