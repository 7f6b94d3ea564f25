"""Whether Peil runs on versions that it was made for."""

import platform
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from surveys.doctor.verdict import Verdict, fault, ok

PYTHON, SQLITE = (3, 11), (3, 37)
_INSTALL = "Run `uv sync` in the folder of Peil, then restart it."


def check() -> Iterator[Verdict]:
    """Look at this interpreter, its SQLite, and the packages that Peil needs."""
    yield from of_interpreter(sys.version_info[:2], sqlite3.sqlite_version_info[:2])
    yield from of_packages(requires("peil") or ())


def of_interpreter(python: tuple[int, int], sqlite: tuple[int, int]) -> Iterator[Verdict]:
    """Compare the versions of Python and SQLite with the oldest that will do."""
    for name, found, least in (("Python", python, PYTHON), ("SQLite", sqlite, SQLITE)):
        if found < least:
            wanted = ".".join(map(str, least))
            yield fault(
                f"{name} {'.'.join(map(str, found))} is too old.",
                f"Install Python with {name} {wanted} or newer, and set up Peil with it.",
            )


def of_packages(required: Iterable[str]) -> Iterator[Verdict]:
    """Compare installed packages with what is required, each line as in pyproject.toml."""
    faults, number = [], 0
    for line in required:
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        number += 1
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            faults.append(fault(f"The package {wanted.name} is missing.", _INSTALL))
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            said = f"The package {wanted.name} is {found}; Peil needs {wanted.specifier}."
            faults.append(fault(said, _INSTALL))
    yield from faults
    if not faults:
        yield ok(
            f"Peil {version('peil')} on Python {platform.python_version()} with the {number} "
            "packages that it needs."
        )
