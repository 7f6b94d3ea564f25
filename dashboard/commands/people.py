"""`peil add-people` and `peil sign-in-link`: the people who take part, and those with a role."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.clock import now
from dashboard.commands.terminal import FolderOption, installation_of, say
from surveys.people import roster
from surveys.settings.settings import Settings
from surveys.sign_in.sign_in import LINK_LIFETIME, make_link_secret


def add_people(
    file: Annotated[Path, typer.Argument(help="CSV with the columns name, email and unit.")],
    folder: FolderOption = None,
) -> None:
    """Add people, and the units they work in, from a file."""
    added = roster.add_people(installation_of(folder), file)
    say(f"{added.people} people added; there are {added.units} units now.")


def sign_in_link(
    email: Annotated[str, typer.Argument(help="Mail address of the person who signs in.")],
    role: Annotated[roster.Role, typer.Option(help="What they may do.")] = "hr",
    unit: Annotated[
        str | None, typer.Option(help="The unit a manager leads, or a role is for.")
    ] = None,
    name: Annotated[str, typer.Option(help="Their name, when they are new.")] = "",
    folder: FolderOption = None,
) -> None:
    """Give somebody a role and print a link that signs them in once, within fifteen minutes."""
    installation = installation_of(folder)
    person = roster.appoint(installation, email=email, name=name, role=role, unit=unit)
    secret = make_link_secret(installation, person, now())
    minutes = int(LINK_LIFETIME.total_seconds() / 60)
    say(f"{Settings().address}/sign-in/{secret}")
    say(f"The link works once, within {minutes} minutes. Only its hash is stored.")
