"""The formats of reports, with their writers; and several files as one to download."""

import importlib
import io
import zipfile
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

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first moment that an archive knows: the same files make the same archive."""

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


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of files by name."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), file, zipfile.ZIP_DEFLATED)
    return content.getvalue()
