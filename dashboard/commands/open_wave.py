"""`peil open-wave`: invites everybody, and hands out the links once."""

import csv
import sys
from datetime import datetime
from typing import Annotated

import typer

from dashboard.clock import now
from dashboard.commands.output import say_aside
from dashboard.commands.place import FolderOption, installation_of
from surveys.people.roster import names_and_addresses
from surveys.programme.programme import local_date
from surveys.settings.settings import Settings
from surveys.waves import waves


def open_wave(
    closes: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day to answer.")],
    period: Annotated[waves.Period, typer.Option(help="Time asked about.")] = "biweekly",
    folder: FolderOption = None,
) -> None:
    """Open the next wave and print one line per person: name, mail address and personal link.

    The links are printed once and kept nowhere; send each to its person and delete the list.
    Units with paper slips get no links.
    """
    place = installation_of(folder)
    today = local_date(place, now())
    opened = waves.open_wave(place, opens_on=today, closes_on=closes.date(), period=period)
    address = Settings().address
    lines = csv.writer(sys.stdout)
    lines.writerow(("name", "email", "link"))
    for person, name, email in names_and_addresses(place):
        if person in opened.tokens:
            lines.writerow((name, email, f"{address}/answer?t={opened.tokens[person]}"))
    say_aside(f"Wave {opened.number} is open. These links are kept nowhere: send them now.")
    for unit, number in opened.slips.items():
        say_aside(f"{unit} answers with its {number} paper slips: hand them out now.")
