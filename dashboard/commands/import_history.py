"""`peil import-history`: past answers from a file, counted like any wave."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.clock import now
from dashboard.commands import written_files
from dashboard.commands.import_people import EncodingOption
from dashboard.commands.terminal import (
    FolderOption,
    installation_of,
    progress_bar,
    say,
)
from dashboard.commands.waves import judge_results
from surveys import history
from surveys.history.guessing import guess_mapping
from surveys.history.survey_structure import read_structure
from surveys.installation import Installation
from surveys.organisation import load_instrument
from surveys.programme import local_date
from surveys.settings import Settings
from surveys.tables.encodings import Encoding
from surveys.tables.sources import FileOnDisk, upload_of
from surveys.tables.table import TableForm
from surveys.texts import Texts

_MOST_CELLS = 12


def _write_guess(
    installation: Installation, file: Path, to: Path, structure: Path | None, encoding: Encoding
) -> None:
    written_files.check_file(to, replace=False)
    known = None if structure is None else read_structure(upload_of(structure))
    instrument = load_instrument(installation)
    form = TableForm(encoding)
    guess = guess_mapping(FileOnDisk(file), instrument, file.stem, known, form)
    written_files.write_file(to, guess.mapping.encode())
    say(escape(f"{to} is written: {len(guess.matched)} questions were recognised."))
    for column in guess.unmatched:
        say(escape(f"Not used: {column}"))
    say("Look at it and correct it, then import with --mapping and --dry-run.")


def import_history(
    file: Annotated[
        Path | None, typer.Argument(help="CSV, Excel or Calc of past answers, one row a person.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="YAML that says which column is which question.")
    ] = None,
    guess: Annotated[
        Path | None,
        typer.Option(help="Guess the mapping, write it to this file, and import nothing."),
    ] = None,
    structure: Annotated[
        Path | None, typer.Option(help="Structure of a LimeSurvey survey (.lss, .lsa) to guess by.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be imported, and change nothing.")
    ] = False,
    take_back: Annotated[
        str | None,
        typer.Option(help="Take the imported wave of this title back, as a whole, instead."),
    ] = None,
    encoding: EncodingOption = "auto",
    folder: FolderOption = None,
) -> None:
    """Count past answers as a closed wave; the answers themselves are not stored."""
    mapped = mapping is not None or guess is not None
    if (file is None) == (take_back is None) or (file is None) == mapped:
        msg = (
            "Give a file with --mapping or --guess, or --take-back with the title of an imported "
            "wave."
        )
        raise typer.BadParameter(msg)
    installation = installation_of(folder)
    if file is not None and guess is not None:
        _write_guess(installation, file, guess, structure, encoding)
        return
    if file is None or mapping is None:
        units = history.take_back(installation, take_back or "")
        judge_results(installation)
        say(escape(f"{take_back} is taken back."))
        for sentence in units.told():
            say(escape(sentence.in_words(Texts("en"))))
        return
    with progress_bar() as report:
        done = history.import_history(
            installation,
            file,
            mapping,
            lambda read, size: report("Reading answers, in percent", 100 * read // size, 100),
            too_old=Settings().retention.results_cutoff(local_date(installation, now())),
            dry_run=dry_run,
            encoding=encoding,
        )
    _show(done.preview, is_dry_run=dry_run)
    say(
        escape(
            f"{done.title}: {done.rows} rows, {done.questions} questions. "
            f"{done.published} of {done.units} units are published."
        )
    )
    if dry_run:
        say("Nothing was changed: --dry-run.")
        return
    judge_results(installation)
    say("If this is wrong, --take-back takes it back until the next wave is counted.")


def _show(preview: history.Preview, *, is_dry_run: bool) -> None:
    texts = Texts("en")
    for note in preview.notes:
        say(escape(f"Note: {note.in_words(texts)}"))
    for reason, number in preview.left_out.items():
        say(f"{history.LEFT_OUT[reason]}: {number}.")
    if preview.new_units:
        say("New units: " + escape("; ".join(_new(unit) for unit in preview.new_units)))
    if not is_dry_run:
        return
    say(escape(f"Units that are here already: {', '.join(preview.known_units) or 'none'}."))
    table = Table("Column", "Question", "Cell", "Read as")
    for column in preview.columns:
        for cell, meant in column.cells[:_MOST_CELLS]:
            table.add_row(*map(escape, (column.column, column.question, cell, meant or "–")))
    Console().print(table)
    table = Table("Unit", "Question", "Answers per option, the last one good")
    for one in preview.numbers:
        table.add_row(escape(one.unit), one.question, "  ".join(map(str, one.counts)))
    Console().print(table)


def _new(unit: history.NewName) -> str:
    near = f" (did you mean {' or '.join(unit.near)}?)" if unit.near else ""
    return f"{unit.name}{near}"
