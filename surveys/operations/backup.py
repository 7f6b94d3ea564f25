"""Backups of an installation, never with keys, sealed for a public key if one is set.

A backup is a tar file: `manifest.json`, and the databases. Sealed, it is that in the format of age
(https://age-encryption.org/v1), which other programs open as well.
"""

import json
import os
import tarfile
import tempfile
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import pyrage

from db import backup, clock_lock, schema_version
from db.engine import on_postgresql, writing
from db.files import make_folder, open_new, sync
from surveys import trail
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.settings import Settings

FORM = 1
"""The form of a backup; another number is refused."""

MANIFEST = "manifest.json"
DUMP = "peil.dump"
SEALED = ".age"

Report = Callable[[str, int, int], None]


class BackupError(PeilError):
    """A backup that cannot be made or restored; nothing was changed."""

    texts: ClassVar = {
        "exists": N_("{file} exists already and is left alone. Name another file with --to."),
        "busy": N_("The clock is opening or counting a wave. Try again in a minute."),
        "program": N_(
            "{program} of PostgreSQL is missing: install its client programs "
            "(postgresql-client), of the version of the server or newer."
        ),
        "failed": N_("{program} failed: {why}. Nothing was changed."),
        "key": N_(
            "PEIL_BACKUP_KEY is not a public key: it should begin with age1. "
            "`peil backup --new-key FILE` makes a pair."
        ),
        "sealed": N_("{file} is sealed: name the file of the private key with --identity."),
        "identity": N_("{file} has no line with a private key (AGE-SECRET-KEY-…)."),
        "other_key": N_("The private key in {file} is not that of this backup."),
        "no_backup": N_("{file} is not a backup of Peil, or is damaged: {why}."),
        "newer": N_("This backup is of a newer Peil ({version}) than this one. Update Peil first."),
        "of_files": N_("This backup is of SQLite files: unset PEIL_DATABASE_URL."),
        "of_server": N_(
            "This backup is of a PostgreSQL database: let PEIL_DATABASE_URL name an empty one that "
            "is prepared (`peil postgresql-script`), with the role peil_clock."
        ),
        "not_empty": N_(
            "{place} is not empty, and nothing in it is overwritten. Move it away, or restore to "
            "another place."
        ),
    }


def new_backup_key(file: Path) -> str:
    """Make a pair of keys for backups: write the private one to a new file, return the public one.

    Raises BackupError if the file exists.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        with open_new(file) as opened:
            opened.write(f"# public key: {public}\n{identity}\n".encode())
    except FileExistsError as error:
        raise BackupError("exists", file=file) from error
    return public


def back_up(
    installation: Installation, settings: Settings, target: Path, today: date, report: Report
) -> Path:
    """Write a backup to a file, or under a name with the day to a folder; return the file.

    It has people, results and the box of the open wave, as they are at one moment between two
    steps of the clock, and no key. Raises BackupError when that cannot be done.
    """
    recipient = _recipient(settings)
    file = target
    if target.is_dir():
        file = target / f"peil-{today}.tar{SEALED if recipient else ''}"
    if file.exists():
        raise BackupError("exists", file=file)
    with tempfile.TemporaryDirectory(dir=_beside(installation), prefix="backup-") as temporary:
        folder = Path(temporary)
        with clock_lock.clock_lock(installation.engine, installation.store_folder) as is_free:
            if not is_free:
                raise BackupError("busy")
            parts = _copies(installation, folder, report)
        manifest = {
            "form": FORM,
            "version": version("peil"),
            "revision": _revision(installation),
            "made_on": today.isoformat(),
            "on": "postgresql" if on_postgresql(installation.engine) else "sqlite",
            "files": parts,
        }
        (folder / MANIFEST).write_text(json.dumps(manifest))
        _write(folder, [MANIFEST, *parts], file, recipient)
    with writing(installation.engine) as session:
        trail.note(session, "backup made", "sealed" if recipient else "not sealed")
    return file


def _copies(installation: Installation, folder: Path, report: Report) -> list[str]:
    """Copy the databases into a folder, while the clock stands still; return their names."""
    if on_postgresql(installation.engine):
        report("database", 0, 1)
        with_program(lambda: backup.dump(installation.engine.url, folder / DUMP))
        report("database", 1, 1)
        return [DUMP]
    store = installation.store_folder
    # The lock of the clock has no content.
    files = sorted(f for f in store.glob("*.db") if f.name != clock_lock.FILE)
    for done, file in enumerate(files):
        report("databases", done, len(files))
        backup.copy_file(file, folder / file.name)
    report("databases", len(files), len(files))
    return [file.name for file in files]


def _write(folder: Path, names: list[str], file: Path, recipient: Any) -> None:
    """Write the tar file beside its place, sealed if there is a recipient, and put it there."""
    packed = folder / "packed.tar"
    with (
        open_new(packed) as opened,
        tarfile.open(fileobj=opened, mode="w") as tar,
    ):
        for name in names:
            tar.add(folder / name, arcname=name, filter=_without_owner)
    new = file.with_name(f"{file.name}.new")
    try:
        with packed.open("rb") as plain, open_new(new) as written:
            if recipient is None:
                while block := plain.read(2**20):
                    written.write(block)
            else:
                pyrage.encrypt_io(plain, written, [recipient])
            written.flush()
            os.fsync(written.fileno())
        new.replace(file)
        sync(file.parent)
    finally:
        new.unlink(missing_ok=True)


def _without_owner(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who made a file and when: the time of the last change is that of an answer."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def with_program(step: Callable[[], None]) -> None:
    """Do what needs a program of PostgreSQL; raise BackupError if that is missing or fails."""
    try:
        step()
    except backup.ProgramError as error:
        if error.code is None:
            raise BackupError("program", program=error.program) from error
        raise BackupError("failed", program=error.program, why=error) from error


def _revision(installation: Installation) -> str | None:
    with installation.engine.connect() as connection:
        return schema_version.revision(connection)


def _recipient(settings: Settings) -> Any:
    """Return whom backups are sealed for, or None."""
    if settings.backup_key is None:
        return None
    try:
        return pyrage.x25519.Recipient.from_str(settings.backup_key)
    except pyrage.RecipientError as error:
        raise BackupError("key") from error


def _beside(installation: Installation) -> Path:
    """Return a folder on the disk of the data, so that no plain copy lies on another one."""
    make_folder(installation.store_folder.parent)
    return installation.store_folder.parent
