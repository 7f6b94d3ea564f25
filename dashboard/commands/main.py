"""Puts the subcommands of `peil` together and turns expected faults into one clear message."""

import sys
from typing import NoReturn

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rich.console import Console
from rich.markup import escape

from dashboard.commands import (
    audit,
    close_wave,
    demo,
    import_history,
    import_people,
    open_wave,
    people,
    postgresql_script,
    result_links,
    serve,
    slips,
    trail,
    upkeep,
)
from surveys.delimited_file import DelimitedFileError
from surveys.example import ExampleError
from surveys.history.importing import HistoryError
from surveys.history.mapping import MappingError
from surveys.installation import InstallationError
from surveys.keys import KeyMissingError
from surveys.people_file.faults import PeopleFileError
from surveys.people_import.importing import ImportRefusedError
from surveys.roster import RosterError
from surveys.settings import Settings
from surveys.slips import SlipError
from surveys.waves import WaveError

EXPECTED = (
    DelimitedFileError,
    ExampleError,
    HistoryError,
    ImportRefusedError,
    InstallationError,
    KeyMissingError,
    MappingError,
    PeopleFileError,
    RosterError,
    SlipError,
    WaveError,
    demo.NotAnExampleError,
    serve.PortTakenError,
    slips.SheetThereError,
)

cli = typer.Typer(
    help="Peil: a pulse on well-being at work that cannot tell whose answer is whose.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
cli.command("demo")(demo.demo)
cli.command("serve")(serve.serve)
cli.command("add-people")(people.add_people)
cli.command("sign-in-link")(people.sign_in_link)
cli.command("open-wave")(open_wave.open_wave)
cli.command("slips")(slips.slips)
cli.command("close-wave")(close_wave.close_wave)
cli.command("result-links")(result_links.result_links)
cli.command("import-people")(import_people.import_people)
cli.command("import-history")(import_history.import_history)
cli.command("audit")(audit.audit)
cli.command("trail")(trail.trail)
cli.command("upkeep")(upkeep.upkeep)
cli.command("postgresql-script")(postgresql_script.postgresql_script)


def main() -> NoReturn:
    """Run the command line; what a user can mend is said in words, anything else is a traceback."""
    try:
        cli()
    except EXPECTED as fault:
        _refuse(str(fault))
    except ValidationError as fault:
        if fault.title != Settings.__name__:
            raise
        _refuse("\n".join(map(_of_setting, fault.errors(include_url=False))))
    sys.exit(0)


def _refuse(why: str) -> NoReturn:
    Console(stderr=True).print(f"[bold red]Not done.[/] {escape(why)}", soft_wrap=True)
    sys.exit(1)


def _of_setting(error: ErrorDetails) -> str:
    """Name the environment variable, never its value: it may hold a password."""
    name = "_".join(map(str, error["loc"])).upper()
    return f"The setting PEIL_{name} is not right: {error['msg']}."
