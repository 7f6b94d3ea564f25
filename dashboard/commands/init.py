"""`peil init` and `peil postgresql-script`: an organisation and a database to begin with."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.clock import now
from dashboard.commands.terminal import FolderOption, address_of, installation_of, say
from surveys import installation as installations
from surveys.operations import Founder, Locale, set_up_installation
from surveys.organisation import TIME_ZONE, Contacts, SetUpError
from surveys.settings import Settings
from surveys.sign_in import LINK_LIFETIME, make_link_secret

_NEEDED = {
    "name": "Name of the organisation",
    "counsellor": "Name of the confidential counsellor",
    "phone": "Phone of the counsellor",
    "your-name": "Your own name",
    "your-email": "Your own e-mail address",
}
_USUAL = {
    "doctor": ("How to reach the company doctor (may stay empty)", ""),
    "time-zone": ("Time zone", TIME_ZONE),
    "language": ("Language (en or nl)", "en"),
    "country": ("Country of the public holidays (such as NL; may stay empty)", ""),
}


def _option(name: str) -> Any:
    """Return an option that is asked for in a terminal."""
    return typer.Option(f"--{name}", help=_NEEDED[name] if name in _NEEDED else _USUAL[name][0])


def init(
    name: Annotated[str | None, _option("name")] = None,
    counsellor: Annotated[str | None, _option("counsellor")] = None,
    phone: Annotated[str | None, _option("phone")] = None,
    your_name: Annotated[str | None, _option("your-name")] = None,
    your_email: Annotated[str | None, _option("your-email")] = None,
    doctor: Annotated[str | None, _option("doctor")] = None,
    time_zone: Annotated[str | None, _option("time-zone")] = None,
    language: Annotated[str | None, _option("language")] = None,
    country: Annotated[str | None, _option("country")] = None,
    hr: Annotated[bool, typer.Option(help="Whether you also read results, as HR.")] = False,
    folder: FolderOption = None,
) -> None:
    """Set up the organisation and its first administrator; asks for what is left out."""
    asked = _answers(
        {
            "name": name,
            "counsellor": counsellor,
            "phone": phone,
            "your-name": your_name,
            "your-email": your_email,
            "doctor": doctor,
            "time-zone": time_zone,
            "language": language,
            "country": country,
        }
    )
    installation = installation_of(folder)
    person = set_up_installation(
        installation,
        name=asked["name"],
        contacts=Contacts(asked["counsellor"], asked["phone"], asked["doctor"] or None),
        locale=Locale(asked["time-zone"], asked["language"], asked["country"].upper() or None),
        founder=Founder(asked["your-name"], asked["your-email"], is_hr=hr),
        code=None,
    )
    settings = Settings()
    minutes = int(LINK_LIFETIME.total_seconds() / 60)
    say(f"{asked['name']} is set up in {_where(folder, settings)}.")
    say("Start the pages with `uv run peil serve`, then open this link; it works once, within")
    say(f"{minutes} minutes, and leads through the rest: people, rhythm, messages, first wave.")
    say(f"{address_of(settings)}/sign-in/{make_link_secret(installation, person, now())}")


def _answers(options: Mapping[str, str | None]) -> dict[str, str]:
    """Return every option; ask for those left out, or take what is usual without a terminal.

    Raises SetUpError without a terminal, with everything that is missing.
    """
    if sys.stdin.isatty():
        return {
            option: value if value is not None else _ask(option)
            for option, value in options.items()
        }
    missing = [option for option in _NEEDED if not (options[option] or "").strip()]
    if missing:
        raise SetUpError("options", options=", ".join(f"--{option}" for option in missing))
    usual = {option: value for option, (_, value) in _USUAL.items()}
    return usual | {option: value for option, value in options.items() if value is not None}


def _ask(option: str) -> str:
    if option in _NEEDED:
        return str(typer.prompt(_NEEDED[option]))
    label, usual = _USUAL[option]
    return str(typer.prompt(label, default=usual))


def postgresql_script() -> None:
    """Print the SQL that makes roles and schemas: `peil postgresql-script | psql peil`."""
    typer.echo(installations.postgresql_script(), nl=False)


def _where(folder: Path | None, settings: Settings) -> Path:
    return (folder or settings.folder).absolute()
