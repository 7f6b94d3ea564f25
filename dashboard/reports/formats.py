"""The formats of reports: their writers and their media types."""

import importlib
from collections.abc import Mapping

from surveys.reports import Format
from surveys.reports.document import Report

_OFFICE = "application/vnd.openxmlformats-officedocument"

MEDIA_TYPES: Mapping[Format, str] = {
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "html": "text/html",
    "pdf": "application/pdf",
}

_WRITERS: Mapping[Format, tuple[str, str]] = {
    "pptx": ("slides", "slides"),
    "xlsx": ("workbook", "workbook"),
    "html": ("web_page", "web_page"),
    "pdf": ("paper", "paper"),
}


def written(report: Report, file_format: Format) -> bytes:
    """Return a report as a file."""
    module, function = _WRITERS[file_format]
    # Imported only now: a page that offers a report loads none of these libraries.
    file: bytes = getattr(importlib.import_module(f"dashboard.reports.{module}"), function)(report)
    return file
