"""`peil trail`: who read or changed what."""

import csv
import sys

from dashboard.commands.place import FolderOption, installation_of
from surveys.tables.spreadsheet_cells import escape_formula
from surveys.trail.trail import entries


def trail(folder: FolderOption = None) -> None:
    """Print the audit trail as CSV, from new to old: day, by whom, what, and to what."""
    lines = csv.writer(sys.stdout)
    lines.writerow(("day", "by", "action", "subject"))
    for entry in entries(installation_of(folder)):
        cells = (entry.by or "(server)", entry.action, entry.subject)
        lines.writerow((entry.noted_on, *map(escape_formula, cells)))
