"""`peil sign-in-link`: a role, and a link to sign in with."""

from typing import Annotated

import typer

from dashboard.clock import now
from dashboard.commands.terminal import FolderOption, installation_of, say
from db.people import Role
from surveys.people.roles import give
from surveys.settings import Settings
from surveys.sign_in import LINK_LIFETIME, make_link_secret


def sign_in_link(
    email: Annotated[str, typer.Argument(help="E-mail address of the person who signs in.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = "hr",
    unit: Annotated[
        str | None, typer.Option(help="The unit a manager leads, or a role is for.")
    ] = None,
    name: Annotated[str, typer.Option(help="Their name, when they are new.")] = "",
    folder: FolderOption = None,
) -> None:
    """Give somebody a role and print a link that signs them in once, within fifteen minutes."""
    installation = installation_of(folder)
    person = give(installation, None, email, role, unit, newcomer=name).person
    secret = make_link_secret(installation, person, now())
    minutes = int(LINK_LIFETIME.total_seconds() / 60)
    say(f"{Settings().address}/sign-in/{secret}")
    say(f"The link works once, within {minutes} minutes. Only its hash is stored.")
