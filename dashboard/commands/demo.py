"""`peil demo`: an example organisation with a history, ready to explore."""

import json
import os
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

import typer

from dashboard.clock import now, today
from dashboard.commands.serve import NoBrowser, Port, check_port, listen, open_browser_when_ready
from dashboard.commands.terminal import Report, installation_of, note_served, progress_bar, say
from surveys import example
from surveys.errors import N_, PeilError
from surveys.installation import Installation, release
from surveys.organisation import TIME_ZONE
from surveys.settings import Settings, current_settings
from surveys.sign_in import make_link_secret
from surveys.waves import answer_link

HOST = "localhost"
NOTE = "example.json"
"""Marks a folder as an example, and keeps the links that a mailbox would keep."""

LINK_LIFETIME = timedelta(days=1)
LEAST_TO_TRY = timedelta(hours=4)
"""For how long at least the wave of a new example is open."""


class NotAnExampleError(PeilError):
    """A folder or database with something other than an example organisation."""

    texts: ClassVar = {
        "database": N_(
            "PEIL_DATABASE_URL is set, and the example never touches a database. Unset it first."
        ),
        "folder": N_(
            "{folder} holds something else than an example. Choose another one with --folder."
        ),
    }


def demo(
    port: Port = 8501,
    people: Annotated[
        int, typer.Option(help="How many people work there.", min=example.MIN_PEOPLE)
    ] = 300,
    folder: Annotated[Path, typer.Option(help="Where the example lives.")] = Path("peil-demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over.")] = False,
    no_browser: NoBrowser = False,
) -> None:
    """Show Peil with an example organisation: 13 counted waves and one that is open.

    Fewer than 60 people are a small firm with a few teams: 9 show what Peil can say of so few.
    """
    if Settings().database_url is not None:
        raise NotAnExampleError("database")
    # Never the key folder of an installation of their own, whose keys the example would replace.
    os.environ["PEIL_KEYS"] = str(Settings(folder=folder, keys=None).key_folder)
    check_port(HOST, port)
    with progress_bar() as report:
        installation, tokens, size = prepare(folder, people, fresh=fresh, report=report)
    address = f"http://{HOST}:{port}"
    note_served(current_settings(), HOST, port)
    guides = example.example_people(installation)
    say(
        f"\n[bold]Peil[/] · the example organisation {guides.hr.unit}, {size} people, in {folder}\n"
    )
    say(f"  Address                 {address}")
    # Without a link where the programme has opened the wave: then they went out by mail.
    for title, page, token in zip(
        ("Answer as an employee", "The same in the app"),
        ("light", "app"),
        [*tokens[:2], *tokens[:1]],
        strict=False,
    ):
        link = answer_link(Settings(address=address, answer_page=page), token)
        say(f"  {title:<23} {link}")
    for title, guide in (
        (f"Manager of {guides.manager.unit}", guides.manager),
        ("HR", guides.hr),
        ("Works council", guides.council),
        ("Administrator", guides.administrator),
    ):
        say(f"  {title:<23} {_sign_in(installation, guide, address)}  ({guide.name})")
    say(f"\n  Count the open wave     uv run peil close-wave --early --folder {folder}")
    say("  Stop                    Ctrl+C\n")
    if not no_browser:
        open_browser_when_ready(address)
    listen(HOST, port)


def prepare(
    folder: Path, people: int, *, fresh: bool, report: Report
) -> tuple[Installation, list[str], int]:
    """Return the example in a folder, its unused tokens and its size; make it if there is none.

    An example whose making was interrupted is made again. Raises NotAnExampleError rather than
    touch a folder that holds anything else.
    """
    note = folder / NOTE
    kept = json.loads(note.read_text()) if note.exists() else None
    if kept is None and folder.exists() and any(folder.iterdir()):
        raise NotAnExampleError("folder", folder=folder)
    if kept is not None and not fresh and kept["complete"]:
        return _reuse(folder, kept, report)
    if folder.exists():
        release(Settings(folder=folder))
        shutil.rmtree(folder)
        shutil.rmtree(Settings(folder=folder, keys=None).key_folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _write(note, complete=False, people=people, tokens=[])
    installation = installation_of(folder)
    tokens = example.create_example(
        installation, number_of_people=people, today=last_day(now()), progress=report
    )
    _write(note, complete=True, people=people, tokens=tokens)
    return installation, tokens, people


def last_day(moment: datetime) -> date:
    """Return the day on which the open wave closes: today, or tomorrow late in the day.

    What closes within minutes could not be tried.
    """
    later = moment.astimezone(ZoneInfo(TIME_ZONE)) + LEAST_TO_TRY
    return later.date()


def _reuse(
    folder: Path, kept: dict[str, object], report: Report
) -> tuple[Installation, list[str], int]:
    installation = installation_of(folder)
    size = int(str(kept["people"]))
    tokens = example.usable_tokens(
        installation, [str(token) for token in _listed(kept["tokens"])], today()
    )
    if not tokens:
        tokens = example.open_next_wave(installation, today(), report)
        _write(folder / NOTE, complete=True, people=size, tokens=tokens)
    return installation, tokens, size


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _write(note: Path, *, complete: bool, people: int, tokens: list[str]) -> None:
    note.touch(mode=0o600)
    note.write_text(json.dumps({"complete": complete, "people": people, "tokens": tokens}))


def _sign_in(installation: Installation, guide: example.ExamplePerson, address: str) -> str:
    secret = make_link_secret(
        installation, guide.person, now(), lifetime=LINK_LIFETIME, reusable=True
    )
    return f"{address}/sign-in/{secret}"
