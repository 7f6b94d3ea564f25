"""`peil keys`: where the key of a wave lies, and the keepers it is sealed for."""

from typing import Annotated

import typer

from dashboard.commands.lazy_group import PlainGroup
from dashboard.commands.terminal import FolderOption, installation_of, say
from surveys.installation import Installation, KeeperError, checked_passphrase, make_keepers
from surveys.installation.custody import BOX_AND_KEY, LOST
from surveys.waves import keeper_state, open_number, protect_keys, unprotect_keys

commands = typer.Typer(
    cls=PlainGroup,
    no_args_is_help=True,
    help="Where the key of a wave lies, and the keepers it is sealed for.",
    rich_markup_mode=None,
)

TRIES = 3
"""How often a passphrase may be typed before the command ends without any change."""


@commands.command()
def status(folder: FolderOption = None) -> None:
    """Show where the key lies, who its keepers are, and whom the open wave waits for."""
    installation = installation_of(folder)
    _refuse_without_folder(installation)
    keys, state, number = installation.keys, keeper_state(installation), open_number(installation)
    say(f"Key folder  {keys.path}")
    if number is None:
        say("No wave is open, so there is no key.")
    else:
        say(f"Wave {number}      {keys.file_of(number)}")
        if (sealed := keys.sealed(number)) is not None:
            say(f"            sealed for {_and(sealed.keepers.names)}")
            say(f"            still to come: {_and(sealed.waits_for)}")
        else:
            say("            not sealed")
    here = keys.keepers()
    if here is not None:
        say(f"Keepers of later waves: {_and(here.names)}.")
    elif state.keepers:
        raise KeeperError("lost", names=state.keepers, folder=keys.path)
    else:
        say("There are no keepers of later waves: `peil keys protect` names them.")
    say(f"{BOX_AND_KEY} {state.custody}")


@commands.command()
def protect(
    keeper: Annotated[
        list[str] | None,
        typer.Option(help="Name of a keeper, such as HR; once, or twice for two keepers."),
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Seal the key of each later wave for one or two keepers, each with a passphrase.

    With two, both passphrases are needed to count, in any order and on any device.
    """
    installation = installation_of(folder)
    _refuse_without_folder(installation)
    if (before := installation.keys.keepers()) is not None:
        raise KeeperError("already", names=before.names)
    names = keeper or _names()
    say(LOST)
    if (number := open_number(installation)) is not None:
        say(f"Wave {number} is open and stays as it is: this begins with the next wave.")
    typer.confirm("Have the keepers understood this?", abort=True)
    made = make_keepers([(name, _new_passphrase(name)) for name in names])
    protect_keys(installation, made)
    say(f"From the next wave on the key is sealed for {_and(made.names)}.")
    say("They count with the page Count, or with `peil close-wave` on this machine.")


@commands.command()
def unprotect(folder: FolderOption = None) -> None:
    """Let later waves open without keepers; needs the passphrases of all of them."""
    installation = installation_of(folder)
    _refuse_without_folder(installation)
    here = installation.keys.keepers()
    names = here.names if here is not None else ()
    passphrases = [(name, ask_passphrase(f"Passphrase of {name}")) for name in names]
    unprotect_keys(installation, passphrases)
    say("Later waves open without keepers, and the clock counts them.")
    if keeper_state(installation).wave is not None:
        say("The open wave stays sealed: its keepers count it.")


def ask_passphrase(prompt: str) -> str:
    """Ask for a passphrase without showing it; empty if nothing is typed."""
    return str(typer.prompt(prompt, hide_input=True, default="", show_default=False))


def _names() -> list[str]:
    first = typer.prompt("Name of the first keeper", default="HR")
    second = typer.prompt(
        "Name of the second keeper (may stay empty)", default="", show_default=False
    )
    return [first, second] if second.strip() else [first]


def _new_passphrase(name: str) -> str:
    """Let a keeper type a new passphrase twice; raise KeeperError if they cannot."""
    for attempt in range(TRIES):
        first = ask_passphrase(f"New passphrase of {name}")
        try:
            checked_passphrase(first)
        except KeeperError as refused:
            if attempt == TRIES - 1:
                raise
            say(str(refused))
            continue
        if ask_passphrase("The same once more") == first:
            return first
        say("These two differ.")
    raise KeeperError("differ", name=name)


def _refuse_without_folder(installation: Installation) -> None:
    if not installation.keeps_time:
        raise KeeperError("elsewhere")


def _and(names: tuple[str, ...]) -> str:
    return " and ".join(names)
