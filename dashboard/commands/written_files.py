"""Files that commands write: for their owner alone, whole or not at all, and never unasked."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from surveys.errors import N_, PeilError
from surveys.texts import LANGUAGES


class FileError(PeilError):
    """A file or a folder that cannot be written as it is asked for."""

    texts: ClassVar = {
        "exists": N_("{file} is there already. Name another file, or say --replace."),
        "language": N_("There are no texts in “{language}”. Choose one of: {languages}."),
        "folder": N_("There is no folder {folder}. Make it first, or name another file."),
        "no_folder": N_("{folder} is a file. Name a folder."),
    }


def check_language(language: str) -> None:
    """Raise FileError for a language without texts."""
    if language not in LANGUAGES:
        raise FileError("language", language=language, languages=tuple(LANGUAGES))


def check_file(to: Path, *, replace: bool) -> None:
    """Raise FileError unless a file may be written, before any work is done for it."""
    if not to.parent.is_dir():
        raise FileError("folder", folder=to.parent)
    if to.exists() and not replace:
        raise FileError("exists", file=to)


def write_file(to: Path, content: bytes) -> None:
    """Write a file that only its owner reads; whole or not at all."""
    partial = to.with_name(f".{to.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    partial.replace(to)


def check_folder(to: Path, names: Iterable[str], *, replace: bool) -> None:
    """Raise FileError unless files of these names may be written into a folder, or it be made."""
    if to.exists() and not to.is_dir():
        raise FileError("no_folder", folder=to)
    there = next((to / name for name in names if (to / name).exists()), None)
    if there is not None and not replace:
        raise FileError("exists", file=there)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, made if it is missing, that only its owner reads."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in files.items():
        write_file(folder / name, content)
