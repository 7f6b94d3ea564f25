"""The button that prints a page of results, with the facts that belong on every sheet."""

from uuid import UUID

from dashboard.components import paper
from dashboard.results.reports import Reports


def save_or_print(reports: Reports, unit: UUID) -> None:
    """Show the button that prints the page of a unit, or of the organisation by its root."""
    _ = reports.run.texts.gettext
    printed = _("printed {date}").format(date=reports.run.texts.date(reports.run.today))
    paper.save_or_print(_("Save or print"), f"{reports.source(unit)} · {printed}")
