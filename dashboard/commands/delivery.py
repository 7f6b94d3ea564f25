"""`peil result-links` and `peil bounces`: for an organisation that sends its own mail."""

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.terminal import FolderOption, installation_of, say, say_on_stderr
from surveys.access.result_links import VALID_DAYS, links_for_everybody
from surveys.messages.bounce_folder import new_reports
from surveys.messages.bounces import read, read_all, read_files
from surveys.messages.returned import BounceResult, record_bounces
from surveys.settings import Settings
from surveys.tables.spreadsheet_cells import escape_formula


def result_links(folder: FolderOption = None) -> None:
    """Print one line per person: name, e-mail address, and the link to their unit's results.

    All people of a unit have the same link: it does not tell who opened it.
    """
    address = Settings().address
    lines = csv.writer(sys.stdout)
    lines.writerow(("name", "email", "link"))
    for name, email, link in links_for_everybody(installation_of(folder)):
        lines.writerow((*map(escape_formula, (name, email)), f"{address}/results?u={link}"))
    say_on_stderr(f"Send each person their link. It works for {VALID_DAYS} days.")


def bounces(
    source: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            allow_dash=True,
            help="A report, list or trace, a folder of mails such as a Maildir; - reads a pipe.",
        ),
    ] = None,
    imap: Annotated[
        bool, typer.Option("--imap", help="Read the new mails in the folder of PEIL_BOUNCES.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """List people whose mail bounced as not reached; the page Messages shows them."""
    installation = installation_of(folder)
    if imap:
        with new_reports(Settings()) as contents:
            _say(record_bounces(installation, read_all(contents)))
    elif source is None:
        raise typer.BadParameter("name a file or folder, - for a pipe, or --imap")
    elif str(source) == "-":
        _say(record_bounces(installation, read(sys.stdin.buffer.read())))
    else:
        _say(record_bounces(installation, read_files(source)))


def _say(result: BounceResult) -> None:
    say(f"Addresses listed as not reached: {len(result.listed)}.")
    if result.known:
        say(f"Listed before: {', '.join(result.known)}")
    for said, addresses in (
        ("No mail that could come back was sent to these", result.unsent),
        ("Nobody here has these addresses", result.unknown),
        ("Only delayed, so not listed", result.delayed),
    ):
        if addresses:
            say_on_stderr(f"{said}: {', '.join(addresses)}")
