"""Checks of the database, the store folder and the key folder.

Anybody who has a key and a backup can read the ballots of an open wave, so keys must be kept apart
from backups, closed to other users, and writable.
"""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from db import health, inspection_postgresql, schema_version
from db.engine import on_postgresql
from db.files import MOUNTS, is_outlived, kind_of_disk
from surveys.counting import waits_for_keepers
from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.installation import KEEPERS, Installation, KeeperError, KeyFolder, KeyMissingError
from surveys.installation.custody import BOX_AND_KEY
from surveys.waves import WaveError, keeper_state, open_number

_RESTORE = "Stop Peil, keep a copy of the file, and restore the last backup of the store folder."


def check_database(installation: Installation) -> Iterator[Verdict]:
    """Check that an open database is intact and has the tables of this version."""
    if damage := health.damage_of(installation.engine):
        yield fault(f"The database is damaged: {damage}.", _RESTORE)
        return
    if not schema_version.is_newest(installation.engine):
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
    for right, roles in inspection_postgresql.loose_rights(engine):
        yield warning(
            f"{' and '.join(roles)} can {right}, which Peil does not need.",
            f"Run `peil postgresql-script | psql {engine.url.database}` as a superuser again.",
        )
    if inspection_postgresql.waits_without_end(engine):
        yield warning(
            "Behind a pooler, what is not a transaction waits for locks without end.",
            f"Run `peil postgresql-script | psql {engine.url.database}` as a superuser again.",
        )
    if others := inspection_postgresql.open_databases(engine):
        yield warning(
            f"The roles of Peil can connect to {', '.join(others)}, as everybody can.",
            "As a superuser, for each: REVOKE CONNECT ON DATABASE name FROM PUBLIC, and GRANT "
            "CONNECT to the roles that use it; or keep others out in pg_hba.conf.",
        )


def check_box(installation: Installation) -> Iterator[Verdict]:
    """Check that the box of the open wave, if any, is there and not damaged."""
    if not installation.keeps_time:
        yield ok("This process counts no wave.")
        return
    number = open_number(installation)
    if number is None:
        yield ok("No wave is open, so there is no ballot box.")
        return
    box = installation.box(number)
    if not box.exists:
        missing = WaveError("no_box", wave=number, folder=installation.store_folder)
        yield fault(str(missing), _RESTORE)
    elif damage := box.damage():
        yield fault(f"The ballot box of wave {number} is damaged: {damage}.", _RESTORE)
    else:
        yield ok(f"The ballot box of wave {number} is whole.")


MEGABYTE = 1_000_000
TOO_LITTLE, SCARCE = 100 * MEGABYTE, 1_000 * MEGABYTE
"""Free bytes below which Peil may stop working, and below which a warning is given."""

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
    if not os.access(store, os.W_OK | os.X_OK):
        yield fault(
            f"{store} can only be read: no answer can be taken, and nothing can be counted.",
            "Mount its disk for writing again, and look at why the system changed that.",
        )
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


_SYNCHRONISED = re.compile(
    r"dropbox|onedrive|google ?drive|icloud|mobile documents|nextcloud|owncloud|syncthing|"
    r"seafile|pcloud|\bback-?ups?\b|snapshots?|time ?machine",
    re.IGNORECASE,
)
"""Names of folders that are backed up or synchronised automatically."""

_SYNCHRONISATION_FILES = (".stfolder", ".dropbox", ".dropbox.cache", ".nextcloudsync.log", ".sync")
_MOVE_KEYS = "Stop Peil, move the key folder elsewhere, and let PEIL_KEYS name the new place."


def check_key_folder(
    keys: KeyFolder, store: Path, *, needed: bool = True, mounts: Path = MOUNTS
) -> Iterator[Verdict]:
    """Check the key folder; `needed` is False in a process that never opens or counts waves."""
    path = keys.path
    exists = path.exists() or path.is_symlink()
    if not needed:
        if exists and any(path.iterdir()):
            yield warning(
                f"{path} holds keys that this process does not need.",
                "Keep the key folder only where waves are opened and counted.",
            )
        else:
            yield ok("This process needs no keys, and has none.")
        return
    real = path.resolve()
    if real.is_relative_to(store.resolve()):
        yield fault(f"{path} lies inside the store folder, and so in its backups.", _MOVE_KEYS)
    elif real.is_relative_to(store.parent.resolve()):
        yield fault(f"{path} lies inside the data folder: one copy takes both.", _MOVE_KEYS)
    if synchronised := _synchronised_by(real):
        yield fault(f"{path} looks as if it were copied elsewhere: {synchronised}.", _MOVE_KEYS)
    yield from _faults_of_former(keys)
    yield from _faults_of_place(keys, store, mounts)
    if not exists:
        if os.access(_nearest(path), os.W_OK | os.X_OK):
            yield ok(f"{path} is made when the first wave opens.")
        else:
            yield fault(
                f"{path} cannot be made: Peil may not write into {_nearest(path)}.",
                f"Make it, with the rights 700, for the user that runs Peil: {path}",
            )
        return
    faults = list(_faults_of_keys(path))
    yield from faults
    if not faults:
        yield ok(f"Only the user that runs Peil may open {path}. Keep it out of backups.")


def check_keepers(installation: Installation, now: datetime) -> Iterator[Verdict]:
    """Say who keeps keys, whether the key folder agrees, and whether a wave waits for them."""
    state, keys = keeper_state(installation), installation.keys
    if installation.keeps_time:
        try:
            here = keys.keepers()
        except KeyMissingError as broken:
            yield fault(str(broken), "Put the file back as it was.")
            return
        if state.keepers and (here is None or here.names != state.keepers):
            lost = KeeperError("lost", names=state.keepers, folder=keys.path)
            yield fault(str(lost), "Put the key folder back, or run `peil keys unprotect`.")
            return
    waiting = waits_for_keepers(installation, now)
    if waiting is not None:
        names = waiting.waits_for or waiting.sealed_for
        yield warning(
            str(KeeperError("waits", wave=waiting.wave, names=names)),
            "Ask them to open the page Count, or to run `peil close-wave`.",
        )
    if state.keepers:
        yield ok(f"The key of each later wave is sealed for {' and '.join(state.keepers)}.")
    elif state.wave is None:
        yield ok(f"{BOX_AND_KEY} {state.custody} `peil keys protect` names keepers.")


def _faults_of_former(keys: KeyFolder) -> Iterator[Verdict]:
    """Yield a fault if a key still lies inside the data folder, from an earlier version."""
    if keys.former is not None and keys.former.is_dir() and any(keys.former.glob("wave-*.key")):
        yield fault(
            f"A key still lies in {keys.former}, where an earlier version kept it: one copy of the "
            "data folder takes both.",
            f"Let Peil write into {keys.path} and restart it, which moves the key there.",
        )


def _faults_of_place(keys: KeyFolder, store: Path, mounts: Path) -> Iterator[Verdict]:
    """Yield what a snapshot would take with the store, and what a restart would take away."""
    path = keys.path
    place, data = _nearest(path), _nearest(store)
    if is_outlived(place, data, mounts):
        yield fault(
            f"{path} is gone when this container or machine starts anew, and the answers are not: "
            "an open wave could never be counted.",
            "Mount a volume of its own there, or let PEIL_KEYS name a folder that stays.",
        )
    elif (
        (store / "peil.db").exists()
        and place.stat().st_dev == data.stat().st_dev
        and not (path / KEEPERS).exists()
    ):
        yield warning(
            f"{path} and {store} lie on one disk: a snapshot of it takes ballots and key together.",
            "Let PEIL_KEYS name a folder on another disk, or seal the key: `peil keys protect`.",
        )


def _nearest(path: Path) -> Path:
    """Return a folder, or the nearest one above it that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())


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
