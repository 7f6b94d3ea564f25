"""A folder into which another system puts files every night: finding them, and archiving them."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from surveys.people.file.table import MAX_BYTES, Upload
from surveys.people.importing.columns import from_yaml
from surveys.people.importing.importing import Files
from surveys.tables.encodings import Encoding

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods")


@dataclass(frozen=True)
class Newest:
    """The newest file of people in a folder, with the newest of units; older ones wait aside."""

    people: Path
    units: Path | None
    older: Sequence[Path]


def upload_of(path: Path) -> Upload:
    """Return a file; of one that is too large only enough to recognise that."""
    with path.open("rb") as file:
        return Upload(path.name, file.read(MAX_BYTES + 1))


def files_of(
    people: Path, units: Path | None, encoding: Encoding = "auto", columns: Path | None = None
) -> Files:
    """Return files as an import takes them; `columns` says what those of people mean.

    Raises OSError for a file that cannot be read, ColumnsError for columns that cannot be meant.
    """
    choice = None
    if columns is not None:
        text = columns.read_bytes().decode("utf-8-sig", errors="replace")
        choice = from_yaml(columns.name, text)
    return Files(upload_of(people), upload_of(units) if units else None, encoding, choice)


def newest_in(folder: Path) -> Newest | None:
    """Return the newest `people*` and `units*` file in a folder, None without one of people."""
    people, units = _called(folder, "people"), _called(folder, "units")
    if not people:
        return None
    return Newest(people[0], units[0] if units else None, [*people[1:], *units[1:]])


def put_away(newest: Newest, name: str, report: str) -> Path:
    """Move files into the folder `name` beside them, with a report; return the report's path."""
    folder = newest.people.parent / name
    folder.mkdir(exist_ok=True)
    for path in (newest.people, newest.units, *newest.older):
        if path is not None:
            shutil.move(path, _free(folder / path.name))
    path_of_report = _free(folder / f"{newest.people.stem}.report.txt")
    path_of_report.write_text(report + "\n", encoding="utf-8")
    return path_of_report


def _called(folder: Path, start: str) -> list[Path]:
    """Return the files of a kind, from new to old."""
    files = [
        path
        for path in folder.iterdir()
        if path.is_file() and path.name.startswith(start) and path.suffix.lower() in ENDINGS
    ]
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def _free(path: Path) -> Path:
    """Return a name that no file has yet, so that nothing is written over."""
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
