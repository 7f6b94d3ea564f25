"""Disks that are full or can only be read: real file systems, which the test mounts."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PADDING = "padding"


@contextmanager
def small_disk(folder: Path, megabytes: int = 8) -> Iterator[Path]:
    """Mount a disk of a few megabytes on a folder; skipped where nobody may mount."""
    folder.mkdir(mode=0o700)
    options = f"size={megabytes}m,mode=0700"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        if os.geteuid() == 0 and "CI" in os.environ:
            pytest.fail(f"a disk cannot be mounted: {mounted.stderr.decode()}")
        pytest.skip("needs the right to mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True, capture_output=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Fill a disk to the last byte; what filled it is removed at the end."""
    padding = disk / PADDING
    with padding.open("wb", buffering=0) as file:
        for size in (2**16, 2**12, 1):
            while True:
                try:
                    file.write(b"x" * size)
                except OSError:
                    break
    try:
        yield
    finally:
        padding.unlink()


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """Let a disk be read only, as a system does that has found errors on it.

    Nothing may be open for writing on it.
    """
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True, capture_output=True)
