"""Delimited text as records, with the delimiter that fits; errors name the line. Pure.

Line numbers are those that an editor shows, also after a cell that contains a line break. The text
is read a line at a time: a file takes the memory of its longest row.
"""

import csv
import re
from collections.abc import Iterator
from typing import Literal, TextIO

from surveys.tables.cells import Record
from surveys.tables.encodings import Decoded
from surveys.tables.faults import DelimitedFileError

Delimiter = Literal["auto", "comma", "semicolon", "tab", "bar"]

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}

LONGEST_LINE = 1_000_000
"""Characters of a line at most; in a file without ends of lines, all of it would be one."""

_NAMED = re.compile(r'\s*"?sep=(.)"?[,;\t|]*(\r\n|\r|\n)', re.IGNORECASE)
"""The line by which Excel is told the delimiter."""


def delimiters_of(text: Decoded, asked: Delimiter) -> list[str]:
    """Return the delimiters to try, that of a line `sep=;` first."""
    if asked != "auto":
        return [DELIMITERS[asked]]
    named = _NAMED.match(text.head)
    return list(dict.fromkeys([*([named[1]] if named else []), *DELIMITERS.values()]))


def records(text: Decoded, delimiter: str) -> Iterator[Record]:
    """Yield each record with the line it starts on, without a line `sep=;` and empty records.

    Raises DelimitedFileError for a record that cannot be read.
    """
    named = _NAMED.match(text.head)
    above = len(re.findall(r"\r\n|\r|\n", named[0])) if named else 0
    name, line = text.source.name, above + 1
    with text.open() as stream:
        stream.read(named.end() if named else 0)
        lines = _lines(stream, name, line)
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    yield line, cells
                line = above + reader.line_num + 1
        except csv.Error as error:
            raise DelimitedFileError("broken_row", file=name, line=line, why=error) from error


def _lines(stream: TextIO, name: str, line: int) -> Iterator[str]:
    while text := stream.readline(LONGEST_LINE):
        if len(text) == LONGEST_LINE and text[-1] not in "\r\n":
            raise DelimitedFileError("long_line", file=name, line=line, most=LONGEST_LINE)
        yield text
        line += 1
