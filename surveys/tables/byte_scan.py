"""What the bytes of a file say before it is read as text, a piece at a time. Pure.

No piece is kept, so that a large file takes no more memory than a small one.
"""

import codecs
import re
from collections.abc import Iterator

from surveys.tables.sources import Source

PIECE = 1 << 20
"""Bytes that are looked at together; even, for characters of two bytes."""

_OF_TABLES = re.compile(r"[,;\t|\r\n]")


def is_blank(source: Source) -> bool:
    """Return whether a file has nothing but space."""
    return not any(piece.strip() for piece in _pieces(source))


def has_zeros(source: Source) -> bool:
    """Return whether a file has a byte of zero, which text of one-byte characters never has."""
    return any(b"\0" in piece for piece in _pieces(source))


def is_little_endian(source: Source) -> bool:
    """Return which byte of UTF-16 without a mark comes first, by the zeros of plain letters."""
    first = second = 0
    for piece in _pieces(source):
        first += piece[0::2].count(0)
        second += piece[1::2].count(0)
    return second >= first


def is_table_of(source: Source, codec: str) -> bool:
    """Return whether a file is text in an encoding, with a delimiter or two lines, without NUL."""
    decoder, found = codecs.getincrementaldecoder(codec)(), False
    try:
        for piece in _pieces(source):
            text = decoder.decode(piece)
            if "\0" in text:
                return False
            found = found or _OF_TABLES.search(text) is not None
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return found


def line_of_wrong_byte(source: Source, codec: str) -> int | None:
    """Return the line (1 = first) of the first byte that an encoding cannot have; None without."""
    decoder, lines = codecs.getincrementaldecoder(codec)(), _Lines()
    for piece in _pieces(source):
        before = decoder.getstate()
        try:
            lines.count(decoder.decode(piece))
        except UnicodeDecodeError:
            decoder.setstate(before)
            for place in range(len(piece)):
                try:
                    lines.count(decoder.decode(piece[place : place + 1]))
                except UnicodeDecodeError:
                    break
            return lines.number
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return lines.number
    return None


class _Lines:
    """Counts lines, whatever ends them; a carriage return and a line feed are one end."""

    def __init__(self) -> None:
        self.number = 1
        self._returned = False

    def count(self, text: str) -> None:
        if not text:
            return
        together = text.count("\r\n") + (self._returned and text.startswith("\n"))
        self.number += text.count("\r") + text.count("\n") - together
        self._returned = text.endswith("\r")


def _pieces(source: Source) -> Iterator[bytes]:
    with source.open() as file:
        while piece := file.read(PIECE):
            yield piece
