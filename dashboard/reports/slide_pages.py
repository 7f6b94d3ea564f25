"""How rows and paragraphs are divided over slides: as few as it takes, each about as full. Pure."""

from collections.abc import Sequence


def divided_evenly(heights: Sequence[int], room: int) -> list[int]:
    """Return how many of the things in their order stand on each page; at least one page.

    It takes as few pages as the heights need, and of all ways to do so one whose fullest page is
    the least full: so the last page does not hold a single row that was left over. What is higher
    than a page stands alone.
    """
    if not heights:
        return [0]
    low, high = max(heights), max(room, *heights)
    fewest = len(_filled(heights, high))
    while low < high:
        middle = (low + high) // 2
        if len(_filled(heights, middle)) <= fewest:
            high = middle
        else:
            low = middle + 1
    return _filled(heights, high)


def _filled(heights: Sequence[int], room: int) -> list[int]:
    """Return how many stand on each page where every page is filled before the next one."""
    pages, used = [0], 0
    for height in heights:
        if pages[-1] and used + height > room:
            pages.append(0)
            used = 0
        pages[-1] += 1
        used += height
    return pages
