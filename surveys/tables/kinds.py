"""What a file is by its first bytes, whatever it is called, and the sheets of a workbook. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from surveys.errors import N_, phrase
from surveys.tables.cells import Record
from surveys.tables.faults import DelimitedFileError
from surveys.tables.merged_cells import MergedCells

START = 4_000
"""Bytes at the beginning of a file that tell what it is."""

ZIP_START, OLD_WORKBOOK_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

_OTHERS = (
    (b"%PDF", N_("a PDF document")),
    (b"{\\rtf", N_("a text document (.rtf)")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"\x1f\x8b", N_("a compressed file (.gz)")),
    (b"Rar!", N_("a compressed file (.rar)")),
    (b"7z\xbc\xaf", N_("a compressed file (.7z)")),
    (b"$FL2", N_("an SPSS file (.sav)")),
    (b"ID;P", N_("a SYLK file (.slk)")),
    (b"\t\x08\x10\x00\x00\x06\x05\x00", N_("a workbook of a very old Excel")),
)
_WEB_PAGE = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|meta|body|table|style|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml|\s*<[a-z]+[\s>:]", re.IGNORECASE)
_JSON = re.compile(rb'\s*(\{|\[)\s*(["{\[]|$)')


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; each call of `records` reads it from its first row.

    `merged` reads which cells are merged.
    """

    title: str
    hidden: bool
    records: Callable[[], Iterator[Record]]
    merged: Callable[[], Sequence[MergedCells]] = tuple


def is_workbook(content: bytes) -> bool:
    """Return whether a file is an archive, as workbooks are, or an old workbook."""
    return content.startswith((ZIP_START, OLD_WORKBOOK_START))


def refuse_others(name: str, content: bytes) -> None:
    """Raise DelimitedFileError for a file that is neither a workbook nor delimited text."""
    start = content[:START].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if _WEB_PAGE.match(start):
        raise DelimitedFileError("web_page", file=name)
    kind = next((kind for sign, kind in _OTHERS if content.startswith(sign)), None)
    if kind is None and _XML.match(start):
        kind = N_("an XML file")
    if kind is None and _JSON.match(start):
        kind = N_("a JSON file")
    if kind is not None:
        raise DelimitedFileError("other_kind", file=name, kind=phrase(kind))
