"""`peil api-token`: applications that read results through the API."""

from typing import Annotated

import typer
from rich.markup import escape

from dashboard.clock import today
from dashboard.commands.terminal import FolderOption, address_of, installation_of, say
from surveys.access import OPERATOR
from surveys.api_clients import (
    MAX_DAYS,
    SCOPES,
    Client,
    ClientError,
    named,
    propose,
    read_clients,
    read_unit_names,
    release,
    remove,
)
from surveys.installation import Installation
from surveys.names import same_name
from surveys.settings import Settings

commands = typer.Typer(no_args_is_help=True, help="Applications that read results through the API.")

NameArgument = Annotated[str, typer.Argument(help="The name of the application.")]


@commands.command("list")
def list_programs(folder: FolderOption = None) -> None:
    """List the applications: what each reads, until when, and who releases what waits."""
    known = read_clients(installation_of(folder), OPERATOR, today())
    for client in known:
        say(_line(client))
        if client.state == "waiting":
            names = ", ".join(client.confirmers)
            say(
                f"  Released on the page API and webhooks, by: {escape(names)}"
                if names
                else f"  Release it with: peil api-token release {escape(repr(client.name))}"
            )
    if not known:
        say("No application reads results.")


@commands.command()
def enter(
    name: NameArgument,
    scope: Annotated[
        list[str] | None, typer.Option(help=f"What it may read: {', '.join(SCOPES)}; else all.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="The unit that it reads with all below it; else the whole.")
    ] = None,
    days: Annotated[int, typer.Option(help="For how many days its token is valid.")] = MAX_DAYS,
    folder: FolderOption = None,
) -> None:
    """Enter an application. It reads nothing until its token is released, by HR if there is any."""
    installation = installation_of(folder)
    of = None
    if unit is not None:
        units = read_unit_names(installation, OPERATOR)
        of = next(
            (known for known, called in units.items() if same_name(called) == same_name(unit)), None
        )
        if of is None:
            raise ClientError("unknown_unit", name=unit)
    propose(
        installation, OPERATOR, name=name, scopes=scope or SCOPES, unit=of, days=days, today=today()
    )
    say(f"{escape(name)} is entered, and waits for its release: see `peil api-token list`.")


@commands.command("release")
def release_token(name: NameArgument, folder: FolderOption = None) -> None:
    """Print the token of an application that waits, while nobody of HR can release it."""
    installation = installation_of(folder)
    token = release(installation, None, named(installation, name), today())
    say(f"Address: {address_of(Settings())}/api/v1/")
    typer.echo(f"Token: {token}")
    say("It is printed only now: only its hash is stored.")


@commands.command()
def end(name: NameArgument, folder: FolderOption = None) -> None:
    """End an application, so that its token opens nothing any more."""
    installation: Installation = installation_of(folder)
    remove(installation, OPERATOR, named(installation, name))
    say(f"{escape(name)} reads nothing any more.")


def _line(client: Client) -> str:
    scopes = ", ".join(client.scopes)
    last = "nothing read yet" if client.used_on is None else f"last read on {client.used_on}"
    return (
        f"{escape(client.name)}: {scopes} of {escape(client.unit or 'the whole')}, "
        f"{client.state}, until {client.expires_on}, {last}"
    )
