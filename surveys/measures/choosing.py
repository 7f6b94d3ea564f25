"""Which measures fit: a verdict and its reader, a filter, or (tips) a wave. Pure.

The same input gives the same measures in the same order, and nothing but the input matters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.measures.catalogue import EFFORTS, Audience, Effort, Measure, Tip

MOST_SUGGESTED = 3

Need = Literal["act", "turn", "try", "keep"]

_EFFORTS: dict[Need, tuple[Sequence[Effort], ...]] = {
    "act": (("low",), ("medium", "high", "low"), ("low", "medium", "high")),
    "turn": (("low",), ("low", "medium"), ("medium", "low")),
    "try": (("low",), ("low", "medium"), ("low", "medium")),
    "keep": (("low",), ("low",), ("low",)),
}
"""The efforts of the three measures by what is needed, the preferred first.

A level that needs attention is worth something larger; what goes well is kept by small things.
"""


@dataclass(frozen=True)
class Occasion:
    """What a verdict says of an indicator, as far as measures depend on it."""

    indicator: str
    needs_attention: bool = False
    change: Literal["worse", "better"] | None = None
    is_good: bool = False

    @property
    def need(self) -> Need:
        """What is needed: act on a level, turn a change, keep what is good, or try something."""
        if self.needs_attention:
            return "act"
        if self.change == "worse":
            return "turn"
        return "keep" if self.change == "better" or self.is_good else "try"


def suggested(
    measures: Sequence[Measure], occasion: Occasion, audiences: Sequence[Audience]
) -> list[Measure]:
    """Return three measures at most that fit a verdict and its reader, the first of low effort.

    `audiences` are those of the reader, their own first. Measures of others stand in only where
    these have none of low effort; without any of low effort nothing is suggested.
    """
    about = [one for one in measures if occasion.indicator in one.indicators]
    ours = [one for one in about if set(one.audience) & set(audiences)]
    if all(one.effort != "low" for one in ours):
        ours += [one for one in about if one.effort == "low"]
    ranked = sorted(ours, key=lambda one: _rank(one, occasion.indicator, audiences))
    chosen: list[Measure] = []
    for efforts in _EFFORTS[occasion.need]:
        found = _next(ranked, efforts, chosen)
        if found is None:
            break
        chosen.append(found)
    return chosen[:MOST_SUGGESTED]


def any_time(
    measures: Sequence[Measure],
    indicators: Sequence[str],
    audiences: Sequence[Audience],
    wave: int,
) -> list[tuple[Measure, str]]:
    """Return three measures of low effort at most, about three indicators, with no verdict at all.

    The number of the wave alone decides which indicators and which measures have their turn, so
    that two waves in a row have others while there are enough.
    """
    chosen: dict[str, tuple[Measure, str]] = {}
    first = wave * MOST_SUGGESTED
    for place in range(first, first + min(MOST_SUGGESTED, len(indicators))):
        about = indicators[place % len(indicators)]
        theirs = [
            one
            for one in measures
            if one.effort == "low"
            and one.indicators[0] == about
            and one.id not in chosen
            and set(one.audience) & set(audiences)
        ]
        if theirs:
            ranked = sorted(theirs, key=lambda one: _rank(one, about, audiences))
            turn = place // len(indicators)
            one = ranked[turn % len(ranked)]
            chosen[one.id] = one, about
    return list(chosen.values())


def _rank(one: Measure, indicator: str, audiences: Sequence[Audience]) -> tuple[int, int, int, str]:
    """Return the place of a measure: how directly it bears on the indicator, and for whom it is."""
    places = [audiences.index(audience) for audience in one.audience if audience in audiences]
    first = min(places, default=len(audiences))
    # A measure is first for the person who takes it up first.
    taken_up = next((n for n, who in enumerate(one.audience) if who in audiences), len(audiences))
    return one.indicators.index(indicator), first, taken_up, one.id


def _next(
    ranked: Sequence[Measure], efforts: Sequence[Effort], chosen: Sequence[Measure]
) -> Measure | None:
    """Return the next one: of the preferred effort, and of another theme while there is one."""
    themes = {one.theme for one in chosen}
    rest = [one for one in ranked if one not in chosen and one.effort in efforts]
    if not rest:
        return None
    return min(rest, key=lambda one: (efforts.index(one.effort), one.theme in themes))


def narrowed(
    measures: Iterable[Measure],
    language: str,
    *,
    search: str = "",
    indicator: str | None = None,
    audience: str | None = None,
    effort: str | None = None,
) -> list[Measure]:
    """Return the measures that a reader looks for: all words of the search, and each filter set.

    Those that bear most on the indicator come first, then those of less effort.
    """
    words = search.casefold().split()
    found = [
        one
        for one in measures
        if (indicator is None or indicator in one.indicators)
        and (audience is None or audience in one.audience)
        and (effort is None or effort == one.effort)
        and all(word in _searched(one, language) for word in words)
    ]
    if indicator is None:
        return found
    return sorted(
        found, key=lambda one: (one.indicators.index(indicator), EFFORTS.index(one.effort))
    )


def _searched(one: Measure, language: str) -> str:
    texts = (one.title, one.how, one.why)
    return " ".join(text[language] for text in texts).casefold()


def tip_of(tips: Sequence[Tip], indicator: str, wave: int) -> Tip | None:
    """Return the tip about an indicator whose turn it is in a wave; None if there is none.

    Two waves in a row have another one, so nobody has to remember what somebody was shown.
    """
    ours = [tip for tip in tips if tip.about == indicator]
    return ours[wave % len(ours)] if ours else None
