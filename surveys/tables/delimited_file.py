"""Delimited text as records, with the delimiter that fits; errors name the line. Pure.

Line numbers are those that an editor shows, also after a cell that contains a line break.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Literal

from surveys.tables.cells import Record
from surveys.tables.faults import DelimitedFileError

Delimiter = Literal["auto", "comma", "semicolon", "tab", "bar"]

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}

_NAMED = re.compile(r'\s*"?sep=(.)"?[,;\t|]*(\r\n|\r|\n)', re.IGNORECASE)
"""The line by which Excel is told the delimiter."""


def delimiters_of(text: str, asked: Delimiter) -> list[str]:
    """Return the delimiters to try, that of a line `sep=;` first."""
    if asked != "auto":
        return [DELIMITERS[asked]]
    named = _NAMED.match(text)
    return list(dict.fromkeys([*([named[1]] if named else []), *DELIMITERS.values()]))


def records(text: str, name: str, delimiter: str) -> Iterator[Record]:
    """Yield each record with the line it starts on, without a line `sep=;` and empty records.

    Raises DelimitedFileError for a record that cannot be read.
    """
    named = _NAMED.match(text)
    body = text[named.end() :] if named else text
    above = len(re.findall(r"\r\n|\r|\n", named[0])) if named else 0
    reader = csv.reader(
        io.StringIO(body, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    line = above + 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = above + reader.line_num + 1
    except csv.Error as error:
        raise DelimitedFileError("broken_row", file=name, line=line, why=error) from error
