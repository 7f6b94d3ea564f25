"""`peil audit`: what is stored, what never is, and whether that is so here."""

from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.clock import now
from dashboard.commands.output import say_aside
from dashboard.commands.place import FolderOption, installation_of
from surveys.audit.allowed import NEVER
from surveys.audit.audit import Audit, Store
from surveys.audit.audit import run_audit as look
from surveys.operations.upkeep import expired_waves
from surveys.programme.programme import local_date
from surveys.settings.settings import Settings

_console = Console()


def audit(folder: FolderOption = None) -> None:
    """Show what is stored and what never is, look for faults, and end with a verdict.

    Ends with code 1 when there is any fault. How many have answered is never shown.
    """
    store = _store_folder(folder)
    if Settings().database_url is None and not (store / "peil.db").exists():
        say_aside(f"There is no installation in {escape(str(store.parent))} to look at.")
        raise typer.Exit(1)
    place = installation_of(folder)
    retention = Settings().retention
    found = look(place, lambda: expired_waves(place, retention, local_date(place, now())))
    state = f"wave {found.open_wave} is open" if found.open_wave is not None else "no wave is open"
    where = escape(place.name)
    _console.print(f"[bold]Peil audit[/] of {where}: {state}.", soft_wrap=True)
    for part in found.stores:
        _show_store(part)
    _console.print("\n[bold]Never stored[/]")
    for sentence in NEVER:
        _console.print(f"  - {sentence}", soft_wrap=True)
    _console.print(
        f"\n[bold]Kept[/]\n  - Comments for {retention.comment_months} months, results for "
        f"{retention.result_years} years after their wave closed.",
        soft_wrap=True,
    )
    _show_findings(found)
    raise typer.Exit(0 if found.passed else 1)


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
        # How many tokens or ballots there are would tell who is still to answer.
        unsaid = "open" if store.side == "box" else "-"
        rows = unsaid if table.rows is None else str(table.rows)
        shown.add_row(f"[bold]{escape(table.name)}[/]", f"[bold]{table.purpose}[/]", rows)
        for column in table.columns:
            shown.add_row(f"  {escape(column.name)}", column.purpose, "")
        shown.add_section()
    _console.print(shown)


def _show_findings(found: Audit) -> None:
    _console.print("\n[bold]Checks[/]")
    for finding in found.findings:
        mark = "[green]ok   [/]" if finding.severity == "ok" else "[bold red]FAULT[/]"
        _console.print(f"  {mark}  {escape(finding.in_words())}", soft_wrap=True, highlight=False)
        if finding.advice():
            _console.print(f"         {escape(finding.advice())}", soft_wrap=True, highlight=False)
    _console.print(
        "\nThis looks at what is stored. It cannot see whether somebody changed the running "
        "program or watches the connection.",
        soft_wrap=True,
    )
    if found.passed:
        verdict = "[bold green]Verdict: passed.[/] All that is stored may be stored."
    else:
        number = len(found.faults)
        faults = "1 fault" if number == 1 else f"{number} faults"
        verdict = (
            f"[bold red]Verdict: {faults}.[/] Do not rely on the promise until this is mended."
        )
    _console.print(verdict, soft_wrap=True, highlight=False)
