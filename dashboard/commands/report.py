"""`peil report`: the results of a unit, or of the organisation, as a file."""

import os
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from dashboard.clock import now
from dashboard.commands.terminal import FolderOption, installation_of, say
from dashboard.reports import written
from surveys.errors import N_, PeilError
from surveys.programme import local_date
from surveys.reports import FORMATS, SERVER, Format, export_report
from surveys.reports.asking import asked_for
from surveys.texts import LANGUAGES


class ReportFileError(PeilError):
    """A file that cannot be written as it is asked for."""

    texts: ClassVar = {
        "exists": N_("{file} is there already. Name another file, or say --replace."),
        "format": N_("“{format}” is no format of reports. Choose one of: {formats}."),
        "language": N_("There are no texts in “{language}”. Choose one of: {languages}."),
        "folder": N_("There is no folder {folder}. Make it first, or name another file."),
    }


def report(
    to: Annotated[Path, typer.Option(help="File to write.")],
    unit: Annotated[
        str | None, typer.Option(help="Unit, by name or path; without it the organisation.")
    ] = None,
    file_format: Annotated[
        str, typer.Option("--format", help="pptx, xlsx, html or pdf; else as the file is called.")
    ] = "",
    wave: Annotated[int | None, typer.Option(help="Number of a wave; else the newest.")] = None,
    period: Annotated[
        str | None, typer.Option(help="A year (2026) or a quarter (2026-Q4), in place of a wave.")
    ] = None,
    language: Annotated[str, typer.Option("--lang", help="Language: en or nl.")] = "en",
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite a file that is there.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Write the results of a unit or of the organisation as slides, workbook, page or PDF.

    A report holds what managers and HR see on pages: nothing about fewer people than the
    thresholds. The audit trail notes that it was done on the server.
    """
    chosen = _format_of(to, file_format)
    if language not in LANGUAGES:
        raise ReportFileError("language", language=language, languages=tuple(LANGUAGES))
    if not to.parent.is_dir():
        raise ReportFileError("folder", folder=to.parent)
    if to.exists() and not replace:
        raise ReportFileError("exists", file=to)
    installation = installation_of(folder)
    asked = asked_for(installation, SERVER, unit=unit, wave=wave, period=period)
    today = local_date(installation, now())
    made = export_report(installation, SERVER, asked, language, today, chosen)
    _write(to, written(made, chosen))
    say(f"{to} is written: {made.title}.")


def _format_of(to: Path, asked: str) -> Format:
    name = (asked or to.suffix.lstrip(".")).lower()
    for known in FORMATS:
        if known == name:
            return known
    raise ReportFileError("format", format=name, formats=FORMATS)


def _write(to: Path, content: bytes) -> None:
    """Write a file that only its owner reads; whole or not at all."""
    partial = to.with_name(f".{to.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    partial.replace(to)
