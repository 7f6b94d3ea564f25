"""`peil result-links`: a link for everybody to the results of their own unit."""

import csv
import sys

from dashboard.commands.output import say_aside
from dashboard.commands.place import FolderOption, installation_of
from surveys.access.result_links import VALID_DAYS, links_for_everybody
from surveys.settings.settings import Settings


def result_links(folder: FolderOption = None) -> None:
    """Print one line per person: name, mail address, and the link to their unit's results.

    All people of a unit have the same link: it says nothing about who opened it.
    """
    address = Settings().address
    lines = csv.writer(sys.stdout)
    lines.writerow(("name", "email", "link"))
    for name, email, link in links_for_everybody(installation_of(folder)):
        lines.writerow((name, email, f"{address}/results?u={link}"))
    say_aside(f"Send each person their link. It works for {VALID_DAYS} days.")
