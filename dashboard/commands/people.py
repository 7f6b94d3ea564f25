"""`peil sign-in-link` and `peil confirm-role`: who signs in, and roles that wait."""

from typing import Annotated

import typer
from rich.markup import escape

from dashboard.clock import now
from dashboard.commands.terminal import FolderOption, address_of, installation_of, say
from db.people import Role
from surveys.people.confirming import WaitingRole, waiting_roles
from surveys.people.importing.summary import role_in_words
from surveys.people.operator import admit, confirm_on_server
from surveys.people.roles import RoleError
from surveys.settings import Settings
from surveys.sign_in import LINK_LIFETIME, make_link_secret
from surveys.texts import Texts

_ENGLISH = Texts("en")

_OF_A_UNIT = "reads the results of that unit and all below it"
_OF_THE_WHOLE = {
    "hr": "reads all published results and the audit trail",
    "council": "reads the audit trail and the changes of people, no results",
    "administrator": "looks after people, programme and messages, reads no results",
}


def sign_in_link(
    email: Annotated[str, typer.Argument(help="E-mail address of the person who signs in.")],
    role: Annotated[Role | None, typer.Option(help="Give them this role, too.")] = None,
    unit: Annotated[
        str | None, typer.Option(help="The unit of that role, or of somebody new; else the whole.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Add them: they are not known yet.")] = False,
    name: Annotated[str, typer.Option(help="Their name, with --new.")] = "",
    folder: FolderOption = None,
) -> None:
    """Print a link that signs somebody in once, within fifteen minutes, and their roles.

    It adds nobody without --new, and gives no role without --role. What it does is in the trail.
    """
    if name and not new:
        raise RoleError("name_alone")
    installation = installation_of(folder)
    newcomer = name.strip() if new else None
    person = admit(installation, email, newcomer=newcomer, role=role, unit=unit)
    if new:
        say(f"{escape(person.name)} is added.")
    for held in person.roles:
        words = escape(role_in_words(held.role, held.unit, _ENGLISH))
        waits = (
            ""
            if held.confirmed
            else "; not confirmed yet, so it gives nothing: see `peil confirm-role`"
        )
        say(f"{escape(person.name)}: {words} ({_may(held.role, held.unit)}){waits}")
    if not person.roles:
        say(f"{escape(person.name)} has no role: signed in, they see no results.")
    secret = make_link_secret(installation, person.person, now())
    minutes = int(LINK_LIFETIME.total_seconds() / 60)
    say(f"{address_of(Settings())}/sign-in/{secret}")
    say(f"The link works once, within {minutes} minutes. Only its hash is stored.")


def confirm_role(
    email: Annotated[
        str | None, typer.Argument(help="Whose role; without it, all that wait are listed.")
    ] = None,
    role: Annotated[Role | None, typer.Option(help="Which role; else all of theirs.")] = None,
    folder: FolderOption = None,
) -> None:
    """Confirm a role that reads results or the trail, while nobody else can; list what waits.

    Once somebody holds such a role, they confirm the next one on the page Confirmations.
    """
    installation = installation_of(folder)
    if email is not None:
        for done in confirm_on_server(installation, email, role):
            may = _may(done.role, done.unit)
            say(f"{_in_words(done)} is confirmed: {may}. It is in the audit trail.")
        return
    waiting = waiting_roles(installation, None)
    for one in waiting:
        say(f"{_in_words(one)}, given by {escape(one.given_by or 'the server')}.")
        if one.confirmers:
            names = escape(", ".join(one.confirmers))
            say(f"  Confirmed on the page Confirmations, by: {names}")
        else:
            say(f"  Confirm it with: peil confirm-role {escape(one.email)} --role {one.role}")
    if not waiting:
        say("No role is waiting for confirmation.")


def _in_words(role: WaitingRole) -> str:
    words = role_in_words(role.role, role.unit, _ENGLISH)
    return escape(f"{role.name} ({role.email}): {words}")


def _may(role: str, unit: str | None) -> str:
    """Return what a role allows, for a unit or for the whole organisation."""
    if unit is None:
        return _OF_THE_WHOLE[role]
    return "looks after the people there" if role == "administrator" else _OF_A_UNIT
