"""`peil import-people`: people and units from files, after showing what will change."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.clock import now
from dashboard.commands.terminal import FolderOption, installation_of, progress_bar, say
from dashboard.commands.terminal import Report as TerminalReport
from surveys.installation import Installation
from surveys.people.file.faults import PeopleFileError
from surveys.people.importing.columns import ColumnsError, look_at_columns, remember_columns
from surveys.people.importing.folder import files_of, newest_in, put_away
from surveys.people.importing.importing import Files, ImportRefusedError, apply, plan_import
from surveys.people.importing.plan import Plan
from surveys.people.importing.summary import notes_in_words, summary
from surveys.people.importing.writing import STAGES, Report
from surveys.people.stopping import record_stop
from surveys.programme import local_date
from surveys.settings import Settings
from surveys.tables.encodings import Encoding
from surveys.units.near_names import MOST_NAMES

EncodingOption = Annotated[
    Encoding, typer.Option(help="The characters of a CSV file, where Peil asks for it.")
]


def import_people(
    file: Annotated[
        Path | None,
        typer.Argument(help="CSV or Excel file with the columns name, email and unit."),
    ] = None,
    units: Annotated[
        Path | None, typer.Option(help="CSV or Excel file with the columns unit and parent.")
    ] = None,
    from_folder: Annotated[
        Path | None,
        typer.Option(help="Take the newest people* and units* file of this folder instead."),
    ] = None,
    only_add: Annotated[
        bool,
        typer.Option(
            "--only-add", help="Add who is new; nobody else is changed, moved or removed."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    beyond_limits: Annotated[
        bool,
        typer.Option(
            "--beyond-limits",
            help="Also if many people leave Peil or a unit, or roles would be lost.",
        ),
    ] = False,
    encoding: EncodingOption = "auto",
    columns: Annotated[
        Path | None,
        typer.Option(
            help="YAML file that says what the columns mean, where they have other headings. It is "
            "remembered for the next file with the same headings."
        ),
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Bring people and units in line with files; people missing from the file have left."""
    if (file is None) == (from_folder is None):
        raise ImportRefusedError("no_file")
    run = _Import(installation_of(folder), only_add, dry_run, beyond_limits, encoding, columns)
    if from_folder is not None:
        run.import_from(from_folder)
    elif file is not None:
        plan = run.plan(file, units)
        if not dry_run and (yes or _is_confirmed(plan)):
            run.apply(plan)


@dataclass(frozen=True)
class _Import:
    """One import, with the options it was called with."""

    installation: Installation
    only_add: bool
    dry_run: bool
    beyond_limits: bool
    encoding: Encoding = "auto"
    columns: Path | None = None

    def plan(self, people: Path, units: Path | None) -> Plan:
        """Show what will change, and remember what the columns mean where that was said."""
        files = self._read(people, units)
        channels = ("mail", *Settings().channels)
        with progress_bar() as progress:
            report = _by_stage(progress)
            plan = plan_import(
                self.installation, None, files, channels, report, only_add=self.only_add
            )
        if files.columns is not None and not self.dry_run:
            headings = look_at_columns(self.installation, files.people, files.encoding).headings
            remember_columns(self.installation, None, headings, files.columns)
        _show(plan)
        return plan

    def _read(self, people: Path, units: Path | None) -> Files:
        try:
            return files_of(people, units, self.encoding, self.columns)
        except OSError as error:
            raise ImportRefusedError(
                "unreadable", file=error.filename, why=error.strerror
            ) from error

    def apply(self, plan: Plan) -> None:
        """Make the changes. Raises ImportRefusedError beyond the limits, unless confirmed."""
        if plan.limits and not self.beyond_limits:
            limits = " ".join(notes_in_words(plan.limits))
            raise ImportRefusedError("beyond_limits", limits=limits)
        with progress_bar() as progress:
            report, beyond = _by_stage(progress), self.beyond_limits
            apply(self.installation, None, plan, beyond_limits=beyond, report=report)
        if not plan.is_empty:
            say("Done. What changed is listed on the page of changes of people.")

    def _today(self) -> date:
        return local_date(self.installation, now())

    def import_from(self, incoming: Path) -> None:
        """Import the newest files in a folder, and put them away with a report beside them."""
        if not incoming.is_dir():
            raise ImportRefusedError("no_folder", folder=incoming)
        newest = newest_in(incoming)
        if newest is None:
            say(f"Nothing has come into {incoming}.")
            return
        try:
            plan = self.plan(newest.people, newest.units)
            if self.dry_run:
                return
            if plan.limits and not self.beyond_limits:
                record_stop(self.installation, "folder", plan.limits, self._today())
            self.apply(plan)
        except (PeopleFileError, ColumnsError, ImportRefusedError) as error:
            if not self.dry_run:
                put_away(newest, "refused", str(error))
            raise
        put_away(newest, "done", _report(plan))


def _by_stage(report: TerminalReport) -> Report:
    """Return a function that reports the progress of an import, each stage by its name."""
    return lambda stage, done, total: report(STAGES[stage], done, total)


def _show(plan: Plan) -> None:
    if plan.is_empty:
        say("Everything is as the files say already; nothing changes.")
    else:
        table = Table("What", "How many", "The first of them")
        for part in summary(plan, most=5):
            lines = [*part.lines, "…"] if part.number > len(part.lines) else part.lines
            table.add_row(part.title, str(part.number), escape("\n".join(lines)))
        Console().print(table)
    for sentence in notes_in_words(plan.notes)[:20]:
        say(escape(f"Note: {sentence}"))
    for sentence in notes_in_words(plan.limits):
        say(escape(f"Beyond the limits: {sentence}"))


def _is_confirmed(plan: Plan) -> bool:
    return not plan.is_empty and typer.confirm("Make these changes?")


def _report(plan: Plan) -> str:
    lines = []
    for part in summary(plan, most=MOST_NAMES):
        lines.append(f"{part.title}: {part.number}")
        lines += [f"- {line}" for line in part.lines if part.kind == "new units"]
    return "\n".join([*(lines or ["Nothing changed."]), *notes_in_words(plan.notes)])
