"""The private key of each open wave: a file outside the database and outside backups.

With the key the ballots of its wave can be read, so it is destroyed right after the count. Where
there are keepers it is sealed for them before it reaches the disk.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from db.files import is_outlived, make_folder, overwrite_and_remove, sync, write_whole
from surveys.errors import N_, PeilError
from surveys.installation.former_place import move_keys
from surveys.installation.keepers import KeeperError, Keepers
from surveys.installation.sealed_key import SealedKey, seal_key
from surveys.settings import Settings

KEEPERS, OWNER = "keepers.json", "installation"
OTHER_FILES = frozenset({KEEPERS, OWNER})
"""Files of a key folder that are not keys: who the keepers are, and whose keys these are."""


class KeyMissingError(PeilError):
    """The key of a wave is not where it should be, so its ballots cannot be read."""

    texts: ClassVar = {
        "missing": N_(
            "The key of wave {wave} is not in {folder}: the ballots of wave {wave} cannot be read. "
            "Put the key folder back as it was, or set PEIL_KEYS to the right folder. Nothing "
            "was changed."
        ),
        "other_wave": N_(
            "{file} is the key of another wave: the ballots of wave {wave} cannot be read. Put the "
            "key folder back as it was, or set PEIL_KEYS to the right folder. Nothing was "
            "changed."
        ),
        "unusable": N_(
            "The key folder {folder} cannot be used: {why}. PEIL_KEYS names it. No wave opens "
            "before."
        ),
        "of_another": N_(
            "{folder} holds the key of an open wave of {owner}. Set PEIL_KEYS to a folder of its "
            "own; no wave opens before."
        ),
        "outlived": N_(
            "{folder} is gone when this container or machine starts anew, and the answers are not. "
            "Let PEIL_KEYS name a folder that stays; no wave opens before."
        ),
    }


@dataclass(frozen=True)
class Turn:
    """The turn of a keeper: their name, the key if it is open now, and who is still to come."""

    name: str
    key: PrivateKey | None
    waits_for: tuple[str, ...]


@dataclass(frozen=True)
class KeyFolder:
    """A folder that only the user of the process can read.

    `former` is the place inside the data folder where earlier versions kept keys; those that still
    lie there are found. `owner` says whose keys these are, so that two installations with the same
    setting do not destroy each other's.
    """

    path: Path
    former: Path | None = None
    owner: str = ""

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders in which keys may lie."""
        return (self.path,) if self.former is None else (self.path, self.former)

    def _file(self, wave_number: int) -> Path:
        return self.path / f"wave-{wave_number}.key"

    def file_of(self, wave_number: int) -> Path:
        """Return where the key of a wave lies: in the former place if only that one has it."""
        file = self._file(wave_number)
        if self.former is not None and not file.exists():
            before = self.former / file.name
            if before.exists():
                return before
        return file

    def unsent_file(self, wave_number: int) -> Path:
        """Return the path of the file of links that have not left yet, while they are sent."""
        return self.file_of(wave_number).with_suffix(".unsent")

    def create(self, wave_number: int) -> bytes:
        """Make the key pair of a wave and return the public key (32 bytes).

        The private key is on the disk before anybody can cast a ballot that needs it; where there
        are keepers, only sealed for them. Raises KeyMissingError when nothing can be kept there.
        """
        keepers = self.keepers()
        folder = self._usable()
        if folder == self.path:
            self._check_owner()
        self.destroy(wave_number)
        key = PrivateKey.generate()
        content = bytes(key) if keepers is None else seal_key(key, keepers).to_bytes()
        write_whole(folder / f"wave-{wave_number}.key", content)
        return bytes(key.public_key)

    def read(
        self, wave_number: int, public_key: bytes | None = None, opened: PrivateKey | None = None
    ) -> PrivateKey:
        """Return the private key of a wave, which must belong to `public_key` if that is passed.

        `opened` is what the turns of the keepers opened. Raises KeyMissingError when the key is
        missing or is the key of another wave, and KeeperError while it is sealed.
        """
        file = self.file_of(wave_number)
        if not file.exists():
            raise KeyMissingError("missing", wave=wave_number, folder=self.path)
        key = opened
        if key is None:
            sealed = self.sealed(wave_number)
            if sealed is not None:
                raise KeeperError("waits", wave=wave_number, names=sealed.waits_for)
            key = PrivateKey(file.read_bytes())
        if public_key not in {None, bytes(key.public_key)}:
            raise KeyMissingError("other_wave", wave=wave_number, file=file)
        return key

    def destroy(self, wave_number: int) -> None:
        """Overwrite all that is kept for a wave in place and remove it, if it exists."""
        for folder in self.folders:
            # With what an interrupted write has left.
            for file in folder.glob(f"wave-{wave_number}.*"):
                overwrite_and_remove(file)
                sync(folder)

    def sealed(self, wave_number: int) -> SealedKey | None:
        """Return the key of a wave that is sealed for keepers; None if it is not, or is missing."""
        try:
            content = self.file_of(wave_number).read_bytes()
        except FileNotFoundError:
            return None
        if len(content) == PrivateKey.SIZE:
            return None
        try:
            return SealedKey.from_bytes(content)
        except (KeyError, TypeError, ValueError) as error:
            file = self.file_of(wave_number)
            raise KeeperError("damaged", wave=wave_number, file=file) from error

    def take_turn(self, wave_number: int, passphrase: str) -> Turn:
        """Let a keeper take their turn; the last one gets the key of the wave.

        Raises KeeperError for a wrong passphrase, or if this wave has no keepers. It may be
        repeated, and nothing is lost if the process is killed.
        """
        sealed = self.sealed(wave_number)
        if sealed is None:
            raise KeeperError("none")
        mine = sealed.keepers.key_of(passphrase)
        # Read again: that took a while, in which the other keeper may have had their turn.
        sealed = self.sealed(wave_number) or sealed
        file = self.file_of(wave_number)
        try:
            name, kept, key = sealed.take_turn(mine)
        except CryptoError as error:
            raise KeeperError("damaged", wave=wave_number, file=file) from error
        if kept != sealed:
            write_whole(file, kept.to_bytes())
        return Turn(name, key, () if key is not None else kept.waits_for)

    def keepers(self) -> Keepers | None:
        """Return the keepers of waves that open from now on, if there are any."""
        try:
            content = (self.path / KEEPERS).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise KeyMissingError("unusable", folder=self.path, why=error.strerror) from error
        try:
            return Keepers.from_json(json.loads(content))
        except (KeyError, TypeError, ValueError) as error:
            why = f"{KEEPERS}: {error}"
            raise KeyMissingError("unusable", folder=self.path, why=why) from error

    def protect(self, keepers: Keepers) -> None:
        """Name the keepers of waves that open from now on; raise KeeperError if there are some."""
        if (before := self.keepers()) is not None:
            raise KeeperError("already", names=before.names)
        make_folder(self.path)
        write_whole(self.path / KEEPERS, json.dumps(keepers.as_json()).encode())

    def unprotect(self, passphrases: dict[str, str]) -> None:
        """Take the keepers away, by the passphrase of each by name; waves then open without.

        Raises KeeperError when a passphrase is not that of its keeper, or there are none.
        """
        keepers = self.keepers()
        if keepers is None:
            raise KeeperError("none")
        for keeper in keepers.keepers:
            key = keepers.key_of(passphrases.get(keeper.name, ""))
            if bytes(key.public_key) != keeper.public_key:
                raise KeeperError("not_theirs", name=keeper.name)
        (self.path / KEEPERS).unlink()
        sync(self.path)

    def bring_here(self) -> None:
        """Move keys from the former place to this one, if that can be done safely.

        Where it cannot (no right to write, a disk that is gone sooner), they stay and are found
        there. Several processes may do this at once, and it may be killed at any point.
        """
        if self.former is None or not self.former.is_dir():
            return
        keys = sorted(self.former.glob("wave-*"))
        if keys and self._why_not() is not None:
            return
        move_keys(keys, self.path)

    def _usable(self) -> Path:
        """Return the folder for a new key; the former one if only that can be used."""
        why = self._why_not()
        if why is None:
            return self.path
        if self.former is not None and self.former.is_dir():
            return self.former
        raise why

    def _why_not(self) -> KeyMissingError | None:
        """Return why no key can be kept here; makes the folder."""
        try:
            make_folder(self.path)
            outlived = self.former is not None and is_outlived(self.path, self.former.parent)
            if not os.access(self.path, os.W_OK | os.X_OK):
                return KeyMissingError("unusable", folder=self.path, why=os.strerror(13))
        except OSError as error:
            return KeyMissingError("unusable", folder=self.path, why=error.strerror)
        return KeyMissingError("outlived", folder=self.path) if outlived else None

    def _check_owner(self) -> None:
        """Note whose keys these are; raise KeyMissingError rather than destroy another's."""
        note = self.path / OWNER
        known = note.read_text(encoding="utf-8") if note.exists() else self.owner
        if known != self.owner and any(self.path.glob("wave-*.key")):
            raise KeyMissingError("of_another", folder=self.path, owner=known)
        if self.owner and (known != self.owner or not note.exists()):
            write_whole(note, self.owner.encode())


def key_folder_of(settings: Settings, database: str = "") -> KeyFolder:
    """Return the key folder of the settings; a `database` on a server tells whose keys these are.

    It must hold no password. Makes nothing.
    """
    path, former = settings.key_folder, settings.former_key_folder.absolute()
    owner = database or str(former.parent.resolve())
    return KeyFolder(path, None if former == path else former, owner)
