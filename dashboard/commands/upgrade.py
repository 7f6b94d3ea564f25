"""`peil upgrade`: what a new version does to the database, and doing it after a backup."""

from pathlib import Path
from typing import Annotated, Any, ClassVar

import orjson
import typer
from rich.console import Console
from rich.markup import escape

from dashboard.clock import now
from dashboard.commands.doctor import MARKS
from dashboard.commands.settings import JsonOption
from dashboard.commands.terminal import FolderOption, progress_bar, say
from surveys.doctor.upgrade import WHAT_HAPPENS, Affected, UpgradeCheck, check_upgrade
from surveys.errors import N_, PeilError
from surveys.installation import Installation, inspect_installation, open_installation
from surveys.operations import back_up
from surveys.settings import Settings

PENDING = 3
"""Exit code of `--check`: there is an update, and nothing stands in its way."""


class UpgradeError(PeilError):
    """An update that is not begun; nothing was changed."""

    texts: ClassVar = {
        "in_the_way": N_("Something stands in the way, as said above. Nothing was changed."),
        "no_backup": N_(
            "Name a folder for a backup with --backup-to, or say with --no-backup that you have "
            "one. Nothing was changed."
        ),
    }


def upgrade(
    check: Annotated[
        bool, typer.Option("--check", help="Only say what would be done; change nothing.")
    ] = False,
    as_json: JsonOption = False,
    backup_to: Annotated[
        Path | None, typer.Option(help="Make a backup first: a new file, or a folder.")
    ] = None,
    no_backup: Annotated[
        bool, typer.Option("--no-backup", help="You have a backup of your own.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Bring the database to this version, after a backup; or say what that will do (--check).

    With --check it ends with code 0 if there is nothing to do, 3 if there is an update that may go
    ahead, and 1 if something stands in its way.
    """
    settings = Settings() if folder is None else Settings(folder=folder)
    installation = inspect_installation(settings)
    found = check_upgrade(installation, settings, now())
    if as_json:
        typer.echo(orjson.dumps(_as_data(found), option=orjson.OPT_INDENT_2))
    else:
        _show(found, installation)
    if check:
        raise typer.Exit(1 if found.is_refused else PENDING if found.migrations else 0)
    if found.is_refused:
        raise UpgradeError("in_the_way")
    if not found.migrations:
        return
    if backup_to is not None:
        with progress_bar() as report:
            made = back_up(installation, settings, backup_to, now().date(), report)
        say(f"Backup: {made}")
    elif not no_backup:
        raise UpgradeError("no_backup")
    open_installation(settings)
    say(f"The database has the tables of {found.after}. Start Peil, then run `peil doctor`.")


def _show(found: UpgradeCheck, installation: Installation) -> None:
    console = Console(highlight=False, soft_wrap=True)
    before = found.before or "no released version"
    console.print(f"[bold]{escape(installation.name)}[/]: from {before} to {found.after}\n")
    if found.migrations:
        console.print(f"[bold]{len(found.migrations)} steps[/]")
        for one in found.migrations:
            console.print(f"  {one.number}  {escape(one.about)}")
    if found.affected:
        console.print("\n[bold]Tables that change[/], locked until the update is done")
        for table in found.affected:
            console.print(f"  {_in_words(table)}")
    console.print("")
    for finding in found.findings:
        console.print(f"  {MARKS[finding.severity]}  {escape(finding.what)}")
        if finding.remedy:
            console.print(f"{' ' * 11}→ {escape(finding.remedy)}")

    if found.is_refused:
        console.print("\n[bold red]Something stands in the way.[/]")
    elif found.migrations:
        console.print("\n[bold green]Nothing stands in the way.[/]")


def _in_words(table: Affected) -> str:
    size = "" if table.size.bytes is None else f", {table.size.bytes / 1e6:,.1f} MB"
    return f"{table.name} {WHAT_HAPPENS[table.how]} ({table.size.rows:,} rows{size})"


def _as_data(found: UpgradeCheck) -> dict[str, Any]:
    return {
        "schema": 1,
        "before": found.before,
        "after": found.after,
        "refused": found.is_refused,
        "migrations": [
            {"number": one.number, "about": one.about, "tables": dict(one.tables)}
            for one in found.migrations
        ],
        "tables": [
            {
                "name": one.name,
                "how": one.how,
                "rows": one.size.rows,
                "bytes": one.size.bytes,
            }
            for one in found.affected
        ],
        "findings": [
            {"severity": one.severity, "what": one.what, "remedy": one.remedy}
            for one in found.findings
        ],
    }
