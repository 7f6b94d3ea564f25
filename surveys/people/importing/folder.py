"""A folder where another system puts files every night: the next ones, and what became of them."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from surveys.people.file.table import MOST_BYTES, Upload
from surveys.people.importing.importing import Files

ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True)
class Found:
    """The newest file of people in a folder, with the newest of units; older ones wait aside."""

    people: Path
    units: Path | None
    older: Sequence[Path]


def upload_of(path: Path) -> Upload:
    """Return a file as it is; of one that is too large only so much that this can be seen."""
    with path.open("rb") as file:
        return Upload(path.name, file.read(MOST_BYTES + 1))


def files_of(people: Path, units: Path | None) -> Files:
    """Return files as an import takes them. Raises OSError for what cannot be read."""
    return Files(upload_of(people), upload_of(units) if units else None)


def newest_in(folder: Path) -> Found | None:
    """Return the newest `people*` and `units*` file in a folder, None without one of people."""
    people, units = _called(folder, "people"), _called(folder, "units")
    if not people:
        return None
    return Found(people[0], units[0] if units else None, [*people[1:], *units[1:]])


def put_away(found: Found, place: str, report: str) -> Path:
    """Move files into the folder `place` beside them, with a report; return that of the report."""
    folder = found.people.parent / place
    folder.mkdir(exist_ok=True)
    for path in (found.people, found.units, *found.older):
        if path is not None:
            shutil.move(path, _free(folder / path.name))
    told = _free(folder / f"{found.people.stem}.report.txt")
    told.write_text(report + "\n", encoding="utf-8")
    return told


def _called(folder: Path, start: str) -> list[Path]:
    """Return the files of a kind, from new to old."""
    found = [
        path
        for path in folder.iterdir()
        if path.is_file() and path.name.startswith(start) and path.suffix.lower() in ENDINGS
    ]
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def _free(path: Path) -> Path:
    """Return a name that no file has yet, so that nothing is written over."""
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
