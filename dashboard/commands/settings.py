"""`peil settings`: every setting, its value, its origin, and what it does."""

from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.commands.terminal import FolderOption, say_on_stderr
from surveys.settings.origins import EffectiveSetting, effective_settings, unknown_variables

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for a program.")]


def settings(folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """Show every setting with its value, where that comes from, and what it does.

    In order of precedence: the environment (PEIL_…), `.env`, `peil.toml`, the default. Secrets are
    hidden.
    """
    known = effective_settings() if folder is None else effective_settings(folder=folder)
    if as_json:
        listed = [
            {
                "name": each.name,
                "variable": each.variable,
                "value": each.value,
                "origin": each.origin,
                "description": each.description,
            }
            for each in known
        ]
        typer.echo(orjson.dumps(listed, option=orjson.OPT_INDENT_2))
    else:
        Console().print(_table(known))
    for unknown in unknown_variables():
        say_on_stderr(escape(unknown.in_words()))


def _table(known: list[EffectiveSetting]) -> Table:
    shown = Table(
        "Setting", "Value", "Comes from", "What it does", expand=True, highlight=False, padding=0
    )
    for column in shown.columns:
        column.overflow = "fold"
    for each in known:
        value = "–" if each.value is None or each.value == {} else str(each.value)
        shown.add_row(
            f"[bold]{each.name}[/]", escape(value), escape(each.origin), escape(each.description)
        )
        shown.add_section()
    return shown
