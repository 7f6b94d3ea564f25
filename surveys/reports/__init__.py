"""Reports to take away: of a unit or of the organisation, over a wave, a quarter or a year.

A report is one document in one language, made of what `surveys/reading` shows and in its words.
Types are public in `document`, times in `period`; `dashboard/reports` writes the files.
"""

from surveys.reports.making import (
    FORMATS,
    SERVER,
    Asked,
    Format,
    export_report,
    make_report,
    may_export,
)
from surveys.reports.period import Period, PeriodError

__all__ = [
    "FORMATS",
    "SERVER",
    "Asked",
    "Format",
    "Period",
    "PeriodError",
    "export_report",
    "make_report",
    "may_export",
]
