"""`peil result-links` and `peil bounces`: for an organisation that sends its own mail."""

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.terminal import FolderOption, installation_of, say, say_on_stderr
from surveys.access.result_links import VALID_DAYS, links_for_everybody
from surveys.messages.delivery_status import record_bounces
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
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Addresses, one on each line.")
    ],
    folder: FolderOption = None,
) -> None:
    """List people whose mail bounced as not reached; the page Messages shows them."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    listed, unknown = record_bounces(installation_of(folder), lines)
    say(f"Addresses listed as not reached: {listed}.")
    if unknown:
        say_on_stderr(f"Nothing was sent to these: {', '.join(unknown)}")
