"""The box of a wave as a file: once destroyed, a process that has it open cannot read it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.box_file import FileBox
from db.engine import engine, sqlite_url
from surveys.answering.casting import CastingUnavailableError, cast
from surveys.installation.installation import Installation
from surveys.waves.waves import OpenedWave
from tests.builders import OPENS


@pytest.fixture
def box(installation: Installation, wave: OpenedWave) -> FileBox:
    """The box of the open wave."""
    del wave
    return FileBox(installation.store_folder / installation.box(1).files[0])


def test_what_somebody_still_holds_of_a_destroyed_box_is_empty(
    installation: Installation, box: FileBox, token: str, tmp_path: Path
) -> None:
    """A second name for the same file, as if another process had opened it before."""
    held = [tmp_path / name for name in box.files[:2]]
    with closing(sqlite3.connect(box.path)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM token").fetchone() != (0,)
        cast(installation, token, {}, OPENS)
        for file in held:
            os.link(box.path.with_name(file.name), file)
        assert all(any(file.read_bytes()) for file in held)
        box.destroy()
        assert not any(any(file.read_bytes()) for file in held)
    assert not any(any(file.read_bytes()) for file in held)


def test_files_that_vanish_while_a_box_is_destroyed_are_ignored(
    installation: Installation, box: FileBox, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite removes its log with the last connection, and another process may destroy it too."""
    cast(installation, token, {}, OPENS)

    def gone(descriptor: int) -> None:
        del descriptor
        for name in box.files:
            box.path.with_name(name).unlink(missing_ok=True)

    monkeypatch.setattr(os, "fsync", gone)
    box.destroy()
    assert not box.exists


def test_a_damaged_box_is_unavailable(installation: Installation, box: FileBox, token: str) -> None:
    engine(sqlite_url(box.path)).dispose()
    box.path.write_bytes(b"no database" * 1_000)
    with pytest.raises(CastingUnavailableError):
        cast(installation, token, {}, OPENS)
