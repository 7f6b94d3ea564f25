"""Files of reports: each writer lays out the document of `surveys/reports` and adds nothing.

`written` is the one way to them; the libraries of a format are loaded when it is first asked for.
"""

from dashboard.reports.formats import MEDIA_TYPES, written

__all__ = ["MEDIA_TYPES", "written"]
