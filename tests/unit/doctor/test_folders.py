"""Folders for stores and keys: each check finds its fault, and passes when there is none."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from surveys.doctor import storage
from surveys.doctor.verdict import Verdict
from surveys.installation.keepers import Cost, make_keepers
from surveys.installation.keys import KeyFolder

LOCAL = "/dev/sda1 / ext4 rw 0 0\n"


def said(verdicts: Iterable[Verdict], severity: str) -> str:
    """Return all verdicts of one severity in one text."""
    return "\n".join(v.what + " " + v.remedy for v in verdicts if v.severity == severity)


def assert_fine(verdicts: Iterable[Verdict], words: str = "") -> None:
    (verdict,) = verdicts
    assert verdict.severity == "ok"
    assert words in verdict.what


@pytest.fixture
def store(tmp_path: Path) -> Path:
    made = tmp_path / "data" / "store"
    made.mkdir(mode=0o700, parents=True)
    (made / "peil.db").touch(mode=0o600)
    return made


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A key folder as it is once there are keepers: without them it shares a disk at its peril."""
    folder = KeyFolder(tmp_path / "keys")
    folder.protect(make_keepers([("HR", "a passphrase of several words")], Cost(1, 8192)))
    folder.create(1)
    return folder.path


def check_keys(keys: Path, store: Path, **how: Any) -> list[Verdict]:
    return list(storage.check_key_folder(KeyFolder(keys), store, **how))


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    (tmp_path / "mounts").write_text(LOCAL)
    return tmp_path / "mounts"


def test_a_key_folder_is_fine_as_peil_makes_it_and_before_the_first_wave(
    keys: Path, store: Path, tmp_path: Path
) -> None:
    assert_fine(check_keys(keys, store))
    missing = tmp_path / "none"
    (store / "peil.db").unlink()
    assert_fine(check_keys(missing, store), "when the first wave opens")
    assert "does not need" in said(check_keys(keys, store, needed=False), "warning")
    assert_fine(check_keys(missing, store, needed=False))


def test_keys_that_others_may_open_are_a_fault(keys: Path, store: Path) -> None:
    for name, right, remedy in ((".", 0o755, "chmod 700"), ("wave-1.key", 0o640, "chmod 600")):
        (keys / name).chmod(right)
        assert f"{remedy} {keys / name}" in said(check_keys(keys, store), "fault")


def test_keys_inside_the_store_are_a_fault_also_by_a_detour(tmp_path: Path, store: Path) -> None:
    (store / "hidden").mkdir(mode=0o700)
    (tmp_path / "keys").symlink_to(store / "hidden")
    faults = said(check_keys(tmp_path / "keys", store), "fault")
    assert "inside the store folder" in faults


def test_keys_on_the_disk_of_the_store_are_a_warning_unless_they_have_keepers(
    keys: Path, store: Path
) -> None:
    (keys / "keepers.json").unlink()
    warned = said(check_keys(keys, store), "warning")
    assert "a snapshot of it takes ballots and key together" in warned
    assert not said(check_keys(keys, store), "fault")


def test_keys_inside_the_data_folder_are_a_fault_also_those_of_an_earlier_version(
    keys: Path, store: Path
) -> None:
    former = store.parent / "keys"
    keys.rename(former)
    assert "inside the data folder" in said(check_keys(former, store), "fault")
    moved = KeyFolder(keys, former)
    assert "an earlier version" in said(storage.check_key_folder(moved, store), "fault")
    moved.bring_here()
    assert not said(storage.check_key_folder(moved, store), "fault")


def test_keys_that_a_restart_takes_away_are_a_fault(keys: Path, mounts: Path) -> None:
    memory = Path("/dev/shm")  # noqa: S108 - the one disk in memory that a test can count on
    if not memory.is_dir() or memory.stat().st_dev == keys.stat().st_dev:
        pytest.skip("this machine has no second disk in memory")
    elsewhere = memory / keys.parent.name / "data" / "store"
    for kind in ("overlay", "tmpfs"):
        mounts.write_text(f"{LOCAL}{kind} {keys.parent} {kind} rw 0 0\n")
        found = said(check_keys(keys, elsewhere, mounts=mounts), "fault")
        assert "could never be counted" in found
    mounts.write_text(LOCAL)
    assert not said(check_keys(keys, elsewhere, mounts=mounts), "fault")


def test_keys_in_a_folder_that_is_copied_or_synchronised_are_a_fault(
    tmp_path: Path, keys: Path, store: Path
) -> None:
    for above in ("Dropbox", "OneDrive - A", "backup", "my-backups", "Nextcloud"):
        copied = tmp_path / above / "peil" / "keys"
        copied.mkdir(parents=True, mode=0o700)
        words = said(check_keys(copied, store), "fault")
        assert f"copied elsewhere: {above}" in words
    (tmp_path / ".stfolder").mkdir()
    assert "is synchronised" in said(check_keys(keys, store), "fault")


def test_a_key_folder_must_be_a_folder_that_can_be_written(tmp_path: Path, store: Path) -> None:
    read_only, file = Path("/proc/self"), tmp_path / "keys"
    file.touch(mode=0o600)
    words = "Nothing can be written into /proc"
    assert words in said(check_keys(read_only, store), "fault")
    assert "is not a folder" in said(check_keys(file, store), "fault")


def test_the_key_folder_of_another_user_is_a_fault(keys: Path, store: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(keys, 65534, 65534)
    assert "belongs to another user" in said(check_keys(keys, store), "fault")


def test_a_store_folder_is_fine_as_peil_makes_it_and_a_fault_if_missing(
    store: Path, mounts: Path, tmp_path: Path
) -> None:
    fine = storage.check_store_folder(store, mounts=mounts, too_little=0, scarce=0)
    assert_fine(fine, "MB are free")
    assert "There is no folder" in said(storage.check_store_folder(tmp_path / "gone"), "fault")


def test_a_store_that_others_may_open_is_a_fault(store: Path, mounts: Path) -> None:
    for name, right, remedy in ((".", 0o750, "chmod 700"), ("peil.db", 0o644, "chmod 600")):
        (store / name).chmod(right)
        found = said(storage.check_store_folder(store, mounts=mounts), "fault")
        assert f"{remedy} {store / name}" in found


def test_a_network_disk_is_a_fault_and_one_in_memory_a_warning(store: Path, mounts: Path) -> None:
    for disk, severity, words in (
        (f"server:/x {store.parent} nfs4", "fault", "network disk (nfs4)"),
        (f"tmpfs {store.parent} tmpfs", "warning", "lies in memory"),
    ):
        mounts.write_text(f"{LOCAL}{disk} rw 0 0\n")
        assert words in said(storage.check_store_folder(store, mounts=mounts), severity)


def test_a_full_disk_is_a_fault_and_a_nearly_full_one_a_warning(store: Path, mounts: Path) -> None:
    for too_little, scarce, severity in ((10**18, 0, "fault"), (0, 10**18, "warning")):
        limits = {"too_little": too_little, "scarce": scarce}
        found = storage.check_store_folder(store, mounts=mounts, **limits)
        assert "Make room" in said(found, severity)


def test_the_disk_is_that_of_the_nearest_folder_above() -> None:
    mounts = (
        f"{LOCAL}/dev/b /srv xfs rw 0 0\n//nas/x /srv/my\\040files cifs rw 0 0\n"
        "/dev/c /data ext4 rw 0 0\nnas:/ /data nfs4 rw 0 0\n"
    )
    paths = ("/srv/peil/store", "/srv/my files/x", "/srvx", "/data/x")
    kinds = [storage.kind_of_disk(Path(path), mounts) for path in paths]
    assert kinds == ["xfs", "cifs", "ext4", "nfs4"]
