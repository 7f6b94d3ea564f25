"""Numbers of reports as the API gives them: averages, levels, shares, bands, rounded as on pages.

Averages and levels are oriented, 5 = good on 1 to 5; shares are parts of 1.
"""

import functools

from dashboard.api import shapes
from surveys.reading.participation import Participation
from surveys.reading.shares import Shares
from surveys.reading.verdicts.verdict import LinePoint
from surveys.statistics import InsufficientData, known
from surveys.statistics.level import Level
from surveys.texts import Texts, rounded


def mean(level: Level | InsufficientData | None) -> shapes.Number | None:
    """Return an average with the bounds of its interval; None where it is not shown."""
    shown = known(level)
    return None if shown is None else _number(shown.mean, shown.low, shown.high)


def estimate(point: LinePoint | None) -> shapes.Number | None:
    """Return the model's level in a wave with the bounds of its band; None where it has none."""
    return None if point is None else _number(point.level, point.low, point.high)


def shares(shown: Shares, language: str) -> list[shapes.Share]:
    """Return the share of each group of options, named in a language; none with too few answers."""
    if isinstance(shown.parts, InsufficientData):
        return []
    return [
        shapes.Share(
            group=group,
            name=shown.name(group, language),
            part=rounded(share.part, 2),
            low=rounded(share.low, 2),
            high=rounded(share.high, 2),
        )
        for group, share in shown.parts.items()
    ]


@functools.lru_cache(maxsize=1_000)
def band(participation: Participation | None, texts: Texts) -> shapes.Participation | None:
    """Return a band; the numbers of answers between which it lies are for nobody.

    Kept, because a unit has the same few of them in all its waves.
    """
    if participation is None:
        return None
    return shapes.Participation(
        part=participation.share_in_short(),
        tenths=participation.tenths,
        invited=participation.invited,
        others=participation.others,
        words=participation.in_words(texts),
    )


def _number(value: float, low: float, high: float) -> shapes.Number:
    return shapes.Number(value=rounded(value), low=rounded(low), high=rounded(high))
