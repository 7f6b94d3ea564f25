"""`peil scim-token`: lets an identity provider synchronise people, or ends it."""

from typing import Annotated

import typer

from dashboard.commands.output import say
from dashboard.commands.place import FolderOption, installation_of
from surveys.people.provisioning.directory import make_token, remove_token
from surveys.settings.settings import Settings


def scim_token(
    remove: Annotated[
        bool, typer.Option("--remove", help="Let nobody synchronise any more.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Print a new token with which an identity provider synchronises people, by SCIM 2.0.

    An earlier token is worth nothing from then on. People and units stay as they are.
    """
    place = installation_of(folder)
    if remove:
        there = remove_token(place)
        say("Nobody can synchronise people any more." if there else "There was no token.")
        return
    token = make_token(place)
    say(f"Address: {Settings().address.rstrip('/')}/scim/v2")
    say(f"Token: {token}")
    say("It is printed only now: only its hash is stored. Made again, it replaces this one.")
