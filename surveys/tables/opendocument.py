"""Reads the first sheet of a Calc document (OpenDocument, OASIS 2021, part 3) as rows of text.

Formulas are refused. The archive has been looked through before: see `workbook`.
"""

import zipfile
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from surveys.tables.delimited_file import DelimitedFileError

MIME_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}


def is_calc_document(archive: zipfile.ZipFile) -> bool:
    """Return whether an archive says that it is a Calc document."""
    if "mimetype" not in archive.namelist():
        return False
    with archive.open("mimetype") as file:
        return file.read(len(MIME_TYPE) + 1).strip() == MIME_TYPE


def records(
    name: str,
    archive: zipfile.ZipFile,
    widest: int,
    most_rows: int,
    on_formula: Callable[[DelimitedFileError], None],
) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells, at most `widest`, of each row that is not empty.

    Each formula is passed to `on_formula`. Raises DelimitedFileError for more than `most_rows`
    rows, and ParseError or KeyError for a damaged document.
    """
    line, number, width = 1, 0, 0
    for row in _rows(archive):
        again = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells, has_formula = _cells(row, widest)
        row.clear()
        if not any(map(str.strip, cells)):
            line += again
            continue
        while not cells[-1].strip():
            cells.pop()
        width = width or len(cells)
        for _ in range(again):
            if (number := number + 1) > most_rows:
                raise DelimitedFileError("too_many_rows", file=name, line=line, most=most_rows)
            if has_formula:
                on_formula(DelimitedFileError("formula", file=name, line=line))
            yield line, cells + [""] * (width - len(cells))
            line += 1


def _rows(archive: zipfile.ZipFile) -> Iterator[ElementTree.Element]:
    """Yield the rows of the first sheet."""
    with archive.open("content.xml") as file:
        # expat refuses entities that grow without bounds, since 2.4.
        for _event, element in ElementTree.iterparse(file, ("end",)):  # noqa: S314
            if element.tag == f"{_TABLE}table":
                return
            if element.tag == f"{_TABLE}table-row":
                yield element


def _cells(row: ElementTree.Element, widest: int) -> tuple[list[str], bool]:
    cells: list[str] = []
    has_formula = False
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        has_formula = has_formula or f"{_TABLE}formula" in cell.attrib
        again = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        cells += [_text(cell)] * min(again, widest - len(cells))
    return cells, has_formula


def _text(cell: ElementTree.Element) -> str:
    """Return a cell as it is shown: whole numbers without decimals, days as 2024-09-30."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in {"float", "percentage", "currency"}:
        return f"{float(cell.get(f'{_OFFICE}value', '')):.15g}"
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "")
    return "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
