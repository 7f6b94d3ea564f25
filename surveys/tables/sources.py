"""Files that tables are read from: uploaded ones in memory, and those of this machine.

Both can be read several times from the start, a piece at a time.
"""

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from surveys.tables.faults import DelimitedFileError


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name, and all its bytes."""

    name: str
    content: bytes

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.content)

    def open(self) -> BinaryIO:
        """Return the file to be read from the start, without a copy of it."""
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class FileOnDisk:
    """A file of this machine, which is read only as far as it is needed."""

    path: Path

    @property
    def name(self) -> str:
        """The name without its folder."""
        return self.path.name

    @cached_property
    def size(self) -> int:
        """The number of bytes. Raises DelimitedFileError for a file that cannot be read."""
        try:
            return self.path.stat().st_size
        except OSError as error:
            raise self._unreadable(error) from error

    @property
    def content(self) -> bytes:
        """All bytes, for files that are read whole. Raises DelimitedFileError."""
        with self.open() as file:
            return file.read()

    def open(self) -> BinaryIO:
        """Return the file to be read from the start. Raises DelimitedFileError."""
        try:
            return self.path.open("rb")
        except OSError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: OSError) -> DelimitedFileError:
        return DelimitedFileError("unreadable", file=self.name, why=error.strerror)


Source = Upload | FileOnDisk
"""A file to read a table from."""


def upload_of(path: Path) -> Upload:
    """Return a file with all its bytes. Raises DelimitedFileError for one that cannot be read."""
    return Upload(path.name, FileOnDisk(path).content)
