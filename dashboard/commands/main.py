"""Puts the subcommands of `peil` together and turns expected faults into one clear message."""

import sys
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from dashboard.commands import (
    audit,
    bounces,
    clock,
    close_wave,
    demo,
    doctor,
    documents,
    import_history,
    import_people,
    init,
    open_wave,
    people,
    postgresql_script,
    programme,
    result_links,
    scim_token,
    serve,
    settings,
    slips,
    trail,
    upkeep,
)
from surveys.errors import PeilError
from surveys.settings.origins import describe_errors
from surveys.settings.settings import Settings

cli = typer.Typer(
    help="Peil: a pulse on well-being at work that cannot tell whose answer is whose.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
cli.command("demo")(demo.demo)
cli.command("init")(init.init)
cli.command("serve")(serve.serve)
cli.command("add-people")(people.add_people)
cli.command("sign-in-link")(people.sign_in_link)
cli.command("open-wave")(open_wave.open_wave)
cli.add_typer(programme.commands, name="programme")
cli.command("slips")(slips.slips)
cli.command("run")(clock.run)
cli.command("tick")(clock.tick)
cli.command("close-wave")(close_wave.close_wave)
cli.command("bounces")(bounces.bounces)
cli.command("result-links")(result_links.result_links)
cli.command("scim-token")(scim_token.scim_token)
cli.command("import-people")(import_people.import_people)
cli.command("import-history")(import_history.import_history)
cli.command("audit")(audit.audit)
cli.command("trail")(trail.trail)
cli.command("upkeep")(upkeep.upkeep)
cli.command("doctor")(doctor.doctor)
cli.command("documents")(documents.documents)
cli.command("settings")(settings.settings)
cli.command("postgresql-script")(postgresql_script.postgresql_script)


def main() -> NoReturn:
    """Run the command line; what a user can mend is said in words, anything else is a traceback."""
    try:
        cli()
    except PeilError as fault:
        _refuse(str(fault))
    except ValidationError as fault:
        if fault.title != Settings.__name__:
            raise
        _refuse("\n".join(describe_errors(fault)))
    sys.exit(0)


def _refuse(why: str) -> NoReturn:
    Console(stderr=True).print(f"[bold red]Not done.[/] {escape(why)}", soft_wrap=True)
    sys.exit(1)
