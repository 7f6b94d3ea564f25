"""`peil export`: results as data; `peil council-pack`: what a works council takes home."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.clock import now
from dashboard.commands import written_files
from dashboard.commands.terminal import FolderOption, installation_of, progress_bar, say
from dashboard.reports.council_pack import pack
from surveys.exports import export_data, names_of_files
from surveys.programme import local_date
from surveys.reports import SERVER
from surveys.reports.asking import asked_for
from surveys.settings import Settings


def export(
    to: Annotated[Path, typer.Option(help="Folder to write into; made if it is missing.")],
    unit: Annotated[
        str | None, typer.Option(help="Unit, by name or path; without it all units.")
    ] = None,
    wave: Annotated[int | None, typer.Option(help="Number of a wave; else all waves.")] = None,
    period: Annotated[
        str | None, typer.Option(help="A year (2026) or a quarter (2026-Q4), in place of a wave.")
    ] = None,
    language: Annotated[str, typer.Option("--lang", help="Language: en or nl.")] = "en",
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite files that are there.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Write published results as data: CSV and Parquet, with a data dictionary.

    The audit trail notes that it was done on the server. The tables hold what HR sees on pages:
    nothing about fewer people than the thresholds, participation in bands, and no comments.
    """
    written_files.check_language(language)
    written_files.check_folder(to, names_of_files(), replace=replace)
    installation = installation_of(folder)
    asked = asked_for(installation, SERVER, unit=unit, wave=wave, period=period)
    chosen = None if wave is None and period is None else asked.period
    with progress_bar() as report:
        data = export_data(
            installation,
            SERVER,
            language,
            local_date(installation, now()),
            unit=asked.unit,
            period=chosen,
            progress=lambda done, total: report("reading units", done, total),
        )
        written_files.write_files(to, data.files)
    say(f"{to} has {len(data.files)} files: {data.title}.")


def council_pack(
    to: Annotated[Path, typer.Option(help="File to write, a ZIP archive.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite a file that is there.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Write what a works council takes home: attestation, trail and documents, in one file.

    It holds no results. The audit trail notes that it was done on the server.
    """
    written_files.check_file(to, replace=replace)
    installation = installation_of(folder)
    written_files.write_file(to, pack(installation, Settings(), SERVER))
    say(f"{to} is written.")
