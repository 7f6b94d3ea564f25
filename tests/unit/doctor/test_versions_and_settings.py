"""Versions and settings: each check finds its fault, and passes when there is none."""

import re
from pathlib import Path

import pytest

from surveys.doctor import environment
from surveys.settings.origins import effective_settings
from surveys.settings.sources import UnknownName


def test_this_interpreter_will_do_and_an_old_one_is_a_fault() -> None:
    (verdict,) = environment.check_versions()
    assert (verdict.severity, verdict.what[:5]) == ("ok", "Peil ")
    (verdict,) = environment.of_interpreter((3, 10), (3, 40))
    assert (verdict.severity, verdict.what) == ("fault", "Python 3.10 is too old.")
    (verdict,) = environment.of_interpreter((3, 11), (3, 34))
    assert (verdict.severity, verdict.what) == ("fault", "SQLite 3.34 is too old.")
    assert not list(environment.of_interpreter((3, 11), (3, 37)))


def test_packages_that_are_missing_or_of_another_version_are_faults() -> None:
    required = ["pydantic<2", "no-such-package-anywhere>=1", "typer", 'pywin32; os_name == "nt"']
    said = [verdict.what for verdict in environment.of_packages(required)]
    assert len(said) == 2
    assert "Peil needs <2." in said[0]
    assert said[1] == "The package no-such-package-anywhere is missing."


def test_settings_are_summed_up_and_an_unknown_variable_is_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PEIL_ADDRESS", "http://localhost:1")
    (verdict,) = environment.check_settings(effective_settings(), [], [])
    assert verdict.severity == "ok"
    assert re.search(r"settings are valid, [1-9] of them set here", verdict.what)
    stray = UnknownName("PEIL_PORT", "environment", None)
    found = list(environment.check_settings(effective_settings(), [stray], []))
    assert [verdict.severity for verdict in found] == ["warning", "ok"]
    assert "PEIL_PORT" in found[0].what


def test_a_file_with_secrets_is_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "peil.toml"
    file.touch(mode=0o644)
    found = list(environment.check_settings(effective_settings(), [], [file, tmp_path / "gone"]))
    assert found[0].severity == "fault"
    assert found[0].remedy == f"Run: chmod 600 {file}"
    file.chmod(0o600)
    (closed,) = environment.check_settings(effective_settings(), [], [file])
    assert closed.severity == "ok"
