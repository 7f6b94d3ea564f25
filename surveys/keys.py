"""The private key of each open wave: a file outside the database and outside backups.

Whoever holds a key can read the ballots of its wave; so it is destroyed right after the count.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey


class KeyMissingError(RuntimeError):
    """The key of a wave is not where it should be, so its ballots cannot be read."""


@dataclass(frozen=True)
class KeyFolder:
    """A folder that only the owner of the process can read."""

    path: Path

    def _file(self, wave_number: int) -> Path:
        return self.path / f"wave-{wave_number}.key"

    def create(self, wave_number: int) -> bytes:
        """Make the key pair of a wave and return its public half (32 bytes)."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.destroy(wave_number)
        key = PrivateKey.generate()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(self._file(wave_number), flags, 0o600), "wb") as file:
            file.write(bytes(key))
        return bytes(key.public_key)

    def read(self, wave_number: int) -> PrivateKey:
        """Return the private key of a wave; raises KeyMissingError."""
        try:
            return PrivateKey(self._file(wave_number).read_bytes())
        except FileNotFoundError as error:
            msg = (
                f"The key of wave {wave_number} is not in {self.path}: its ballots cannot be read. "
                "Put the key folder back where it was, or set PEIL_FOLDER to the right folder."
            )
            raise KeyMissingError(msg) from error

    def destroy(self, wave_number: int) -> None:
        """Overwrite and remove the key of a wave, if it is there."""
        file = self._file(wave_number)
        if file.exists():
            file.write_bytes(bytes(PrivateKey.SIZE))
            file.unlink()
