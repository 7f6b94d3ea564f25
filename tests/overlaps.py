"""Texts of a PDF that stand on each other or leave the page: what a picture would show."""

from collections.abc import Iterator

import numpy as np
import pypdfium2

TOLERATED = 0.18
"""The part of the smaller text's height or width that boxes of letters may share."""

Box = tuple[float, float, float, float]


def overlapping(pdf: bytes) -> list[tuple[int, str, str]]:
    """Return pairs of texts that stand on each other, with the number of their page."""
    found = []
    for number, on_page in _pages(pdf):
        boxes = _boxes(on_page)
        table = np.array(boxes).reshape(len(boxes), 4)
        wide = _shared(table[:, 0], table[:, 2])
        high = _shared(table[:, 1], table[:, 3])
        for one, other in np.argwhere(np.triu(wide & high, 1)).tolist():
            pair = [_words(on_page, boxes[place]) for place in (one, other)]
            if all(pair):
                found.append((number, *pair))
    return [(number, one, other) for number, one, other in found]


def outside(pdf: bytes) -> list[tuple[int, str]]:
    """Return texts that leave their page, with its number."""
    return [
        (number, words)
        for number, on_page in _pages(pdf)
        for box in _boxes(on_page)
        if _leaves(box, on_page.page.get_size()) and (words := _words(on_page, box))
    ]


def _pages(pdf: bytes) -> Iterator[tuple[int, pypdfium2.PdfTextPage]]:
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        yield number, page.get_textpage()


def _boxes(on_page: pypdfium2.PdfTextPage) -> list[Box]:
    """Return left, bottom, right and top of each run of text, in points."""
    return [on_page.get_rect(place) for place in range(on_page.count_rects())]


def _words(on_page: pypdfium2.PdfTextPage, box: Box) -> str:
    return str(on_page.get_text_bounded(*box)).strip()


def _shared(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return for each pair whether it shares more than what is tolerated in one direction."""
    together = np.minimum.outer(high, high) - np.maximum.outer(low, low)
    smallest = np.minimum.outer(high - low, high - low)
    return together > TOLERATED * smallest


def _leaves(box: Box, size: tuple[float, float]) -> bool:
    left, bottom, right, top = box
    return left < -1 or bottom < -1 or right > size[0] + 1 or top > size[1] + 1
