"""A table whose column names were recognised: its rows, each fault and each doubt. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from surveys.errors import Phrase
from surveys.tables.cells import Record, Unusable, is_error, normalised, tidy, unquoted
from surveys.tables.delimited_file import Delimiter
from surveys.tables.encodings import Decoded, Encoding
from surveys.tables.faults import DelimitedFileError
from surveys.tables.merged_cells import MergedCells
from surveys.tables.sources import FileOnDisk, Source, Upload

__all__ = ["FileOnDisk", "OpenTable", "Refuse", "Source", "TableForm", "Upload", "Wanted"]

Refuse = Callable[[DelimitedFileError], None]


@dataclass(frozen=True)
class TableForm:
    """What is said about a table beforehand; `skip_rows` stand below the names of the columns."""

    encoding: Encoding = "auto"
    delimiter: Delimiter = "auto"
    skip_rows: int = 0


@dataclass(frozen=True)
class Wanted:
    """The columns to read: `meant` returns the one that a title means; `needed` must be there.

    With `repeated`, a title that is there twice counts twice in finding the row of titles: where
    every title is wanted, that row is else the first one without a repetition.
    """

    meant: Callable[[str], str | None]
    needed: Sequence[str]
    repeated: bool = False

    def matches(self, cells: Iterable[str]) -> int:
        """Return how many of the wanted columns a row names."""
        named = [column for cell in cells if (column := self.meant(cell)) is not None]
        return len(named) if self.repeated else len(set(named))


def _code_of(cell: str) -> str:
    return cell.code if isinstance(cell, Unusable) else "error_value"


@dataclass
class OpenTable:
    """A table whose column names were recognised; `places` has the positions of each column."""

    file: str
    line: int
    titles: Sequence[str]
    places: dict[str, list[int]]
    below: Iterator[Record]
    delimiter: str | None = None
    text: Decoded | None = None
    sheet: str | None = None
    notes: list[Phrase] = field(default_factory=list)
    described: Sequence[str] = ()
    """What stands right below the titles of Qualtrics: the words of each question."""

    merged: Callable[[], Sequence[MergedCells]] = tuple
    """Reads which cells of the sheet are merged."""

    _extra: int | None = None

    def read(
        self, columns: Sequence[str], refuse: Refuse, ignored: frozenset[str] = frozenset()
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield line and tidy cells of each row; a row that cannot be read goes to `refuse`.

        An error of a formula that is `ignored`, as `normalised`, is a cell like any other. After
        the last row, words that look wrong in the assumed encoding go to `refuse` as well.
        """
        errors: set[tuple[str, str]] = set()
        positions = [(column, self.places[column][0]) for column in columns]
        for line, cells in self._until_unreadable(refuse):
            if (problem := self._misfit(line, cells)) is not None:
                refuse(problem)
                continue
            row: dict[str, str] = {}
            for column, position in positions:
                cell = cells[position] if position < len(cells) else ""
                row[column] = text = unquoted(tidy(cell))
                # Nearly every cell is a plain one, and there are a million of them.
                code = "error_value" if type(cell) is str else _code_of(cell)
                if (code == "formula" or is_error(text)) and normalised(text) not in ignored:
                    shown = {"value": text} if code == "error_value" else {}
                    if shown and (column, text) in errors:
                        break
                    errors.add((column, text))
                    refuse(
                        DelimitedFileError(code, file=self.file, line=line, column=column, **shown)
                    )
                    break
                if self.text is not None and not text.isascii():
                    self.text.look_at(line, column, text)
            else:
                yield line, row
        if self.text is not None:
            if (doubt := self.text.doubt(self.file)) is not None:
                refuse(doubt)
            elif (note := self.text.note()) is not None:
                self.notes.append(note)

    def _until_unreadable(self, refuse: Refuse) -> Iterator[Record]:
        try:
            yield from self.below
        except DelimitedFileError as error:
            # Where a quotation mark is left open nobody can say where the next row begins.
            refuse(error)

    def _misfit(self, line: int, cells: list[str]) -> DelimitedFileError | None:
        """Return what is wrong with the number of cells.

        Programs leave out empty cells at the end, and some put a delimiter at the end of each row.
        More cells than names mean a delimiter within a cell; those of workbooks are notes beside.
        """
        if self.delimiter is None:
            return None
        width = len(self.titles)
        if self._extra is None:
            beside = cells[width:]
            self._extra = len(beside) if not any(map(str.strip, beside)) else 0
        others = re.escape(",;\t|".replace(self.delimiter, ""))
        is_of_another_kind = len(cells) == 1 < width and re.search(f"[{others}]", cells[0])
        too_many = len(cells) > width + self._extra or any(map(str.strip, cells[width:]))
        # With a delimiter at the end of each row, a row without it has lost one elsewhere.
        is_between = bool(self._extra) and len(cells) == width
        if is_of_another_kind or too_many or is_between:
            return DelimitedFileError(
                "cells", file=self.file, line=line, cells=len(cells), wanted=width
            )
        return None
