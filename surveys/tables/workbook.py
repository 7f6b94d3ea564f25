"""The sheets of Excel and Calc workbooks as text; macros are refused.

A workbook is a ZIP archive (or, before Excel 2007, a file of its own kind): it is looked through
before anything in it is unpacked, so that a small file cannot become a huge one in memory.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.read_only import EmptyCell
from openpyxl.utils.exceptions import InvalidFileException

from surveys.errors import N_, phrase
from surveys.tables import old_workbook, opendocument
from surveys.tables.cells import Formula, Record, Unusable, shown
from surveys.tables.faults import DelimitedFileError
from surveys.tables.kinds import OLD_WORKBOOK_START, Sheet
from surveys.tables.merged_cells import MergedCells, in_sheet_of_excel

UNPACKED = 300_000_000
RATIO = 200
"""Maximum ratio of unpacked to packed size of a part; text shrinks ten to forty times."""
WIDEST = 200
MAX_GAP = 1_000
"""Maximum number of rows that are missing between two others.

A workbook of a few bytes can say that its one cell lies in the last of a million rows.
"""

_MACROS_OF_CALC = ("Basic/", "Scripts/")
BROKEN = (
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


@dataclass(frozen=True)
class Workbook:
    """A workbook of a name; no sheet of it may have more than `most_rows` rows."""

    name: str
    content: bytes
    most_rows: int

    def sheets(self) -> Sequence[Sheet]:
        """Return the sheets, in their order.

        Raises DelimitedFileError for a file that is not a workbook, or not safe to open.
        """
        if self.content.startswith(OLD_WORKBOOK_START):
            return old_workbook.sheets(self.name, self.content, self.most_rows, WIDEST)
        self._refuse_unsafe()
        try:
            return list(self._sheets())
        except BROKEN as error:
            raise DelimitedFileError("no_workbook", file=self.name) from error

    def _sheets(self) -> Iterator[Sheet]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            if opendocument.is_calc_document(archive):
                for number, (title, hidden) in enumerate(opendocument.titles(archive)):
                    rows, merged = partial(self._of_calc, number), partial(self._merged_in, number)
                    yield Sheet(title, hidden, rows, merged)
                return
        book = openpyxl.load_workbook(io.BytesIO(self.content), read_only=True, keep_links=False)
        for sheet in book.worksheets:
            # What openpyxl opened the sheet from, which it does not tell in public.
            path = str(vars(sheet)["_worksheet_path"]).lstrip("/")
            yield Sheet(
                sheet.title,
                sheet.sheet_state != "visible",
                partial(self._rows, sheet),
                partial(self._merged, path),
            )

    def _merged(self, path: str) -> Sequence[MergedCells]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive, archive.open(path) as xml:
            return in_sheet_of_excel(xml)

    def _merged_in(self, number: int) -> Sequence[MergedCells]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return opendocument.merged(archive, number, WIDEST)

    def _of_calc(self, number: int) -> Iterator[Record]:
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
                yield from opendocument.records(self.name, archive, number, WIDEST, self.most_rows)
        except BROKEN as error:
            raise DelimitedFileError("no_workbook", file=self.name) from error

    def _rows(self, sheet: Any) -> Iterator[Record]:
        # What a workbook says of its own size need not be true.
        sheet.reset_dimensions()
        gap = 0
        try:
            for line, row in enumerate(sheet.iter_rows(max_col=WIDEST), 1):
                gap = gap + 1 if all(isinstance(cell, EmptyCell) for cell in row) else 0
                if gap > MAX_GAP:
                    raise DelimitedFileError(
                        "far", file=self.name, line=line - MAX_GAP, most=MAX_GAP
                    )
                if line > self.most_rows + MAX_GAP:
                    raise DelimitedFileError(
                        "too_many_rows", file=self.name, line=line, most=self.most_rows
                    )
                if gap:
                    continue
                cells = [_text(cell) for cell in row]
                if any(map(str.strip, cells)):
                    yield line, cells
        except BROKEN as error:
            raise DelimitedFileError("no_workbook", file=self.name) from error

    def _refuse_unsafe(self) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
                parts = archive.infolist()
        except zipfile.BadZipFile as error:
            raise DelimitedFileError("no_workbook", file=self.name) from error
        unpacked = sum(part.file_size for part in parts)
        swollen = any(p.file_size > 1_000_000 + RATIO * p.compress_size for p in parts)
        if unpacked > UNPACKED or swollen or len(parts) > 1_000:
            raise DelimitedFileError("swollen", file=self.name)
        names = {part.filename for part in parts}
        if any(n.endswith("vbaProject.bin") or n.startswith(_MACROS_OF_CALC) for n in names):
            raise DelimitedFileError("macros", file=self.name)
        for part, kind in (
            ("xl/workbook.bin", N_("a binary workbook (.xlsb)")),
            ("word/document.xml", N_("a text document (.docx)")),
            ("ppt/presentation.xml", N_("a presentation (.pptx)")),
            ("Index/Document.iwa", N_("a Numbers document")),
        ):
            if part in names:
                raise DelimitedFileError("other_kind", file=self.name, kind=phrase(kind))
        if names.isdisjoint({"[Content_Types].xml", "content.xml"}):
            raise DelimitedFileError("no_workbook", file=self.name)


def _text(cell: Any) -> str:
    """Return a cell as it is shown, a formula and an error as what they are."""
    if cell.data_type == "f":
        return Formula(cell.value)
    if cell.data_type == "e":
        return Unusable(cell.value)
    if cell.data_type == "n" and cell.value is not None:
        return shown(cell.value, cell.number_format)
    return shown(cell.value)
