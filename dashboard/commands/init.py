"""`peil init` and `peil postgresql-script`: an organisation and a database to begin with."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.clock import now
from dashboard.commands.terminal import FolderOption, installation_of, say
from surveys import installation as installations
from surveys.operations import Founder, Locale, set_up_installation
from surveys.organisation import TIME_ZONE, Contacts
from surveys.settings import Settings
from surveys.sign_in import LINK_LIFETIME, make_link_secret


def init(
    name: Annotated[str, typer.Option(prompt="Name of the organisation")],
    counsellor: Annotated[str, typer.Option(prompt="Name of the confidential counsellor")],
    phone: Annotated[str, typer.Option(prompt="Phone of the counsellor")],
    your_name: Annotated[str, typer.Option(prompt="Your own name")],
    your_email: Annotated[str, typer.Option(prompt="Your own e-mail address")],
    doctor: Annotated[
        str, typer.Option(prompt="How to reach the company doctor (may stay empty)")
    ] = "",
    time_zone: Annotated[str, typer.Option(prompt="Time zone")] = TIME_ZONE,
    language: Annotated[str, typer.Option(prompt="Language (en or nl)")] = "en",
    country: Annotated[
        str, typer.Option(prompt="Country of the public holidays (such as NL; may stay empty)")
    ] = "",
    hr: Annotated[bool, typer.Option(help="Whether you also read results, as HR.")] = False,
    folder: FolderOption = None,
) -> None:
    """Set up the organisation and its first administrator; asks for what is left out."""
    installation = installation_of(folder)
    person = set_up_installation(
        installation,
        name=name,
        contacts=Contacts(counsellor, phone, doctor or None),
        locale=Locale(time_zone, language, country.upper() or None),
        founder=Founder(your_name, your_email, is_hr=hr),
        code=None,
    )
    settings = Settings()
    minutes = int(LINK_LIFETIME.total_seconds() / 60)
    say(f"{name} is set up in {_where(folder, settings)}.")
    say("Start the pages with `uv run peil serve`, then open this link; it works once, within")
    say(f"{minutes} minutes, and leads through the rest: people, rhythm, messages, first wave.")
    say(f"{settings.address}/sign-in/{make_link_secret(installation, person, now())}")


def postgresql_script() -> None:
    """Print the SQL that makes roles and schemas: `peil postgresql-script | psql peil`."""
    typer.echo(installations.postgresql_script(), nl=False)


def _where(folder: Path | None, settings: Settings) -> Path:
    return (folder or settings.folder).absolute()
