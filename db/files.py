"""Files that only their owner can read, and whose contents can be destroyed; kinds of disks."""

import os
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path

_ZEROS = bytes(2**20)

MOUNTS = Path("/proc/self/mounts")


def make_file(path: Path) -> None:
    """Make an empty file for a database, readable by its owner only, unless it exists."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)


def overwrite_and_remove(path: Path) -> None:
    """Fill a file with zeros, down to the disk, and remove it; do nothing if it does not exist.

    A process that still has it open can read nothing in it any more. The file may go at any moment:
    SQLite removes its log with the last connection, and another process may be destroying it too.
    """
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            left = file.seek(0, os.SEEK_END)
            file.seek(0)
            while left > 0:
                left -= file.write(_ZEROS[:left])
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


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


def is_outlived(folder: Path, data: Path, mounts: Path = MOUNTS) -> bool:
    """Return whether a restart of the machine or container takes a folder and leaves the data.

    It does where the folder lies in memory or in the layer of a container, and the data folder
    (which need not exist) on another disk.
    """
    if not data.exists() or not mounts.exists() or folder.stat().st_dev == data.stat().st_dev:
        return False
    return kind_of_disk(folder.resolve(), mounts.read_text()) in {"overlay", "tmpfs", "ramfs"}


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can open, unless it exists."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def open_new(file: Path) -> BufferedWriter:
    """Open a new file that only its owner can read. Raises FileExistsError if there is one."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read, down to the disk: whole, or not at all."""
    new = file.with_name(f"{file.name}.new")
    overwrite_and_remove(new)
    with open_new(new) as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)
    sync(file.parent)


def sync(folder: Path) -> None:
    """Write down to the disk which files a folder has."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
