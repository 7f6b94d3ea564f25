"""The links of a batch that have not left yet, in a file that survives a kill.

The box gets the links of a whole batch at once. If the process is killed, those that nobody was
sent would stay in it, and look like links that were handed out twice. So the next run removes them.
The file lies in the key folder and names no person.
"""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from struct import Struct
from uuid import UUID

from db.box import NewToken
from db.files import make_folder, overwrite_and_remove, write_whole

_RECORD = Struct("32s16s?")
_ERASED = bytes(_RECORD.size)


@dataclass
class UnsentLinks:
    """A file with the hash and the unit of every link that was made and has not left yet."""

    path: Path
    _position: dict[bytes, int] = field(default_factory=dict)

    def write(self, tokens: Sequence[NewToken]) -> None:
        """Write the links of a batch to the disk, before they are put into the box."""
        make_folder(self.path.parent)
        self._position = {token.hash: number for number, token in enumerate(tokens)}
        records = (_RECORD.pack(token.hash, token.unit_id.bytes, token.again) for token in tokens)
        write_whole(self.path, b"".join(records))

    def erase(self, hashes: Collection[bytes]) -> None:
        """Take out links that are about to leave, down to the disk."""
        with self.path.open("r+b") as file:
            for token_hash in hashes:
                file.seek(self._position[token_hash] * _RECORD.size)
                file.write(_ERASED)
            file.flush()
            os.fsync(file.fileno())

    def left_behind(self) -> list[NewToken]:
        """Return the links of a run that was killed; [] if there are none."""
        if not self.path.exists():
            return []
        return [
            NewToken(token_hash, UUID(bytes=unit), again)
            for token_hash, unit, again in _RECORD.iter_unpack(self.path.read_bytes())
            if token_hash != bytes(32)
        ]

    def remove(self) -> None:
        """Overwrite and remove the file, once its links are no longer in the box."""
        overwrite_and_remove(self.path)
