"""The sheets of a Calc document (OpenDocument, OASIS 2021, part 3) as rows of text.

The archive has been looked through before: see `workbook`.
"""

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from surveys.tables.cells import Formula, Record, Unusable, is_error, shown
from surveys.tables.faults import DelimitedFileError
from surveys.tables.merged_cells import MAX_RANGES, MergedCells

MIME_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_DURATION = re.compile(r"PT(\d+)H(\d+)M.*")


def is_calc_document(archive: zipfile.ZipFile) -> bool:
    """Return whether an archive says that it is a Calc document."""
    if "mimetype" not in archive.namelist():
        return False
    with archive.open("mimetype") as file:
        return file.read(len(MIME_TYPE) + 1).strip() == MIME_TYPE


def titles(archive: zipfile.ZipFile) -> list[tuple[str, bool]]:
    """Return the name of each sheet, and whether it is hidden."""
    made: list[tuple[str, bool]] = []
    hidden: set[str | None] = set()
    for event, element in _elements(archive):
        if event == "start" and element.tag == f"{_TABLE}table":
            is_hidden = element.get(f"{_TABLE}style-name") in hidden
            made.append((element.get(f"{_TABLE}name", ""), is_hidden))
        elif event == "end" and element.tag == f"{_STYLE}style":
            looks = element.find(f"{_STYLE}table-properties")
            if looks is not None and looks.get(f"{_TABLE}display") == "false":
                hidden.add(element.get(f"{_STYLE}name"))
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            element.clear()
    return made


def records(
    name: str, archive: zipfile.ZipFile, sheet: int, widest: int, most_rows: int
) -> Iterator[Record]:
    """Yield line and cells, at most `widest`, of each row of a sheet that is not empty.

    Raises DelimitedFileError for more than `most_rows` rows, and ParseError or KeyError for a
    damaged document.
    """
    line, number = 1, 0
    for row in _rows(archive, sheet):
        again = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = _cells(row, widest)
        row.clear()
        if not any(map(str.strip, cells)):
            line += again
            continue
        for _ in range(again):
            if (number := number + 1) > most_rows:
                raise DelimitedFileError("too_many_rows", file=name, line=line, most=most_rows)
            yield line, cells
            line += 1


def merged(archive: zipfile.ZipFile, sheet: int, widest: int) -> list[MergedCells]:
    """Return the merged cells of a sheet, of its first `widest` columns."""
    found: list[MergedCells] = []
    line = 1
    for row in _rows(archive, sheet):
        place = 0
        for cell in (cell for cell in row if cell.tag in _CELLS):
            lines = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            places = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            if lines * places > 1 and place < widest:
                found.append(MergedCells(line, line + lines - 1, place, place + places - 1))
            place += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        line += int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        row.clear()
        if len(found) >= MAX_RANGES:
            break
    return found


def _elements(archive: zipfile.ZipFile) -> Iterator[tuple[str, ElementTree.Element]]:
    with archive.open("content.xml") as file:
        # expat refuses entities that grow without bounds, since 2.4.
        for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314
            yield str(event), element


def _rows(archive: zipfile.ZipFile, sheet: int) -> Iterator[ElementTree.Element]:
    """Yield the rows of a sheet, which is counted from 0."""
    number = -1
    for event, element in _elements(archive):
        if element.tag == f"{_TABLE}table":
            number += event == "start"
            if event == "end" and number == sheet:
                return
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            if number == sheet:
                yield element
            else:
                element.clear()


def _cells(row: ElementTree.Element, widest: int) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag in _CELLS:
            again = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            cells += [_text(cell)] * min(again, widest - len(cells))
    return cells


def _text(cell: ElementTree.Element) -> str:
    """Return a cell as it is shown: whole numbers without decimals, days as 2024-09-30."""
    kind = cell.get(f"{_OFFICE}value-type")
    text = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
    if f"{_TABLE}formula" in cell.attrib:
        return Formula(text)
    if kind in {"float", "percentage", "currency"}:
        value = float(cell.get(f"{_OFFICE}value", ""))
        # A document keeps what is shown beside the value: a key that is filled up with zeros.
        digits = re.sub(r"\D", "", text)
        is_filled_up = value.is_integer() and value >= 0 and len(digits) > len(str(int(value)))
        if is_filled_up and digits.startswith("0") and int(digits) == value:
            return text
        return shown(value)
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind == "time" and (match := _DURATION.fullmatch(cell.get(f"{_OFFICE}time-value", ""))):
        return f"{int(match[1]):02}:{int(match[2]):02}"
    return Unusable(text) if is_error(text) else text
