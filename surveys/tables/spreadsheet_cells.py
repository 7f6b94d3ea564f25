"""Files for spreadsheets in which no cell can run as a formula. Pure."""

import csv
import importlib
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = frozenset("=+-@|%\N{MINUS SIGN}")
"""Characters with which a formula may begin."""

_BLANK = "\u034f\u115f\u1160\u2800\u3164\uffa0"
"""Characters that show nothing, although Unicode counts them as marks, letters and symbols."""

_ESCAPES = re.compile(r"(?:^|(?<=[;\t\r\n]))'")

_PARTS = re.compile(r"([;\t\r\n])")


def escape_formula(cell: str) -> str:
    """Return a cell that every spreadsheet shows as text, with an apostrophe before a formula.

    A formula may stand behind characters that cannot be seen. Where a semicolon separates cells, as
    in Dutch, a program that opens our file sees one begin behind every semicolon, tab and end of
    line. An apostrophe that stands before one already gets another one, so that it reads back. See
    OWASP, CSV injection.
    """
    is_control = cell.lstrip(" ").startswith(("\t", "\r", "\n"))
    parts = _PARTS.split(cell)
    escaped = "".join(f"'{part}" if _begins_formula(part) else part for part in parts)
    return f"'{escaped}" if is_control else escaped


def unescaped(cell: str) -> str:
    """Return a cell without the apostrophes of `escape_formula`, so that our files read back.

    “'t Hart” stays as it is: no formula begins there.
    """
    if "'" not in cell:
        return cell
    bare = _ESCAPES.sub("", cell)
    return bare if escape_formula(bare) == cell else cell


def _begins_formula(text: str) -> bool:
    """Return whether the first character that can be seen begins a formula, in any width.

    Apostrophes at the very beginning are not looked at.
    """
    seen = next((letter for letter in text.lstrip("'") if not _is_unseen(letter)), "")
    return unicodedata.normalize("NFKC", seen) in _FORMULA_STARTS


def _is_unseen(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "ZC" or category in {"Mn", "Me"} or letter in _BLANK


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file (UTF-8 with a byte order mark) with escaped cells."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([escape_formula(title) for title in columns])
    writer.writerows([escape_formula(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return an Excel workbook with one sheet of escaped text cells."""
    # Imported only now: it is slow to import and large in memory, and few ask for a workbook.
    book = importlib.import_module("openpyxl").Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([escape_formula(title) for title in columns])
    for row in rows:
        sheet.append([escape_formula(cell) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
