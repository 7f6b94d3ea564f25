"""The box of a wave as a file: once destroyed, a process that has it open cannot read it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from db.box_file import FileBox
from db.engine import engine, sqlite_url
from surveys.answering.casting import CastingUnavailableError, cast
from surveys.installation.installation import Installation
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import CLOSES, OPENS, add_people


@pytest.fixture
def wave(installation: Installation, organisation: dict[str, UUID]) -> OpenedWave:
    """A wave with eight people in North."""
    add_people(installation, organisation["North"], 8)
    return open_wave(installation, opens_on=OPENS, closes_on=CLOSES)


def some(wave: OpenedWave) -> str:
    return next(iter(wave.tokens.values()))


def test_what_somebody_still_holds_of_a_destroyed_box_is_empty(
    installation: Installation, wave: OpenedWave, tmp_path: Path
) -> None:
    """A second name for the same file, as if another process had opened it before."""
    box = FileBox(installation.store_folder / installation.box(1).files[0])
    held = [tmp_path / name for name in box.files[:2]]
    with closing(sqlite3.connect(box.path)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM token").fetchone() != (0,)
        cast(installation, some(wave), {}, OPENS)
        for file in held:
            os.link(box.path.with_name(file.name), file)
        assert all(any(file.read_bytes()) for file in held)
        box.destroy()
        assert not any(any(file.read_bytes()) for file in held)
    assert not any(any(file.read_bytes()) for file in held)


def test_files_that_vanish_while_a_box_is_destroyed_are_no_fault(
    installation: Installation, wave: OpenedWave, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite removes its log with the last connection, and another process may destroy it too."""
    box = FileBox(installation.store_folder / installation.box(1).files[0])
    cast(installation, some(wave), {}, OPENS)

    def gone(descriptor: int) -> None:
        del descriptor
        for name in box.files:
            box.path.with_name(name).unlink(missing_ok=True)

    monkeypatch.setattr(os, "fsync", gone)
    box.destroy()
    assert not box.exists


def test_a_box_that_is_damaged_is_unavailable_and_no_crash(
    installation: Installation, wave: OpenedWave
) -> None:
    token = some(wave)
    [file, *_] = installation.box(1).files
    path = installation.store_folder / file
    engine(sqlite_url(path)).dispose()
    path.write_bytes(b"no database" * 1_000)
    with pytest.raises(CastingUnavailableError):
        cast(installation, token, {}, OPENS)
