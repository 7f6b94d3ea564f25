"""Checks of the database, the store folder and the key folder.

Whoever has a key and a backup can read the ballots of an open wave, so keys must be kept apart from
backups, closed to other users, and writable.
"""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from db import health, migrate, postgresql
from db.engine import on_postgresql
from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.installation import Installation

_RESTORE = "Stop Peil, keep a copy of the file, and restore the last backup of the store folder."


def check_database(installation: Installation) -> Iterator[Verdict]:
    """Check that an open database is intact and has the tables of this version."""
    if damage := health.damage_of(installation.engine):
        yield fault(f"The database is damaged: {damage}.", _RESTORE)
        return
    if not migrate.is_newest(installation.engine):
        yield fault(
            "The database has the tables of another version of Peil.",
            "Run `peil upkeep` of this version once (on PostgreSQL with the role peil_clock).",
        )
        return
    log = health.kind_of_log(installation.engine)
    if log not in {None, "wal"}:
        yield fault(
            f"The database cannot keep a write-ahead log (it is {log}), so readers block writers.",
            "Move the store folder to a disk of this machine.",
        )
        return
    kind = "PostgreSQL" if on_postgresql(installation.engine) else "SQLite"
    yield ok(f"{installation.name} answers ({kind}), whole and of this version.")
    if on_postgresql(installation.engine):
        yield from _check_rights(installation.engine)


def _check_rights(engine: Engine) -> Iterator[Verdict]:
    """Check that no role can leave a note where nobody of Peil looks."""
    for right, roles in postgresql.loose_rights(engine):
        yield warning(
            f"{' and '.join(roles)} can {right}, which Peil does not need.",
            f"Run `peil postgresql-script | psql {engine.url.database}` as a superuser again.",
        )
    if others := postgresql.open_databases(engine):
        yield warning(
            f"The roles of Peil can connect to {', '.join(others)}, as everybody can.",
            "As a superuser, for each: REVOKE CONNECT ON DATABASE name FROM PUBLIC, and GRANT "
            "CONNECT to the roles that use it; or keep others out in pg_hba.conf.",
        )


MEGABYTE = 1_000_000
TOO_LITTLE, SCARCE = 100 * MEGABYTE, 1_000 * MEGABYTE
"""Free bytes below which Peil may stop working, and below which a warning is given."""

MOUNTS = Path("/proc/self/mounts")
_NETWORK_FILE_SYSTEMS = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "glusterfs"),
    *("fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "davfs", "vboxsf", "virtiofs"),
}


def check_store_folder(
    store: Path, *, mounts: Path = MOUNTS, too_little: int = TOO_LITTLE, scarce: int = SCARCE
) -> Iterator[Verdict]:
    """Check the folder of the databases and its disk; sizes in bytes."""
    if not store.is_dir():
        yield fault(
            f"There is no folder {store}.",
            "Set PEIL_FOLDER to the folder of the installation, or run `peil serve` to make one.",
        )
        return
    for path in (store, *sorted(file for file in store.iterdir() if file.is_file())):
        right = "700" if path == store else "600"
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield fault(f"Others on this machine may open {path}.", f"Run: chmod {right} {path}")
    kind = kind_of_disk(store.resolve(), mounts.read_text()) if mounts.exists() else None
    if kind in _NETWORK_FILE_SYSTEMS:
        yield fault(
            f"{store} lies on a network disk ({kind}), where SQLite may lose or damage data.",
            "Move it to a disk of this machine, or use PostgreSQL.",
        )
    elif kind == "tmpfs":
        yield warning(
            f"{store} lies in memory and is gone after a restart of the machine.",
            "Move it to a disk of this machine.",
        )
    free = shutil.disk_usage(store).free
    summary = f"{free / MEGABYTE:,.0f} MB are free on the disk of {store}"
    if free < too_little:
        yield fault(f"Only {summary}.", "Make room: without it answers cannot be taken.")
    elif free < scarce:
        yield warning(f"Only {summary}.", "Make room before the next wave opens.")
    else:
        yield ok(f"{summary}.")


def kind_of_disk(path: Path, mounts: str) -> str | None:
    """Return the type of the file system of a path; `mounts` as in /proc/self/mounts."""
    best: tuple[int, str] | None = None
    for line in mounts.splitlines():
        _device, mount_point, kind, *_rest = line.split(" ")
        folder = Path(mount_point.replace("\\040", " "))
        # The last mount over a folder counts.
        if path.is_relative_to(folder) and (best is None or len(folder.parts) >= best[0]):
            best = (len(folder.parts), kind)
    return best[1] if best else None


_SYNCHRONISED = re.compile(
    r"dropbox|onedrive|google ?drive|icloud|mobile documents|nextcloud|owncloud|syncthing|"
    r"seafile|pcloud|\bback-?ups?\b|snapshots?|time ?machine",
    re.IGNORECASE,
)
"""Names of folders that are backed up or synchronised automatically."""

_SYNCHRONISATION_FILES = (".stfolder", ".dropbox", ".dropbox.cache", ".nextcloudsync.log", ".sync")
_MOVE_KEYS = "Stop Peil, move the folder of the installation, and set PEIL_FOLDER to the new place."


def check_key_folder(keys: Path, store: Path, *, needed: bool = True) -> Iterator[Verdict]:
    """Check the key folder; `needed` is False in a process that never opens or counts waves."""
    exists = keys.exists() or keys.is_symlink()
    if not needed:
        if exists and any(keys.iterdir()):
            yield warning(
                f"{keys} holds keys that this process does not need.",
                "Keep the key folder only where waves are opened and counted.",
            )
        else:
            yield ok("This process needs no keys, and has none.")
        return
    real = keys.resolve()
    if real.is_relative_to(store.resolve()):
        yield fault(f"{keys} lies inside the store folder, and so in its backups.", _MOVE_KEYS)
    if synchronised := _synchronised_by(real):
        yield fault(f"{keys} looks as if it were copied elsewhere: {synchronised}.", _MOVE_KEYS)
    if not exists:
        yield ok(f"{keys} is made when the first wave opens.")
        return
    faults = list(_faults_of_keys(keys))
    yield from faults
    if not faults:
        yield ok(f"Only the user that runs Peil may open {keys}. Keep it out of backups.")


def _synchronised_by(folder: Path) -> str | None:
    """Return the first folder on the path that looks synchronised or backed up."""
    for above in (folder, *folder.parents):
        if _SYNCHRONISED.search(above.name):
            return above.name
        if any((above / mark).exists() for mark in _SYNCHRONISATION_FILES):
            return f"{above} is synchronised"
    return None


def _faults_of_keys(keys: Path) -> Iterator[Verdict]:
    if not keys.is_dir():
        yield fault(f"{keys} is not a folder.", "Move that file away; Peil makes the folder anew.")
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
