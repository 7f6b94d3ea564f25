"""Reads the first sheet of an Excel or Calc workbook as text; formulas and macros are refused.

A workbook is a ZIP archive: it is looked through before anything in it is unpacked, so that a small
file cannot become a huge one in memory.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.read_only import EmptyCell
from openpyxl.utils.exceptions import InvalidFileException

from surveys.tables import opendocument
from surveys.tables.delimited_file import OLD_WORKBOOK_START, DelimitedFileError

UNPACKED = 300_000_000
RATIO = 200
"""Maximum ratio of unpacked to packed size of a part; text shrinks ten to forty times."""
WIDEST = 200
MAX_GAP = 1_000
"""Maximum number of rows that are missing between two others.

A workbook of a few bytes can say that its one cell lies in the last of a million rows.
"""

_MACROS_OF_CALC = ("Basic/", "Scripts/")
_BROKEN = (
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    zipfile.BadZipFile,
)
"""Exceptions of openpyxl for damaged workbooks; for most it has none of its own."""


def records(
    name: str, content: bytes, most_rows: int, on_formula: Callable[[DelimitedFileError], None]
) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of each row that is not empty; each formula is passed to `on_formula`.

    Raises DelimitedFileError for a file that is not a workbook, or not safe to open.
    """
    _refuse_unsafe(name, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if opendocument.is_calc_document(archive):
                yield from opendocument.records(name, archive, WIDEST, most_rows, on_formula)
                return
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What a workbook says of its own size need not be true.
        sheet.reset_dimensions()
        width = 0
        gap = 0
        for line, row in enumerate(sheet.iter_rows(max_col=WIDEST), 1):
            gap = gap + 1 if all(isinstance(cell, EmptyCell) for cell in row) else 0
            if gap > MAX_GAP:
                raise DelimitedFileError("far", file=name, line=line - MAX_GAP, most=MAX_GAP)
            if line > most_rows + MAX_GAP:
                raise DelimitedFileError("too_many_rows", file=name, line=line, most=most_rows)
            if gap:
                continue
            cells = [_text(cell.value) for cell in row]
            if not any(map(str.strip, cells)):
                continue
            if any(getattr(cell, "data_type", None) == "f" for cell in row):
                on_formula(DelimitedFileError("formula", file=name, line=line))
            while cells and not cells[-1].strip():
                cells.pop()
            width = width or len(cells)
            # Empty cells at the end of a row are not stored in a workbook.
            yield line, cells + [""] * (width - len(cells))
    except _BROKEN as error:
        raise DelimitedFileError("no_workbook", file=name) from error


def _refuse_unsafe(name: str, content: bytes) -> None:
    if content.startswith(OLD_WORKBOOK_START):
        raise DelimitedFileError("old_workbook", file=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise DelimitedFileError("no_workbook", file=name) from error
    unpacked = sum(part.file_size for part in parts)
    swollen = any(p.file_size > 1_000_000 + RATIO * p.compress_size for p in parts)
    if unpacked > UNPACKED or swollen or len(parts) > 1_000:
        raise DelimitedFileError("swollen", file=name)
    names = {part.filename for part in parts}
    if any(n.endswith("vbaProject.bin") or n.startswith(_MACROS_OF_CALC) for n in names):
        raise DelimitedFileError("macros", file=name)
    if names.isdisjoint({"[Content_Types].xml", "content.xml"}):
        raise DelimitedFileError("no_workbook", file=name)


def _text(value: object) -> str:
    """Return a cell as it is shown: whole numbers without decimals, times as 09:30."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
