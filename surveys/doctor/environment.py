"""Checks of the versions that Peil runs on, and of its settings and their files."""

import platform
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.settings.origins import DEFAULT, EffectiveSetting
from surveys.settings.sources import UnknownName

MIN_PYTHON, MIN_SQLITE = (3, 11), (3, 37)
_INSTALL = "Run `uv sync` in the folder of Peil, then restart it."


def check_versions() -> Iterator[Verdict]:
    """Check the versions of Python, SQLite and the required packages."""
    yield from of_interpreter(sys.version_info[:2], sqlite3.sqlite_version_info[:2])
    yield from of_packages(requires("peil") or ())


def of_interpreter(python: tuple[int, int], sqlite: tuple[int, int]) -> Iterator[Verdict]:
    """Compare the versions of Python and SQLite with the minimum versions."""
    for name, installed, minimum in (
        ("Python", python, MIN_PYTHON),
        ("SQLite", sqlite, MIN_SQLITE),
    ):
        if installed < minimum:
            needed = ".".join(map(str, minimum))
            yield fault(
                f"{name} {'.'.join(map(str, installed))} is too old.",
                f"Install Python with {name} {needed} or newer, and set up Peil with it.",
            )


def of_packages(required: Iterable[str]) -> Iterator[Verdict]:
    """Compare installed packages with requirement lines as in pyproject.toml."""
    faults, number = [], 0
    for line in required:
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        number += 1
        try:
            installed = version(requirement.name)
        except PackageNotFoundError:
            faults.append(fault(f"The package {requirement.name} is missing.", _INSTALL))
            continue
        if not requirement.specifier.contains(installed, prereleases=True):
            name, needed = requirement.name, requirement.specifier
            sentence = f"The package {name} is {installed}; Peil needs {needed}."
            faults.append(fault(sentence, _INSTALL))
    yield from faults
    if not faults:
        yield ok(
            f"Peil {version('peil')} on Python {platform.python_version()} with the {number} "
            "packages that it needs."
        )


def check_settings(
    settings: Sequence[EffectiveSetting], unknown: Sequence[UnknownName], files: Sequence[Path]
) -> Iterator[Verdict]:
    """Check the settings in force, unknown variables, and the files that contain settings."""
    for name in unknown:
        yield warning(name.in_words(), "Correct the name, or remove the variable.")
    for file in files:
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield fault(
                f"Others on this machine may read {file}, which may hold passwords.",
                f"Run: chmod 600 {file}",
            )
    changed = sum(each.origin != DEFAULT for each in settings)
    yield ok(
        f"{len(settings)} settings are valid, {changed} of them set here; "
        "`peil settings` lists them."
    )
