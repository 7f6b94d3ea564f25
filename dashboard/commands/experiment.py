"""`peil experiment`: draw again from the record of a draw by lot."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.lazy_group import PlainGroup
from dashboard.commands.terminal import say
from surveys.experiments import draw

commands = typer.Typer(
    cls=PlainGroup,
    help="Draw again from the record of an experiment, and say whether it holds.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@commands.callback()
def experiment() -> None:
    """Draw again from the record of an experiment, and say whether it holds."""


@commands.command()
def verify(
    record: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="The record, from the page (JSON).")
    ],
) -> None:
    """Draw again from a record, and say whether it holds; needs no installation."""
    drawn = draw.verify(record.read_text(encoding="utf-8", errors="replace"))
    waiting = sum(step is None for step in drawn.steps.values())
    started = " + ".join(map(str, drawn.starting))
    say(f"The record holds: of {len(drawn.units)} units, {started} start and {waiting} wait.")
    say(f"Fingerprint of the list: {drawn.fingerprint}")
    say(f"Number drawn after it:   {drawn.nonce}")
    say("Compare both with the audit trail, where they were noted before the draw.")
