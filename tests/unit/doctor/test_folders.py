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
    """Return all that was found of one severity, in one text."""
    return "\n".join(v.what + " " + v.remedy for v in verdicts if v.severity == severity)


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


def test_a_key_folder_as_peil_makes_it_is_fine(keys: Path, store: Path) -> None:
    (verdict,) = storage.check_key_folder(keys, store)
    assert verdict.severity == "ok"


def test_before_the_first_wave_there_is_no_key_folder(tmp_path: Path, store: Path) -> None:
    (verdict,) = storage.check_key_folder(tmp_path / "keys", store)
    assert verdict.severity == "ok"
    assert "when the first wave opens" in verdict.what


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


def test_a_folder_in_which_nothing_can_be_written_is_a_fault(store: Path) -> None:
    assert "Nothing can be written into /proc" in said(
        storage.check_key_folder(Path("/proc/self"), store), "fault"
    )


def test_a_file_where_the_folder_should_be_is_a_fault(tmp_path: Path, store: Path) -> None:
    (tmp_path / "keys").touch(mode=0o600)
    assert "is not a folder" in said(storage.check_key_folder(tmp_path / "keys", store), "fault")


def test_the_key_folder_of_another_user_is_a_fault(keys: Path, store: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(keys, 65534, 65534)
    assert "belongs to another user" in said(storage.check_key_folder(keys, store), "fault")


def test_keys_where_none_are_needed_are_a_warning(tmp_path: Path, keys: Path, store: Path) -> None:
    assert "does not need" in said(storage.check_key_folder(keys, store, needed=False), "warning")
    (verdict,) = storage.check_key_folder(tmp_path / "none", store, needed=False)
    assert verdict.severity == "ok"


def test_a_store_folder_as_peil_makes_it_is_fine(store: Path, mounts: Path) -> None:
    (verdict,) = storage.check_store_folder(store, mounts=mounts, too_little=0, scarce=0)
    assert verdict.severity == "ok"
    assert "MB are free" in verdict.what


def test_a_store_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
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
    mounts.write_text(f"{LOCAL}server:/x {store.parent} nfs4 rw 0 0\n")
    assert "network disk (nfs4)" in said(storage.check_store_folder(store, mounts=mounts), "fault")
    mounts.write_text(f"{LOCAL}tmpfs {store.parent} tmpfs rw 0 0\n")
    assert "lies in memory" in said(storage.check_store_folder(store, mounts=mounts), "warning")


def test_a_full_disk_is_a_fault_and_a_nearly_full_one_a_warning(store: Path, mounts: Path) -> None:
    everything = 10**18
    full = storage.check_store_folder(store, mounts=mounts, too_little=everything)
    assert "Make room" in said(full, "fault")
    nearly = storage.check_store_folder(store, mounts=mounts, too_little=0, scarce=everything)
    assert "Make room" in said(nearly, "warning")


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
