"""Only their owner can read keys, and nobody once they are destroyed."""

import os
import stat
from pathlib import Path

import pytest

from surveys.installation.keys import KeyFolder, KeyMissingError


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    """A key folder that does not exist yet."""
    return KeyFolder(tmp_path / "deep" / "keys")


def test_every_opening_of_a_wave_has_a_key_of_its_own_for_its_public_key(keys: KeyFolder) -> None:
    public = keys.create(3)
    assert len(public) == 32
    assert bytes(keys.read(3).public_key) == public
    failed, opened, other = keys.create(1), keys.create(1), keys.create(2)
    assert len({failed, opened, other}) == 3
    assert bytes(keys.read(1).public_key) == opened
    assert bytes(keys.read(1)) != bytes(keys.read(2))


def test_a_key_and_its_folder_can_be_read_by_their_owner_only(keys: KeyFolder) -> None:
    before = os.umask(0)
    try:
        keys.create(1)
    finally:
        os.umask(before)
    [file] = keys.path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o700


def test_a_destroyed_key_is_gone_its_bytes_overwritten_and_others_stay(
    keys: KeyFolder, tmp_path: Path
) -> None:
    """A second name for the file shows that its bytes were overwritten."""
    keys.destroy(1)
    assert not keys.path.exists()
    keys.create(1)
    [file] = keys.path.iterdir()
    other = keys.create(11)
    os.link(file, tmp_path / "second name")
    keys.destroy(1)
    assert not file.exists()
    assert (tmp_path / "second name").read_bytes() == bytes(32)
    assert bytes(keys.read(11).public_key) == other
    with pytest.raises(KeyMissingError) as missing:
        keys.read(1)
    for part in ("The key of wave 1", str(keys.path), "PEIL_FOLDER"):
        assert part in str(missing.value)
