"""Sentences about numbers: their meaning and their uncertainty. Pure.

No sentence shows a p-value, ranks units, or claims that one thing causes another.
"""

from collections.abc import Sequence

from surveys.statistics import InsufficientData
from surveys.statistics.level import Level
from surveys.statistics.share import Share
from surveys.texts import Texts


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
