"""Restoring an installation from a backup: into an empty place, whole or not at all."""

import json
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyrage

from db import backup, clock_lock, people, postgresql_rights, schema_version
from db.engine import engine, on_postgresql, postgresql_url, writing
from db.files import make_folder, open_new, sync
from surveys import trail
from surveys.installation import Installation, open_installation
from surveys.operations.backup import FORM, MANIFEST, BackupError, with_program
from surveys.settings import Settings
from surveys.waves import open_number

SEALED_BEGINS = b"age-encryption.org/"


@dataclass(frozen=True)
class Restored:
    """What was restored: from which day, and the state of the wave that was open then.

    `open_wave` is its number, or None; `has_key` whether it can still be counted.
    """

    made_on: date
    open_wave: int | None
    has_key: bool


def restore(settings: Settings, file: Path, identity: Path | None) -> tuple[Installation, Restored]:
    """Fill an empty installation from a backup and open it; sign-ins of then are ended.

    Raises BackupError, and leaves everything as it was, when the file is not a whole backup of this
    version or an older one, or when the installation is not empty.
    """
    store = settings.store_folder.absolute()
    make_folder(store.parent)
    with tempfile.TemporaryDirectory(dir=store.parent, prefix="restore-") as temporary:
        folder = Path(temporary)
        manifest = _unpack(file, identity, folder)
        _check(manifest, settings)
        if settings.database_url is None:
            _restore_files(manifest, folder, store)
        else:
            _restore_server(manifest, folder, settings)
    installation = open_installation(settings)
    if on_postgresql(installation.engine):
        postgresql_rights.grant_anew(installation.engine)
    with writing(installation.engine) as session:
        people.end_all_sign_ins(session)
        trail.note(session, "backup restored", manifest["made_on"])
    number = open_number(installation)
    has_key = number is not None and installation.keys.file_of(number).exists()
    return installation, Restored(date.fromisoformat(manifest["made_on"]), number, has_key)


def _unpack(file: Path, identity: Path | None, folder: Path) -> dict[str, Any]:
    """Unpack a backup into a folder, and return its manifest; all of its files are there."""
    plain = file
    try:
        with file.open("rb") as opened:
            is_sealed = opened.read(len(SEALED_BEGINS)) == SEALED_BEGINS
        if is_sealed:
            plain = folder / "plain.tar"
            _unseal(file, identity, plain)
        with tarfile.open(plain) as tar:
            for entry in tar:
                if not entry.isfile() or Path(entry.name).name != entry.name:
                    raise BackupError("no_backup", file=file, why=entry.name)
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        missing = [name for name in manifest["files"] if not (folder / name).is_file()]
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise BackupError("no_backup", file=file, why=error) from error
    if missing or manifest.get("form") != FORM:
        raise BackupError("no_backup", file=file, why=", ".join(missing) or MANIFEST)
    for name in manifest["files"]:
        if name.endswith(".db") and not backup.is_sound(folder / name):
            raise BackupError("no_backup", file=file, why=name)
    return manifest


def _unseal(file: Path, identity: Path | None, plain: Path) -> None:
    if identity is None:
        raise BackupError("sealed", file=file)
    try:
        with file.open("rb") as sealed, open_new(plain) as opened:
            pyrage.decrypt_io(sealed, opened, _private_keys(identity))
    except pyrage.DecryptError as error:
        if "No matching" in str(error):
            raise BackupError("other_key", file=identity) from error
        raise BackupError("no_backup", file=file, why=error) from error


def _private_keys(identity: Path) -> list[pyrage.x25519.Identity]:
    """Return the keys in a file as age makes it, whose other lines are remarks."""
    try:
        lines = identity.read_text(encoding="utf-8").splitlines()
        keys = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupError("identity", file=identity) from error
    if not found:
        raise BackupError("identity", file=identity)
    return found


def _check(manifest: dict[str, Any], settings: Settings) -> None:
    """Raise BackupError unless this version can work with it, on this kind of database."""
    if not schema_version.knows(manifest["revision"]):
        raise BackupError("newer", version=manifest["version"])
    if (manifest["on"] == "sqlite") != (settings.database_url is None):
        raise BackupError("of_files" if manifest["on"] == "sqlite" else "of_server")


def _restore_files(manifest: dict[str, Any], folder: Path, store: Path) -> None:
    if store.exists() and any(file.name != clock_lock.FILE for file in store.iterdir()):
        raise BackupError("not_empty", place=store)
    make_folder(store)
    # The main database comes last: without it nothing is open yet.
    for name in sorted(manifest["files"], key=lambda name: name == "peil.db"):
        (folder / name).replace(store / name)
    sync(store)


def _restore_server(manifest: dict[str, Any], folder: Path, settings: Settings) -> None:
    url = postgresql_url(settings.database_url.get_secret_value() if settings.database_url else "")
    if not backup.is_empty(engine(url)):
        raise BackupError("not_empty", place=url.database)
    (name,) = manifest["files"]
    with_program(lambda: backup.put_back(url, folder / name))
