"""`peil scim-token`: the token with which an identity provider synchronises people."""

from typing import Annotated

import typer

from dashboard.commands.terminal import FolderOption, installation_of, say
from surveys.people.provisioning.directory import make_token, remove_token
from surveys.settings import Settings


def scim_token(
    remove: Annotated[
        bool, typer.Option("--remove", help="Let nobody synchronise any more.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Print a new token with which an identity provider synchronises people, by SCIM 2.0.

    An earlier token stops working. People and units stay as they are.
    """
    installation = installation_of(folder)
    if remove:
        existed = remove_token(installation)
        say("Nobody can synchronise people any more." if existed else "There was no token.")
        return
    token = make_token(installation)
    say(f"Address: {Settings().address.rstrip('/')}/scim/v2")
    say(f"Token: {token}")
    say("It is printed only now: only its hash is stored. Made again, it replaces this one.")
