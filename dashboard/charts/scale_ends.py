"""Where the words of both ends of a scale stand in a figure over time: clear of what is drawn.

Each stands inside its line, at the beginning of the time shown. Where a number or a flag lies
there, it stands at the end of the time; where numbers lie there as well, outside its line. Widths
are those on a phone, which has the least room.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dashboard.charts.annotations import Label, Position

_WIDTH = 215
"""Pixels between the first and the last day on a phone, for letters of 12 pixels."""
_LETTER = 6.6
"""Pixels of a letter, on average."""
_GAP = 0.03
"""The part of the time that a dot takes on either side."""
_HEIGHT = 0.16
"""The part of the scale that a line of letters and half a dot take."""
_CROSS = 0.05
"""The part of the scale that crosses on the base line take."""
_OUTSIDE = 0.14
"""The part of the scale that a line of letters takes outside of it."""
_BEHIND, _ON_A_FLAG, _OUTSIDE_COST = 4, 2, 3
"""How bad it is to stand on a number, on a flag, or outside; at the other end costs nothing."""
_INSIDE: Mapping[tuple[bool, bool], Position] = {
    (True, False): "bottom right",
    (True, True): "bottom left",
    (False, False): "top right",
    (False, True): "top left",
}
"""On which side of its point a word lies inside the scale: of the high end, at the last day."""


@dataclass(frozen=True)
class Drawn:
    """What a figure shows on each day: numbers from low to high, crosses at its foot, flags."""

    first: date
    last: date
    numbers: Sequence[tuple[date, float, float]]
    crosses: Sequence[date] = field(default=())
    flags: Sequence[date] = field(default=())


@dataclass(frozen=True)
class Ends:
    """The words of both ends, and the room beyond the scale for those that stand outside."""

    labels: tuple[Label, Label]
    above: float
    below: float


def place_ends(words: tuple[str, str], ends: tuple[float, float], drawn: Drawn) -> Ends:
    """Place the escaped words of the low and the high end; room is told in units of the scale."""
    low, below = _placed(words[0], ends, drawn, is_high=False)
    high, above = _placed(words[1], ends, drawn, is_high=True)
    return Ends((high, low), above, below)


def _placed(
    word: str, ends: tuple[float, float], drawn: Drawn, *, is_high: bool
) -> tuple[Label, float]:
    """Return the best place of a word, and the room that it takes outside of the scale."""
    return min(_places(word, ends, drawn, is_high=is_high), key=lambda place: place[0])[1:]


def _places(
    word: str, ends: tuple[float, float], drawn: Drawn, *, is_high: bool
) -> Iterator[tuple[int, Label, float]]:
    """Yield how bad each place of a word is, the word there, and its room outside."""
    lowest, highest = ends
    length = highest - lowest
    for at_end in (False, True):
        anchor = drawn.last if at_end else drawn.first
        days = _days_beside(anchor, word, drawn)
        lift = _CROSS if not is_high and days.intersection(drawn.crosses) else 0.0
        room = (_HEIGHT + lift) * length
        covered = any(
            day in days and (high > highest - room if is_high else low < lowest + room)
            for day, low, high in drawn.numbers
        )
        cost = _BEHIND * covered + _ON_A_FLAG * bool(days.intersection(drawn.flags))
        value = highest if is_high else round(lowest + lift * length, 2)
        yield cost, Label(anchor, value, word, _INSIDE[is_high, at_end]), 0.0
    outside = Label(drawn.first, ends[is_high], word, _INSIDE[not is_high, False])
    yield _OUTSIDE_COST, outside, _OUTSIDE * length


def _days_beside(anchor: date, word: str, drawn: Drawn) -> set[date]:
    """Return the days with something drawn, as near to an end of the time as a word is long."""
    whole = max((drawn.last - drawn.first).days, 1)
    near = len(word) * _LETTER / _WIDTH + _GAP
    days = {*(day for day, _low, _high in drawn.numbers), *drawn.crosses, *drawn.flags}
    return {day for day in days if abs((day - anchor).days) <= near * whole}
