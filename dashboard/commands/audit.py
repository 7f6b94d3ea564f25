"""`peil audit` and `peil trail`: stored data with a verdict, and who read or changed it."""

import csv
import sys
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.clock import now
from dashboard.commands.terminal import FolderOption, installation_of, say_on_stderr
from surveys.audit import NEVER, Audit, Store, run_audit
from surveys.operations import expired_waves
from surveys.programme import local_date
from surveys.settings import Settings
from surveys.tables.spreadsheet_cells import escape_formula
from surveys.trail import entries

_console = Console()


def audit(folder: FolderOption = None) -> None:
    """Show what is stored and what never is, look for faults, and end with a verdict.

    Ends with code 1 when there is any fault. The number of people who answered is never shown.
    """
    store = _store_folder(folder)
    if Settings().database_url is None and not (store / "peil.db").exists():
        say_on_stderr(f"There is no installation in {escape(str(store.parent))} to look at.")
        raise typer.Exit(1)
    installation = installation_of(folder)
    retention = Settings().retention
    result = run_audit(
        installation,
        lambda: expired_waves(installation, retention, local_date(installation, now())),
    )
    number = result.open_wave
    state = f"wave {number} is open" if number is not None else "no wave is open"
    name = escape(installation.name)
    _console.print(f"[bold]Peil audit[/] of {name}: {state}.", soft_wrap=True)
    for part in result.stores:
        _show_store(part)
    _console.print("\n[bold]Never stored[/]")
    for sentence in NEVER:
        _console.print(f"  - {sentence}", soft_wrap=True)
    _console.print(
        f"\n[bold]Kept[/]\n  - Comments for {retention.comment_months} months, results for "
        f"{retention.result_years} years after their wave closed.",
        soft_wrap=True,
    )
    _show_findings(result)
    raise typer.Exit(0 if result.passed else 1)


def trail(folder: FolderOption = None) -> None:
    """Print the audit trail as CSV, newest first: day, by whom, what, and to what."""
    lines = csv.writer(sys.stdout)
    lines.writerow(("day", "by", "action", "subject"))
    for entry in entries(installation_of(folder)):
        cells = (entry.by or "(server)", entry.action, entry.subject)
        lines.writerow((entry.noted_on, *map(escape_formula, cells)))


def _store_folder(folder: Path | None) -> Path:
    settings = Settings() if folder is None else Settings(folder=folder)
    return settings.store_folder.absolute()


def _show_store(store: Store) -> None:
    _console.print(f"\n[bold]{store.name}[/]")
    if not store.tables:
        _console.print("  There is none: no wave is open.")
        return
    shown = Table("Table and columns", "What is in it", "Rows", expand=True, highlight=False)
    shown.columns[0].no_wrap = True
    shown.columns[2].justify = "right"
    for table in store.tables:
        # The number of tokens or ballots would tell who has not answered yet.
        hidden = "open" if store.side == "box" else "-"
        rows = hidden if table.rows is None else str(table.rows)
        shown.add_row(f"[bold]{escape(table.name)}[/]", f"[bold]{table.purpose}[/]", rows)
        for column in table.columns:
            shown.add_row(f"  {escape(column.name)}", column.purpose, "")
        shown.add_section()
    _console.print(shown)


def _show_findings(result: Audit) -> None:
    _console.print("\n[bold]Checks[/]")
    for finding in result.findings:
        mark = "[green]ok   [/]" if finding.severity == "ok" else "[bold red]FAULT[/]"
        _console.print(f"  {mark}  {escape(finding.in_words())}", soft_wrap=True, highlight=False)
        if finding.advice():
            _console.print(f"         {escape(finding.advice())}", soft_wrap=True, highlight=False)
    _console.print(
        "\nThis looks at what is stored. It cannot see whether somebody changed the running "
        "program or watches the connection.",
        soft_wrap=True,
    )
    if result.passed:
        verdict = "[bold green]Verdict: passed.[/] All that is stored may be stored."
    else:
        number = len(result.faults)
        faults = "1 fault" if number == 1 else f"{number} faults"
        verdict = f"[bold red]Verdict: {faults}.[/] Do not rely on the promise until this is fixed."
    _console.print(verdict, soft_wrap=True, highlight=False)
