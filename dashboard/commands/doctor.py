"""`peil doctor`: looks over the whole installation and says how to mend what it finds."""

from collections.abc import Sequence
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape

from dashboard.clock import now
from dashboard.commands.output import progress_bar
from dashboard.commands.place import FolderOption
from dashboard.commands.settings import JsonOption
from surveys.doctor.examination import NamedVerdict, examine

_MARKS = {
    "ok": "[green]ok     [/]",
    "warning": "[bold yellow]WARNING[/]",
    "fault": "[bold red]FAULT  [/]",
}
_INDENT = " " * 11


def doctor(folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """Check database, keys, mail, time, address, sign-in, clock and more; say how to mend them.

    Changes nothing and sends nothing. Ends with code 1 when there is any fault.
    """
    given: dict[str, Any] = {} if folder is None else {"folder": folder}
    with progress_bar() as report:
        found = examine(now(), report, **given)
    if as_json:
        listed = [
            {
                "about": each.about,
                "severity": each.verdict.severity,
                "what": each.verdict.what,
                "how_to_mend": each.verdict.how_to_mend,
            }
            for each in found
        ]
        typer.echo(orjson.dumps(listed, option=orjson.OPT_INDENT_2))
    else:
        _show(found)
    raise typer.Exit(1 if _number(found, "fault") else 0)


def _show(found: Sequence[NamedVerdict]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    about = None
    for each in found:
        if each.about != about:
            about = each.about
            console.print(f"[bold]{about}[/]")
        console.print(f"  {_MARKS[each.verdict.severity]}  {escape(each.verdict.what)}")
        if each.verdict.how_to_mend:
            console.print(f"{_INDENT}→ {escape(each.verdict.how_to_mend)}")
    faults, warnings = _number(found, "fault"), _number(found, "warning")
    colour = "red" if faults else "green"
    said = f"Verdict: {_counted(faults, 'fault')}, {_counted(warnings, 'warning')}."
    console.print(f"\n[bold {colour}]{said}[/]")


def _number(found: Sequence[NamedVerdict], severity: str) -> int:
    return sum(each.verdict.severity == severity for each in found)


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}" + ("" if number == 1 else "s")
