"""Folders for stores and keys: each check finds its fault, and passes when there is none."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from surveys.doctor import storage
from surveys.doctor.verdict import Verdict
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
    """A store folder as Peil makes it."""
    made = tmp_path / "store"
    made.mkdir(mode=0o700)
    (made / "peil.db").touch(mode=0o600)
    return made


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A key folder as Peil makes it, with the key of a wave."""
    KeyFolder(tmp_path / "keys").create(1)
    return tmp_path / "keys"


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    """A list of disks as the machine keeps it."""
    (tmp_path / "mounts").write_text(LOCAL)
    return tmp_path / "mounts"


def test_a_key_folder_is_fine_as_peil_makes_it_and_before_the_first_wave(
    keys: Path, store: Path, tmp_path: Path
) -> None:
    assert_fine(storage.check_key_folder(keys, store))
    missing = tmp_path / "none"
    assert_fine(storage.check_key_folder(missing, store), "when the first wave opens")
    assert "does not need" in said(storage.check_key_folder(keys, store, needed=False), "warning")
    assert_fine(storage.check_key_folder(missing, store, needed=False))


@pytest.mark.parametrize(
    ("name", "right", "remedy"), [(".", 0o755, "chmod 700"), ("wave-1.key", 0o640, "chmod 600")]
)
def test_keys_that_others_may_open_are_a_fault(
    keys: Path, store: Path, name: str, right: int, remedy: str
) -> None:
    (keys / name).chmod(right)
    assert f"{remedy} {keys / name}" in said(storage.check_key_folder(keys, store), "fault")


def test_keys_inside_the_store_are_a_fault_also_by_a_detour(tmp_path: Path, store: Path) -> None:
    (store / "hidden").mkdir(mode=0o700)
    (tmp_path / "keys").symlink_to(store / "hidden")
    assert "inside the store folder" in said(
        storage.check_key_folder(tmp_path / "keys", store), "fault"
    )


@pytest.mark.parametrize("above", ["Dropbox", "OneDrive - A", "backup", "my-backups", "Nextcloud"])
def test_keys_in_a_folder_that_is_copied_are_a_fault(
    tmp_path: Path, store: Path, above: str
) -> None:
    keys = tmp_path / above / "peil" / "keys"
    KeyFolder(keys).create(1)
    assert f"copied elsewhere: {above}" in said(storage.check_key_folder(keys, store), "fault")


def test_keys_in_a_synchronised_folder_are_a_fault(tmp_path: Path, keys: Path, store: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    assert "is synchronised" in said(storage.check_key_folder(keys, store), "fault")


def test_a_key_folder_must_be_a_folder_that_can_be_written(tmp_path: Path, store: Path) -> None:
    read_only, file = Path("/proc/self"), tmp_path / "keys"
    file.touch(mode=0o600)
    for path, words in (
        (read_only, "Nothing can be written into /proc"),
        (file, "is not a folder"),
    ):
        assert words in said(storage.check_key_folder(path, store), "fault")


def test_the_key_folder_of_another_user_is_a_fault(keys: Path, store: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(keys, 65534, 65534)
    assert "belongs to another user" in said(storage.check_key_folder(keys, store), "fault")


def test_a_store_folder_is_fine_as_peil_makes_it_and_a_fault_if_missing(
    store: Path, mounts: Path, tmp_path: Path
) -> None:
    fine = storage.check_store_folder(store, mounts=mounts, too_little=0, scarce=0)
    assert_fine(fine, "MB are free")
    assert "There is no folder" in said(storage.check_store_folder(tmp_path / "gone"), "fault")


@pytest.mark.parametrize(
    ("name", "right", "remedy"), [(".", 0o750, "chmod 700"), ("peil.db", 0o644, "chmod 600")]
)
def test_a_store_that_others_may_open_is_a_fault(
    store: Path, mounts: Path, name: str, right: int, remedy: str
) -> None:
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


@pytest.mark.parametrize(
    ("too_little", "scarce", "severity"), [(10**18, 0, "fault"), (0, 10**18, "warning")]
)
def test_a_full_disk_is_a_fault_and_a_nearly_full_one_a_warning(
    store: Path, mounts: Path, too_little: int, scarce: int, severity: str
) -> None:
    limits = {"too_little": too_little, "scarce": scarce}
    found = storage.check_store_folder(store, mounts=mounts, **limits)
    assert "Make room" in said(found, severity)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/peil/store", "xfs"),
        ("/srv/my files/x", "cifs"),
        ("/srvx", "ext4"),
        ("/data/x", "nfs4"),
    ],
)
def test_the_disk_is_that_of_the_nearest_folder_above(path: str, kind: str) -> None:
    mounts = (
        f"{LOCAL}/dev/b /srv xfs rw 0 0\n//nas/x /srv/my\\040files cifs rw 0 0\n"
        "/dev/c /data ext4 rw 0 0\nnas:/ /data nfs4 rw 0 0\n"
    )
    assert storage.kind_of_disk(Path(path), mounts) == kind
