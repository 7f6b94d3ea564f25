"""`peil report`: the results of a unit, or of the organisation, as a file."""

from pathlib import Path
from typing import Annotated, ClassVar

import typer

from dashboard.clock import now
from dashboard.commands import written_files
from dashboard.commands.terminal import FolderOption, installation_of, say
from dashboard.reports import written
from surveys.errors import N_, PeilError
from surveys.programme import local_date
from surveys.reports import FORMATS, SERVER, About, Format, export_report
from surveys.reports.asking import asked_for


class ReportFormatError(PeilError):
    """A format that no report has."""

    texts: ClassVar = {
        "format": N_("“{format}” is not a format of reports. Choose one of: {formats}."),
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
    risk_inventory: Annotated[
        bool, typer.Option("--risk-inventory", help="What a risk inventory (RI&E) can use of it.")
    ] = False,
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
    written_files.check_language(language)
    written_files.check_file(to, replace=replace)
    installation = installation_of(folder)
    about: About = "risk inventory" if risk_inventory else "results"
    asked = asked_for(installation, SERVER, unit=unit, wave=wave, period=period, about=about)
    today = local_date(installation, now())
    made = export_report(installation, SERVER, asked, language, today, chosen)
    written_files.write_file(to, written(made, chosen))
    say(f"{to} is written: {made.title}.")


def _format_of(to: Path, asked: str) -> Format:
    name = (asked or to.suffix.lstrip(".")).lower()
    for known in FORMATS:
        if known == name:
            return known
    raise ReportFormatError("format", format=name, formats=FORMATS)
