"""Puts the subcommands of `peil` together and turns expected faults into one clear message."""

import sys
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from dashboard.commands import close_wave, demo, serve
from surveys.example import ExampleError
from surveys.keys import KeyMissingError
from surveys.waves import WaveError

EXPECTED = (
    ExampleError,
    KeyMissingError,
    WaveError,
    demo.NotAnExampleError,
    serve.PortTakenError,
)

cli = typer.Typer(
    help="Peil: a pulse on well-being at work that cannot tell whose answer is whose.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
cli.command("demo")(demo.demo)
cli.command("serve")(serve.serve)
cli.command("close-wave")(close_wave.close_wave)


def main() -> NoReturn:
    """Run the command line; what a user can mend is said in words, anything else is a traceback."""
    try:
        cli()
    except EXPECTED as fault:
        Console(stderr=True).print(f"[bold red]Not done.[/] {escape(str(fault))}", soft_wrap=True)
        sys.exit(1)
    sys.exit(0)
