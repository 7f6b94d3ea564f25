"""Only their owner can read keys, and nobody once they are destroyed."""

import os
import stat
from pathlib import Path

import pytest

from surveys.installation.keepers import Cost, KeeperError, checked_passphrase, make_keepers
from surveys.installation.keys import KeyFolder, KeyMissingError
from tests.refusals import code


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
    for part in ("The key of wave 1", str(keys.path), "PEIL_KEYS"):
        assert part in str(missing.value)


@pytest.fixture
def upgraded(tmp_path: Path) -> KeyFolder:
    """A key folder apart from the data, in which an earlier version has left the key of wave 1."""
    data = tmp_path / "data"
    KeyFolder(data / "keys").create(1)
    return KeyFolder(tmp_path / "data-keys", data / "keys", "data")


def test_a_key_in_the_former_place_is_found_and_moved_and_the_old_bytes_are_destroyed(
    upgraded: KeyFolder, tmp_path: Path
) -> None:
    former = upgraded.file_of(1)
    os.link(former, tmp_path / "second name")
    key = bytes(upgraded.read(1))
    upgraded.bring_here()
    assert upgraded.file_of(1) == upgraded.path / "wave-1.key"
    assert bytes(upgraded.read(1)) == key
    assert not former.parent.exists()
    assert (tmp_path / "second name").read_bytes() == bytes(32)
    assert [file.name for file in upgraded.path.iterdir()] == ["wave-1.key"]
    upgraded.bring_here()
    assert bytes(upgraded.read(1)) == key


def test_a_key_that_cannot_be_moved_works_where_it_is_and_so_do_later_ones(
    upgraded: KeyFolder,
) -> None:
    upgraded.path.write_text("a file is in the way")
    key = bytes(upgraded.read(1))
    upgraded.bring_here()
    assert bytes(upgraded.read(1)) == key
    upgraded.create(2)
    assert upgraded.file_of(2).parent == upgraded.former
    upgraded.destroy(1)
    with pytest.raises(KeyMissingError, check=code("missing")):
        upgraded.read(1)


def test_a_move_that_was_interrupted_is_finished_and_another_key_is_never_replaced(
    upgraded: KeyFolder,
) -> None:
    key = bytes(upgraded.read(1))
    upgraded.path.mkdir()
    (upgraded.path / "wave-1.key").write_bytes(key)
    upgraded.bring_here()
    assert bytes(upgraded.read(1)) == key
    other = KeyFolder(upgraded.path, upgraded.former)
    assert other.former is not None
    KeyFolder(other.former).create(1)
    other.bring_here()
    assert (other.former / "wave-1.key").exists()
    assert bytes(other.read(1)) == key


def test_a_key_folder_that_cannot_be_made_or_is_another_installations_says_so(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyMissingError, check=code("unusable")):
        KeyFolder(tmp_path / "file" / "keys").create(1)
    one, other = (KeyFolder(tmp_path / "keys", owner=owner) for owner in ("/srv/a", "/srv/b"))
    one.create(3)
    with pytest.raises(KeyMissingError, check=code("of_another")) as refused:
        other.create(3)
    assert "/srv/a" in str(refused.value)
    one.destroy(3)
    other.create(3)


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        ([], "number"),
        ([("A", "seven herons cross"), ("B", "the kettle sings"), ("C", "x" * 20)], "number"),
        ([(" ", "seven herons cross")], "name"),
        ([("HR", "seven herons cross"), ("hr", "the kettle sings")], "name"),
        ([("HR", "seven herons")], "short"),
        ([("HR", "   seven      herons   ")], "short"),
        ([("HR", "abababababababababab")], "uniform"),
        ([("HR", "seven herons cross"), ("OR", "Seven  herons cross ")], "same"),
    ],
)
def test_keepers_that_protect_too_little_are_refused(
    named: list[tuple[str, str]], refusal: str
) -> None:
    with pytest.raises(KeeperError, check=code(refusal)):
        make_keepers(named, Cost(1, 8192))


def test_a_passphrase_is_the_same_from_every_keyboard() -> None:
    composed, decomposed = "caf\u00e9 in the morning", "cafe\u0301 in  the morning "
    assert checked_passphrase(composed) == checked_passphrase(decomposed)


def test_keepers_are_taken_away_only_with_their_passphrases(keys: KeyFolder) -> None:
    named = {"HR": "seven herons cross", "OR": "the kettle sings on"}
    keys.protect(make_keepers(list(named.items()), Cost(1, 8192)))
    with pytest.raises(KeeperError, check=code("already")):
        keys.protect(make_keepers(list(named.items()), Cost(1, 8192)))
    for wrong in ({}, {"HR": named["HR"]}, {"HR": named["OR"], "OR": named["HR"]}):
        with pytest.raises(KeeperError, check=code("not_theirs")):
            keys.unprotect(wrong)
    sealed = keys.create(1)
    keys.unprotect(named)
    assert keys.keepers() is None
    keys.create(2)
    with pytest.raises(KeeperError, check=code("waits")):
        keys.read(1, sealed)
    assert keys.read(2)
    with pytest.raises(KeeperError, check=code("none")):
        keys.unprotect(named)


def test_a_damaged_key_or_list_of_keepers_is_one_sentence(keys: KeyFolder) -> None:
    words = "seven herons cross"
    keys.protect(make_keepers([("HR", words)], Cost(1, 8192)))
    keys.create(1)
    whole = keys.file_of(1).read_bytes()
    for damaged in (b"{}", b"not JSON at all", whole.replace(b'"shares": ["', b'"shares": ["AAAA')):
        keys.file_of(1).write_bytes(damaged)
        with pytest.raises(KeeperError, check=code("damaged")):
            keys.take_turn(1, words)
    (keys.path / "keepers.json").write_text("[]")
    with pytest.raises(KeyMissingError, check=code("unusable")):
        keys.create(2)
