"""The private key of each open wave: a file outside the database and outside backups.

With the key the ballots of its wave can be read, so it is destroyed right after the count.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from nacl.public import PrivateKey

from db.files import overwrite_and_remove
from surveys.errors import N_, PeilError


class KeyMissingError(PeilError):
    """The key of a wave is not where it should be, so its ballots cannot be read."""

    texts: ClassVar = {
        "missing": N_(
            "The key of wave {wave} is not in {folder}: the ballots of wave {wave} cannot be read. "
            "Put the key folder back as it was, or set PEIL_FOLDER to the right folder. Nothing "
            "was changed."
        ),
        "other_wave": N_(
            "{file} is the key of another wave: the ballots of wave {wave} cannot be read. Put the "
            "key folder back as it was, or set PEIL_FOLDER to the right folder. Nothing was "
            "changed."
        ),
    }


@dataclass(frozen=True)
class KeyFolder:
    """A folder that only the user of the process can read."""

    path: Path

    def _file(self, wave_number: int) -> Path:
        return self.path / f"wave-{wave_number}.key"

    def unsent_file(self, wave_number: int) -> Path:
        """Return the path of the file of links that have not left yet, while they are sent."""
        return self.path / f"wave-{wave_number}.unsent"

    def create(self, wave_number: int) -> bytes:
        """Make the key pair of a wave and return the public key (32 bytes).

        The private key is on the disk before anybody can cast a ballot that needs it.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.destroy(wave_number)
        key = PrivateKey.generate()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(self._file(wave_number), flags, 0o600), "wb") as file:
            file.write(bytes(key))
            file.flush()
            os.fsync(file.fileno())
        self._sync_folder()
        return bytes(key.public_key)

    def read(self, wave_number: int, public_key: bytes | None = None) -> PrivateKey:
        """Return the private key of a wave, which must belong to `public_key` if that is passed.

        Raises KeyMissingError when it is missing or is the key of another wave.
        """
        file = self._file(wave_number)
        if not file.exists():
            raise KeyMissingError("missing", wave=wave_number, folder=self.path)
        key = PrivateKey(file.read_bytes())
        if public_key not in {None, bytes(key.public_key)}:
            raise KeyMissingError("other_wave", wave=wave_number, file=file)
        return key

    def destroy(self, wave_number: int) -> None:
        """Overwrite all that is kept for a wave in place and remove it, if it exists."""
        files = (self._file(wave_number), self.unsent_file(wave_number))
        if existing := [file for file in files if file.exists()]:
            for file in existing:
                overwrite_and_remove(file)
            self._sync_folder()

    def _sync_folder(self) -> None:
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
