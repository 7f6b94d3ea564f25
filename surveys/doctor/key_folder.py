"""Whether the key folder is safe: apart from backups, closed to others, writable.

Whoever has a key and a backup can read the ballots of an open wave.
"""

import os
import re
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from surveys.doctor.verdict import Verdict, fault, ok, warning

_COPIED = re.compile(
    r"dropbox|onedrive|google ?drive|icloud|mobile documents|nextcloud|owncloud|syncthing|"
    r"seafile|pcloud|\bback-?ups?\b|snapshots?|time ?machine",
    re.IGNORECASE,
)
"""Names of folders that are copied somewhere else by themselves."""

_MARKS = (".stfolder", ".dropbox", ".dropbox.cache", ".nextcloudsync.log", ".sync")
_MOVE = "Stop Peil, move the folder of the installation, and set PEIL_FOLDER to the new place."


def check(keys: Path, store: Path, *, needed: bool = True) -> Iterator[Verdict]:
    """Look at the key folder; `needed` is False in a process that never opens or counts waves."""
    there = keys.exists() or keys.is_symlink()
    if not needed:
        if there and any(keys.iterdir()):
            yield warning(
                f"{keys} holds keys that this process does not need.",
                "Keep the key folder only where waves are opened and counted.",
            )
        else:
            yield ok("This process needs no keys, and has none.")
        return
    real = keys.resolve()
    if real.is_relative_to(store.resolve()):
        yield fault(f"{keys} lies inside the store folder, and so in its backups.", _MOVE)
    if copied := _copied_by(real):
        yield fault(f"{keys} looks as if it were copied elsewhere: {copied}.", _MOVE)
    if not there:
        yield ok(f"{keys} is made when the first wave opens.")
        return
    faults = list(_faults_of(keys))
    yield from faults
    if not faults:
        yield ok(f"Only the user that runs Peil may open {keys}. Keep it out of backups.")


def _copied_by(folder: Path) -> str | None:
    """Return the name of the first folder on the way that is copied by itself, as it looks."""
    for above in (folder, *folder.parents):
        if _COPIED.search(above.name):
            return above.name
        if any((above / mark).exists() for mark in _MARKS):
            return f"{above} is synchronised"
    return None


def _faults_of(keys: Path) -> Iterator[Verdict]:
    if not keys.is_dir():
        yield fault(f"{keys} is no folder.", "Move that file away; Peil makes the folder anew.")
        return
    if keys.stat().st_uid != os.geteuid():
        yield fault(
            f"{keys} belongs to another user than the one who runs this.",
            "Run Peil and its commands as one user, and give the folder to that user with chown.",
        )
    for path, right in ((keys, "700"), *((file, "600") for file in sorted(keys.iterdir()))):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield fault(f"Others on this machine may open {path}.", f"Run: chmod {right} {path}")
    try:
        with tempfile.TemporaryFile(dir=keys):
            pass
    except OSError as error:
        yield fault(
            f"Nothing can be written into {keys}: {error.strerror}.",
            "Give it to the user that runs Peil, on a disk that can be written.",
        )
