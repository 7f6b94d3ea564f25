"""`peil doctor`: checks of the whole installation, with advice on how to fix problems."""

from collections.abc import Sequence
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from dashboard.clock import now
from dashboard.commands.settings import JsonOption
from dashboard.commands.terminal import FolderOption, progress_bar
from surveys.doctor.examination import NamedVerdict, examine
from surveys.doctor.report import report_of

MARKS = {
    "ok": "[green]ok     [/]",
    "warning": "[bold yellow]WARNING[/]",
    "fault": "[bold red]FAULT  [/]",
}
_INDENT = " " * 11


def doctor(folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """Check database, keys, mail, time, address, sign-in, clock and more; say how to fix them.

    Changes nothing and sends nothing. Ends with code 1 when there is any fault.
    """
    overrides: dict[str, Any] = {} if folder is None else {"folder": folder}
    moment = now()
    with progress_bar() as progress:
        findings = examine(moment, progress, **overrides)
    report = report_of(findings, moment)
    if as_json:
        typer.echo(report.model_dump_json(by_alias=True, indent=2))
    else:
        _show(findings)
    raise typer.Exit(1 if report.faults else 0)


def _show(findings: Sequence[NamedVerdict]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    about = None
    for each in findings:
        if each.about != about:
            about = each.about
            console.print(f"[bold]{about}[/]")
        console.print(f"  {MARKS[each.verdict.severity]}  {escape(each.verdict.what)}")
        if each.verdict.remedy:
            console.print(f"{_INDENT}→ {escape(each.verdict.remedy)}")
    faults, warnings = _number(findings, "fault"), _number(findings, "warning")
    colour = "red" if faults else "green"
    verdict = f"Verdict: {_counted(faults, 'fault')}, {_counted(warnings, 'warning')}."
    console.print(f"\n[bold {colour}]{verdict}[/]")


def _number(findings: Sequence[NamedVerdict], severity: str) -> int:
    return sum(each.verdict.severity == severity for each in findings)


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}" + ("" if number == 1 else "s")
