"""Whether the store folder is closed to others, on a disk of this machine, with room left."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from surveys.doctor.verdict import Verdict, fault, ok, warning

MEGABYTE = 1_000_000
TOO_LITTLE, SCARCE = 100 * MEGABYTE, 1_000 * MEGABYTE
"""Free bytes below which nothing may work any more, and below which somebody should look."""

MOUNTS = Path("/proc/self/mounts")
_ON_A_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "glusterfs"),
    *("fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "davfs", "vboxsf", "virtiofs"),
}


def check(
    store: Path, *, mounts: Path = MOUNTS, too_little: int = TOO_LITTLE, scarce: int = SCARCE
) -> Iterator[Verdict]:
    """Look at the folder with the databases and at its disk; sizes in bytes."""
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
    if kind in _ON_A_NETWORK:
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
    said = f"{free / MEGABYTE:,.0f} MB are free on the disk of {store}"
    if free < too_little:
        yield fault(f"Only {said}.", "Make room: without it answers cannot be taken.")
    elif free < scarce:
        yield warning(f"Only {said}.", "Make room before the next wave opens.")
    else:
        yield ok(f"{said}.")


def kind_of_disk(path: Path, mounts: str) -> str | None:
    """Return the kind of file system that a path lies on; `mounts` as in /proc/self/mounts."""
    best: tuple[int, str] | None = None
    for line in mounts.splitlines():
        _device, place, kind, *_rest = line.split(" ")
        folder = Path(place.replace("\\040", " "))
        # What was mounted last over a folder counts.
        if path.is_relative_to(folder) and (best is None or len(folder.parts) >= best[0]):
            best = (len(folder.parts), kind)
    return best[1] if best else None
