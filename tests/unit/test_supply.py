"""The bill of materials is valid and of what runs; what is not checked is never called safe."""

import importlib.util
import json
import subprocess
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

ROOT = Path(__file__).parents[2]
FOUND = {"id": "X", "fix_versions": ["2"]}
OURS = {"streamlit": "1.67.0", "ruamel-yaml": "0.18.1"}


def loaded() -> ModuleType:
    """Return the program as a module."""
    spec = importlib.util.spec_from_file_location("supply", ROOT / ".ci" / "supply.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


supply = loaded()


def record(name: str = "Streamlit", **affected: Any) -> dict[str, Any]:
    """Return a record of OSV about one package."""
    about = {"package": {"ecosystem": "PyPI", "name": name}, **affected}
    return {"id": "PYSEC-1", "summary": "something", "affected": [about]}


def between(*events: tuple[str, str]) -> dict[str, Any]:
    return {"ranges": [{"type": "ECOSYSTEM", "events": [{what: at} for what, at in events]}]}


@pytest.mark.parametrize(
    ("affected", "is_ours"),
    [
        ({"versions": ["1.66.0", "1.67.0"]}, True),
        ({"versions": ["1.66.0"]}, False),
        (between(("introduced", "0")), True),
        (between(("introduced", "0"), ("fixed", "1.67.0")), False),
        (between(("introduced", "1.60"), ("fixed", "1.67.1")), True),
        (between(("introduced", "1.68")), False),
        (between(("introduced", "0"), ("last_affected", "1.67.0")), True),
        (between(("introduced", "0"), ("last_affected", "1.66.9")), False),
        (between(("introduced", "0"), ("fixed", "1.0"), ("introduced", "1.67")), True),
        ({"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}, False),
    ],
)
def test_a_version_is_found_where_a_record_says_so(affected: Any, is_ours: bool) -> None:
    said = list(supply.found_in(record(**affected), OURS))
    assert said == (["streamlit 1.67.0: PYSEC-1 something"] if is_ours else [])


def test_names_are_compared_as_the_registry_does_and_withdrawn_records_are_left_out() -> None:
    assert list(supply.found_in(record("ruamel.yaml", versions=["0.18.1"]), OURS))
    withdrawn = record(versions=["1.67.0"]) | {"withdrawn": "2026-01-01"}
    assert not list(supply.found_in(withdrawn, OURS))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_a_range_holds_what_lies_in_it(ours: int, began: int, fixed: int) -> None:
    events = [{"introduced": f"1.{began}"}, {"fixed": f"1.{fixed}"}]
    expected = Version(f"1.{began}") <= Version(f"1.{ours}") < Version(f"1.{fixed}")
    assert supply.is_within(f"1.{ours}", events) == expected


def test_stored_advisories_decide_and_a_folder_is_as_good_as_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, archive = tmp_path / "osv", tmp_path / "all.zip"
    folder.mkdir()
    (folder / "PYSEC-1.json").write_text(json.dumps(record(versions=["1.67.0"])))
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(folder / "PYSEC-1.json", "PYSEC-1.json")
    for where in (folder, archive):
        monkeypatch.setenv("ADVISORIES", str(where))
        assert supply.audit(tmp_path / "lock", OURS) == 1
        assert supply.audit(tmp_path / "lock", {"streamlit": "1.68.0"}) == 0
    assert "by 1 stored advisories" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        ({"name": "streamlit", "skip_reason": "not found"}, 0, "NOT CHECKED: the service does not"),
        ({"name": "streamlit", "version": "1.67.0", "vulns": []}, 0, "No known vulnerability in 2"),
        (
            {
                "name": "streamlit",
                "version": "1.67.0",
                "vulns": [{"id": "X", "fix_versions": ["2"]}],
            },
            1,
            "streamlit 1.67.0: X (fixed in 2)",
        ),
        (None, 0, "NOT CHECKED: no service of advisories could be reached"),
    ],
)
def test_what_the_service_does_not_know_is_not_called_safe(
    told: Any,
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By the outcome of pip-audit, which ends well when it has looked at nothing."""
    monkeypatch.delenv("ADVISORIES", raising=False)
    written = "" if told is None else json.dumps({"dependencies": [told]})
    done = subprocess.CompletedProcess[str]([], 0, written, "")
    monkeypatch.setattr(supply.subprocess, "run", lambda *_, **__: done)
    assert supply.audit(tmp_path / "lock", OURS) == code
    assert said in capsys.readouterr().out


def test_the_bill_has_the_packages_of_a_lock_with_their_hashes(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    whole = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    begin = whole.index("segno==")
    lock.write_text(whole[begin : whole.index("\n", whole.index("--hash", begin) + 80) + 1])
    bill = supply.bill_of_materials(lock, tmp_path / "bill.json")
    [component] = bill["components"]
    assert component["purl"].startswith("pkg:pypi/segno@")
    assert component["externalReferences"][0]["hashes"]
    assert bill["metadata"]["component"]["name"] == "peil"
    assert "http" not in json.dumps(bill["components"])
