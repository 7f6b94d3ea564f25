"""Texts of a PDF that stand on each other or leave the page: what a picture would show."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pypdfium2

TOLERATED = 0.18
"""The part of the smaller text's height or width that boxes of letters may share."""


@dataclass(frozen=True)
class Text:
    """A run of text on a page, in points from the lower left corner."""

    page: int
    words: str
    left: float
    bottom: float
    right: float
    top: float


def texts_of(pdf: bytes) -> Iterator[tuple[tuple[float, float], list[Text]]]:
    """Yield for each page its size and its texts."""
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        on_page = page.get_textpage()
        found = []
        for place in range(on_page.count_rects()):
            left, bottom, right, top = on_page.get_rect(place)
            words = on_page.get_text_bounded(left, bottom, right, top).strip()
            if words:
                found.append(Text(number, words, left, bottom, right, top))
        yield page.get_size(), found


def overlapping(pdf: bytes) -> list[tuple[int, str, str]]:
    """Return pairs of texts that stand on each other, with their page."""
    return [
        (one.page, one.words, other.words)
        for _size, found in texts_of(pdf)
        for one, other in combinations(found, 2)
        if _share(one, other)
    ]


def outside(pdf: bytes) -> list[tuple[int, str]]:
    """Return texts that leave their page."""
    return [
        (one.page, one.words)
        for (width, height), found in texts_of(pdf)
        for one in found
        if one.left < -1 or one.bottom < -1 or one.right > width + 1 or one.top > height + 1
    ]


def _share(one: Text, other: Text) -> bool:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.top, other.top) - max(one.bottom, other.bottom)
    narrowest = min(one.right - one.left, other.right - other.left)
    lowest = min(one.top - one.bottom, other.top - other.bottom)
    return wide > TOLERATED * narrowest and high > TOLERATED * lowest
