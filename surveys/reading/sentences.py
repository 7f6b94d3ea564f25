"""Sentences about numbers: what they mean, and how sure they are. Pure.

None of them shows a p-value, ranks units, or says that one thing causes another.
"""

import math
from collections.abc import Callable, Sequence
from typing import Literal

from surveys.statistics.change import Change
from surveys.statistics.control_chart import Ewma, Shift
from surveys.statistics.insufficient_data import InsufficientData
from surveys.statistics.level import Level
from surveys.statistics.share import Share
from surveys.statistics.stratified import WeightedMean
from surveys.statistics.trend import Slope
from surveys.texts import Texts

Status = Literal["first", "not enough", "within fluctuation", "small", "better", "worse"]
"""The status of a change: the last two only if it is more than chance and large enough."""

_MIN_ANSWERS_FOR_EXACT_PERCENT = 20
"""Below this number of answers a share is rounded to 5 percent."""


def response(invited: int | None, ballots: int, texts: Texts) -> str:
    """Return how many people answered."""
    if invited is None:
        return texts.ngettext("{n} person answered.", "{n} people answered.", ballots)
    return texts.gettext("{ballots} of {invited} people answered.").format(
        ballots=ballots, invited=invited
    )


def not_published(texts: Texts) -> str:
    """Say why there is no number: the same sentence for every hidden unit."""
    return texts.gettext(
        "Not shown, to protect anonymity. The answers count in the larger units above."
    )


def not_enough(found: InsufficientData, texts: Texts) -> str:
    """Say what is missing; never how many answered where that is not published."""
    _ = texts.gettext
    return {
        "answers": _("Too few answers to show: it takes {n}."),
        "waves": _("Too few waves to tell: it takes {n}."),
        "units": _("Too few units to compare: it takes {n}."),
        "teams": _("Too few teams to compare: it takes {n} on each side."),
        "changes": _("Too few results so far to know how much they change by chance."),
        "differences": _("All answers are the same, so nothing can be told from them."),
    }[found.of].format(n=found.need)


def level(found: Level | InsufficientData, texts: Texts) -> str:
    """Say where a group stands, and between what bounds."""
    _ = texts.gettext
    if isinstance(found, InsufficientData):
        return not_enough(found, texts)
    mean, low, high = (texts.number(value) for value in (found.mean, found.low, found.high))
    if found.everybody:
        said = _("Average {mean}. Everybody answered, so only normal fluctuation remains.")
        return said.format(mean=mean)
    if found.invited is None:
        return _("Average {mean}, between {low} and {high}.").format(mean=mean, low=low, high=high)
    said = _("Average {mean}, between {low} and {high} for the whole group.")
    return said.format(mean=mean, low=low, high=high)


def silent(found: Level | InsufficientData, target: float, texts: Texts) -> str:
    """Say what those who did not answer could make of it; nothing where all answered."""
    if isinstance(found, InsufficientData) or found.invited is None or found.everybody:
        return ""
    number = found.invited - found.n
    said = texts.ngettext(
        "If the one other person chose the lowest or the highest answer: {worst} to {best}.",
        "If the {n} others all chose the lowest or the highest answer: {worst} to {best}.",
        number,
        worst=texts.number(found.worst),
        best=texts.number(found.best),
    )
    needed = found.tipping(target)
    if needed is None:
        middle = texts.gettext("Whatever they think, the average stays on this side of {target}.")
        return f"{said} {middle.format(target=texts.number(target))}"
    tipping = texts.gettext("For an average of {target} theirs would have to be {needed}.")
    numbers = {"target": texts.number(target), "needed": texts.number(needed)}
    return f"{said} {tipping.format(**numbers)}"


def weighted(found: WeightedMean | InsufficientData, texts: Texts) -> str:
    """Say where the organisation stands, each part counting by its people."""
    if isinstance(found, InsufficientData):
        return not_enough(found, texts)
    said = texts.gettext(
        "Average {mean}, between {low} and {high}, where each unit counts by its people."
    )
    numbers = {"mean": found.mean, "low": found.low, "high": found.high}
    return said.format(**{name: texts.number(value) for name, value in numbers.items()})


def percent(
    part: float, n: int, texts: Texts, to: Callable[[float], int] = lambda number: round(number)
) -> str:
    """Return a share in percent, to the nearest 5 for few answers; bounds are rounded outwards."""
    step = 5 if n < _MIN_ANSWERS_FOR_EXACT_PERCENT else 1
    # A share that is a whole number of percents must not become the next by its last digit.
    return texts.percent(to(round(part * 100 / step, 9)) * step / 100)


def shares(found: Sequence[tuple[str, Share]] | InsufficientData, texts: Texts) -> str:
    """Say which part of a group chose what, the first with its bounds."""
    if isinstance(found, InsufficientData):
        return not_enough(found, texts)
    (name, first), *others = found
    said = f"{name}: {percent(first.part, first.n, texts)}"
    if first.low < first.high:
        said = texts.gettext("{share} (between {low} and {high})").format(
            share=said,
            low=percent(first.low, first.n, texts, math.floor),
            high=percent(first.high, first.n, texts, math.ceil),
        )
    rest = [f"{other}: {percent(share.part, share.n, texts)}" for other, share in others]
    sentence = "; ".join([said, *rest]) + "."
    return sentence[0].upper() + sentence[1:]


def change(
    status: Status, found: Change | InsufficientData | None, since: str, texts: Texts
) -> str:
    """Say what changed since an earlier wave, which `since` names."""
    _ = texts.gettext
    if status == "first" or found is None:
        return _("First result")
    if isinstance(found, InsufficientData):
        return not_enough(found, texts)
    if status == "within fluctuation":
        return _("Within normal fluctuation")
    higher, lower = _("{size} higher than {since}"), _("{size} lower than {since}")
    said = (higher if found.difference > 0 else lower).format(
        size=texts.number(abs(found.difference)), since=since
    )
    return _("{change}: visible, but small").format(change=said) if status == "small" else said


def composition(texts: Texts) -> str:
    """Say that others may have answered than before."""
    return texts.gettext(
        "Clearly fewer or more people answered than usual here, so this may be a change in who "
        "answered."
    )


def smallest_visible(change_seen: float, texts: Texts) -> str:
    """Say how small a change this group could see."""
    return texts.gettext(
        "Changes smaller than {limit} from one wave to the next cannot be told from chance in a "
        "group of this size, so look at the line, not the last step."
    ).format(limit=texts.number(change_seen))


def windows(found: Change | InsufficientData, texts: Texts) -> str:
    """Compare the last three waves with the three before."""
    _ = texts.gettext
    if isinstance(found, InsufficientData):
        return not_enough(found, texts)
    if found.low <= 0 <= found.high:
        return _("The last three waves together are like the three before.")
    size = texts.number(abs(found.difference))
    higher = _("The last three waves together are {size} higher than the three before.")
    lower = _("The last three waves together are {size} lower than the three before.")
    return (higher if found.difference > 0 else lower).format(size=size)


def slope(found: Slope | InsufficientData, texts: Texts) -> str:
    """Say where a line through all waves leads."""
    _ = texts.gettext
    if isinstance(found, InsufficientData):
        return not_enough(found, texts)
    if not found.clear:
        return _("No clear direction over {n} waves.").format(n=found.waves)
    ends = sorted((abs(found.low), abs(found.high)))
    rising = _("Rising by {size} a wave over {n} waves (between {low} and {high}).")
    falling = _("Falling by {size} a wave over {n} waves (between {low} and {high}).")
    return (rising if found.per_wave > 0 else falling).format(
        size=texts.number(abs(found.per_wave), 2),
        n=found.waves,
        low=texts.number(ends[0], 2),
        high=texts.number(ends[1], 2),
    )


def drift(found: Ewma | Shift | InsufficientData, since: str, texts: Texts) -> str:
    """Say whether a series has left the range in which it used to be; `since` names a shift."""
    _ = texts.gettext
    if isinstance(found, InsufficientData):
        return not_enough(found, texts)
    if isinstance(found, Shift):
        lower = _("Lower {since} than it was before, wave after wave: something has changed.")
        higher = _("Higher {since} than it was before, wave after wave: something has changed.")
        return (lower if found.signal == "lower" else higher).format(since=since)
    return {
        None: _("Within its usual range, all waves taken together."),
        "lower": _("Below its usual range, and not only this time: something has changed."),
        "higher": _("Above its usual range, and not only this time: something has changed."),
    }[found.signal]


def outside(found: Ewma | Shift | InsufficientData, since: str, texts: Texts) -> str:
    """Return a drift in a few words; an empty text without one."""
    _ = texts.gettext
    if isinstance(found, Shift):
        lower, higher = _("Lower {since}"), _("Higher {since}")
        return (lower if found.signal == "lower" else higher).format(since=since)
    signal = None if isinstance(found, InsufficientData) else found.signal
    return {
        None: "",
        "lower": _("Below its usual range"),
        "higher": _("Above its usual range"),
    }[signal]
