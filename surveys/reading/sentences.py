"""Sentences about numbers: their meaning and their uncertainty. Pure.

No sentence shows a p-value, ranks units, or claims that one thing causes another.
"""

from collections.abc import Sequence
from datetime import date

from surveys.statistics import InsufficientData
from surveys.statistics.level import Level
from surveys.statistics.share import Share
from surveys.texts import Texts

_TENTHS = 10
_NEAREST = 5
"""People to whom a question does not apply are told to the nearest of its multiples."""

_DAYS_OF_QUARTER = 45, 110
"""Days from the opening of the first to the closing of the last of three waves in a quarter."""


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
        "differences": _("All answers are the same, so nothing can be told from them."),
    }[missing.of].format(n=missing.need)


def average(mean: float, texts: Texts) -> str:
    """Return an average alone, where its bounds stand elsewhere."""
    return texts.gettext("Average {mean}.").format(mean=texts.number(mean))


def level(result: Level | InsufficientData, texts: Texts) -> str:
    """Return the average of a group with the bounds of its level, and their condition."""
    if isinstance(result, InsufficientData):
        return not_enough(result, texts)
    template = texts.gettext(
        "Average {mean}, probably between {low} and {high}, if those who did not answer feel like "
        "those who did."
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


def does_not_apply(about: int, texts: Texts, *, at_least: bool) -> str:
    """Return to about how many people a question does not apply.

    Of a sum of groups it is the `at_least`: small numbers in one of them are not told.
    """
    said = texts.gettext("Does not apply to about {n} people.")
    if at_least:
        said = texts.gettext("Does not apply to about {n} people or more.")
    return said.format(n=texts.number(_NEAREST * round(about / _NEAREST), 0))


def tenths(number: int, texts: Texts) -> str:
    """Return a share in tenths; never that nobody, or everybody, is in it."""
    _ = texts.gettext
    if number == 0:
        return _("fewer than {tenths} in 10").format(tenths=1)
    if number == _TENTHS:
        return _("more than {tenths} in 10").format(tenths=_TENTHS - 1)
    return _("{tenths} in 10").format(tenths=number)


def quarter(
    result: Sequence[tuple[str, Share]], first: date, last: date, people: str, texts: Texts
) -> str:
    """Return the shares of three waves together, the first with its bounds, and of how many people.

    `first` is the day on which the first wave opened, `last` that on which the last one closed.
    """
    _, days = texts.gettext, (last - first).days
    (side, share), *others = result
    low, high = (round(_TENTHS * bound) for bound in (share.low, share.high))
    within = _DAYS_OF_QUARTER[0] <= days <= _DAYS_OF_QUARTER[1]
    template = (
        _(
            "In the quarter from {first} to {last}, {part} answers were {side} (between {low} and "
            "{high} in 10), {others}. These are the answers of {people} people, asked three times."
        )
        if within
        else _(
            "In the three waves from {first} to {last}, {part} answers were {side} (between {low} "
            "and {high} in 10), {others}. These are the answers of {people} people, asked three "
            "times."
        )
    )
    part = tenths(round(_TENTHS * share.part), texts)
    if 0 < round(_TENTHS * share.part) < _TENTHS:
        part = _("about {tenths} in 10").format(tenths=round(_TENTHS * share.part))
    day = texts.month if days >= _DAYS_OF_QUARTER[0] else texts.short_date
    rest = [f"{tenths(round(_TENTHS * of.part), texts)} {other}" for other, of in others]
    return template.format(
        first=day(first),
        last=day(last),
        part=part,
        side=side,
        low=low,
        high=high,
        others=", ".join(rest),
        people=people,
    )
