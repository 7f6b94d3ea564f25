"""Cells of a sheet that are merged: only the first has a value, whatever is shown. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import IO, NamedTuple

MAX_RANGES = 10_000
"""Ranges that are read of a sheet; a list of people has none."""

_RANGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)
_CHUNK, _OVERLAP = 1_000_000, 300


class MergedCells(NamedTuple):
    """Merged cells: first and last line, counted from 1, first and last place from 0."""

    first_line: int
    last_line: int
    first_place: int
    last_place: int

    @property
    def reference(self) -> str:
        """The cells as a spreadsheet names them: D2:D11."""
        first, last = _letters(self.first_place), _letters(self.last_place)
        return f"{first}{self.first_line}:{last}{self.last_line}"


def in_sheet_of_excel(xml: IO[bytes]) -> Sequence[MergedCells]:
    """Return the merged cells that the XML of a sheet names, which is read a part at a time."""
    ranges: dict[MergedCells, None] = {}
    rest = b""
    while (part := xml.read(_CHUNK)) and len(ranges) < MAX_RANGES:
        rest += part
        for first, first_line, last, last_line in _RANGE.findall(rest):
            lines = (int(first_line), int(last_line))
            ranges[MergedCells(*lines, _place(first.decode()), _place(last.decode()))] = None
        rest = rest[-_OVERLAP:]
    return list(ranges)


def _letters(place: int) -> str:
    """Return the letters by which a spreadsheet names a column: A for 0, AA for 26."""
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters


def _place(letters: str) -> int:
    return reduce(lambda place, letter: place * 26 + ord(letter) - ord("@"), letters, 0) - 1


class MergedIndex:
    """Merged cells, to be found by a cell within them."""

    def __init__(self, ranges: Iterable[MergedCells], widest: int) -> None:
        """Index ranges by the places of their cells."""
        self._by_place: dict[int, list[MergedCells]] = {}
        for one in sorted(ranges):
            for place in range(one.first_place, min(one.last_place, widest) + 1):
                self._by_place.setdefault(place, []).append(one)

    def around(self, line: int, place: int) -> MergedCells | None:
        """Return the merged cells that a cell is part of, if it is."""
        ranges = self._by_place.get(place, [])
        number = bisect_right(ranges, line, key=lambda one: one.first_line)
        return ranges[number - 1] if number and ranges[number - 1].last_line >= line else None
