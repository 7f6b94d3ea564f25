"""Sentences about numbers: their meaning and their uncertainty. Pure.

No sentence shows a p-value, ranks units, or claims that one thing causes another.
"""

from collections.abc import Sequence
from typing import Literal

from surveys.statistics import InsufficientData
from surveys.statistics.change import Change
from surveys.statistics.control_chart import Ewma, Shift
from surveys.statistics.level import Level
from surveys.statistics.share import Share
from surveys.statistics.stratified import WeightedMean
from surveys.statistics.trend import Slope
from surveys.texts import Texts

Status = Literal["first", "not enough", "within fluctuation", "small", "better", "worse"]
"""The status of a change; "better" and "worse" are significant and large enough to matter."""


def not_published(texts: Texts) -> str:
    """Return why there are no numbers: the same sentence for every hidden unit."""
    return texts.gettext(
        "Not shown, to protect anonymity. The answers count in the larger units above."
    )


def not_enough(missing: InsufficientData, texts: Texts) -> str:
    """Return what is missing; never how many answered where that is not published."""
    _ = texts.gettext
    return {
        "answers": _("Too few answers to show: it takes {n}."),
        "waves": _("Too few waves to tell: it takes {n}."),
        "units": _("Too few units to compare: it takes {n}."),
        "teams": _("Too few teams to compare: it takes {n} on each side."),
        "changes": _("Too few results so far to know how much they change by chance."),
        "differences": _("All answers are the same, so nothing can be told from them."),
    }[missing.of].format(n=missing.need)


def level(result: Level | InsufficientData, texts: Texts) -> str:
    """Return the average of a group with its bounds."""
    _ = texts.gettext
    if isinstance(result, InsufficientData):
        return not_enough(result, texts)
    mean, low, high = (texts.number(value) for value in (result.mean, result.low, result.high))
    return _("Average {mean}, between {low} and {high}.").format(mean=mean, low=low, high=high)


def silent(result: Level | InsufficientData, target: float, texts: Texts) -> str:
    """Return how far people who did not answer could move the average, at most.

    Where that stays on one side of `target`, an average, the sentence says so. Empty where the
    number of people invited is unknown.
    """
    if isinstance(result, InsufficientData) or result.invited is None:
        return ""
    sentence = texts.gettext(
        "If all who did not answer chose the lowest or the highest answer: {worst} to {best} at "
        "most."
    ).format(worst=texts.number(result.worst), best=texts.number(result.best))
    if result.worst <= target <= result.best:
        return sentence
    middle = texts.gettext("Whatever they think, the average stays on this side of {target}.")
    return f"{sentence} {middle.format(target=texts.number(target))}"


def weighted(result: WeightedMean | InsufficientData, texts: Texts) -> str:
    """Return the average of the organisation, in which each part counts by its people."""
    if isinstance(result, InsufficientData):
        return not_enough(result, texts)
    template = texts.gettext(
        "Average {mean}, between {low} and {high}, where each unit counts by its people."
    )
    numbers = {"mean": result.mean, "low": result.low, "high": result.high}
    return template.format(**{name: texts.number(value) for name, value in numbers.items()})


def shares(result: Sequence[tuple[str, Share]] | InsufficientData, texts: Texts) -> str:
    """Return the shares of groups of options, the first with its bounds."""
    if isinstance(result, InsufficientData):
        return not_enough(result, texts)
    (name, first), *others = result
    listed = f"{name}: {texts.percent(first.part)}"
    if first.low < first.high:
        listed = texts.gettext("{share} (between {low} and {high})").format(
            share=listed, low=texts.percent(first.low), high=texts.percent(first.high)
        )
    rest = [f"{other}: {texts.percent(share.part)}" for other, share in others]
    sentence = "; ".join([listed, *rest]) + "."
    return sentence[0].upper() + sentence[1:]


def change(
    status: Status, result: Change | InsufficientData | None, since: str, texts: Texts
) -> str:
    """Return what changed since an earlier wave, which `since` names."""
    _ = texts.gettext
    if status == "first" or result is None:
        return _("First result")
    if isinstance(result, InsufficientData):
        return not_enough(result, texts)
    if status == "within fluctuation":
        return _("Within normal fluctuation")
    higher, lower = _("{size} higher than {since}"), _("{size} lower than {since}")
    sentence = (higher if result.difference > 0 else lower).format(
        size=texts.number(abs(result.difference)), since=since
    )
    return (
        _("{change}: visible, but small").format(change=sentence) if status == "small" else sentence
    )


def composition(texts: Texts) -> str:
    """Return that a change may be due to other people answering."""
    return texts.gettext(
        "Clearly fewer or more people answered than usual here, so this may be a change in who "
        "answered."
    )


def smallest_visible(change_seen: float, texts: Texts) -> str:
    """Return the smallest change that would be visible in a group."""
    return texts.gettext(
        "Changes smaller than {limit} from one wave to the next cannot be told from chance in a "
        "group of this size, so look at the line, not the last step."
    ).format(limit=texts.number(change_seen))


def windows(result: Change | InsufficientData, texts: Texts) -> str:
    """Return how the last three waves compare with the three before."""
    _ = texts.gettext
    if isinstance(result, InsufficientData):
        return not_enough(result, texts)
    if result.low <= 0 <= result.high:
        return _("The last three waves together are like the three before.")
    size = texts.number(abs(result.difference))
    higher = _("The last three waves together are {size} higher than the three before.")
    lower = _("The last three waves together are {size} lower than the three before.")
    return (higher if result.difference > 0 else lower).format(size=size)


def slope(result: Slope | InsufficientData, texts: Texts) -> str:
    """Return the direction of a line through all waves."""
    _ = texts.gettext
    if isinstance(result, InsufficientData):
        return not_enough(result, texts)
    if not result.clear:
        return _("No clear direction over {n} waves.").format(n=result.waves)
    ends = sorted((abs(result.low), abs(result.high)))
    rising = _("Rising by {size} a wave over {n} waves (between {low} and {high}).")
    falling = _("Falling by {size} a wave over {n} waves (between {low} and {high}).")
    return (rising if result.per_wave > 0 else falling).format(
        size=texts.number(abs(result.per_wave), 2),
        n=result.waves,
        low=texts.number(ends[0], 2),
        high=texts.number(ends[1], 2),
    )


def drift(result: Ewma | Shift | InsufficientData, since: str, texts: Texts) -> str:
    """Return whether a series has left its usual range; `since` names the wave of a shift."""
    _ = texts.gettext
    if isinstance(result, InsufficientData):
        return not_enough(result, texts)
    if isinstance(result, Shift):
        lower = _("Lower {since} than it was before, wave after wave: something has changed.")
        higher = _("Higher {since} than it was before, wave after wave: something has changed.")
        return (lower if result.signal == "lower" else higher).format(since=since)
    return {
        None: _("Within its usual range, all waves taken together."),
        "lower": _("Below its usual range, and not only this time: something has changed."),
        "higher": _("Above its usual range, and not only this time: something has changed."),
    }[result.signal]


def outside(result: Ewma | Shift | InsufficientData, since: str, texts: Texts) -> str:
    """Return a drift in a few words; an empty text without one."""
    _ = texts.gettext
    if isinstance(result, Shift):
        lower, higher = _("Lower {since}"), _("Higher {since}")
        return (lower if result.signal == "lower" else higher).format(since=since)
    signal = None if isinstance(result, InsufficientData) else result.signal
    return {
        None: "",
        "lower": _("Below its usual range"),
        "higher": _("Above its usual range"),
    }[signal]
