"""What a step of an experiment has shown, in words. Pure.

No sentence says that a measure works: a difference is told with its bounds, and what else may lie
behind it. Changes are in the indicator's own words.
"""

import math
from collections.abc import Sequence

from surveys.experiments.measuring import Comparison
from surveys.experiments.sentences import change_words
from surveys.experiments.stretches import average
from surveys.instrument import Indicator
from surveys.reading.sentences import not_enough
from surveys.statistics import InsufficientData
from surveys.statistics.experiment import SIGNIFICANT, Effect
from surveys.texts import Texts

_ALL = 100
_SEEN = 0.05
"""A smaller number is 0 in one decimal."""


def outcome(
    found: Comparison, indicator: Indicator, texts: Texts, *, with_sides: bool
) -> Sequence[str]:
    """Return what a step has shown, the difference first; `with_sides` with both averages."""
    _ = texts.gettext
    alone = len(found.tried) + len(found.waited) + found.left_out == 1
    sides = _sides(found, texts) if with_sides else ""
    if isinstance(found.effect, InsufficientData):
        no_claim = (
            _(
                "A single unit cannot tell whether the measure made the difference: whatever else "
                "changed there is in these numbers as well. So nothing is claimed."
            )
            if alone
            else _("Nothing is claimed about the measure.")
        )
        few = "" if alone else not_enough(found.effect, texts)
        told = [] if alone and found.left_out else [sides, few, no_claim]
    else:
        told = [
            _difference(found, found.effect, indicator, texts),
            _by_lot(found.effect, texts),
            _strictly(found, texts),
            _blurred(found.effect, texts),
            sides,
            _before(found, texts),
        ]
    if found.left_out:
        told.append(
            texts.ngettext(
                "{n} unit had too few waves with results, and is left out.",
                "{n} units had too few waves with results, and are left out.",
                found.left_out,
            )
        )
    return [sentence for sentence in told if sentence]


def _difference(found: Comparison, effect: Effect, indicator: Indicator, texts: Texts) -> str:
    _ = texts.gettext
    if found.is_noticed:
        size, low, high = (
            texts.number(abs(value)) for value in (effect.difference, effect.low, effect.high)
        )
        if effect.difference < 0:
            low, high = high, low
        template = _(
            "Probably {change} in the units that tried it than in those that waited: by {size}, "
            "between {low} and {high}, on the scale of 1 to 5."
        )
        better = effect.difference > 0
        change = indicator.change_in(texts.language, better=better)
        return template.format(change=change, size=size, low=low, high=high)
    template = _(
        "Not clear whether it made a difference: in the units that tried it, anything from {low} "
        "to {high} fits, compared with those that waited."
    )
    ends = (_by(value, indicator, texts) for value in (effect.low, effect.high))
    low, high = ends
    return template.format(low=low, high=high)


def _by_lot(effect: Effect, texts: Texts) -> str:
    """Return the p-value of the permutation test in words."""
    _ = texts.gettext
    hundred = round(100 * effect.p)
    if hundred == 0:
        return _(
            "If it made no difference at all, fewer than 1 in 100 draws would show one as large."
        )
    if hundred == _ALL:
        return _("If it made no difference at all, any draw could show one as large.")
    template = (
        _("If it made no difference at all, at most {n} in 100 draws would show one as large.")
        if effect.worse + effect.better > 0
        else _("If it made no difference at all, {n} in 100 draws would show one as large.")
    )
    return template.format(n=hundred)


def _strictly(found: Comparison, texts: Texts) -> str:
    """Return that each of several steps has to be rarer by chance; empty for one step."""
    if found.significant == SIGNIFICANT:
        return ""
    return texts.gettext("There are several steps, so each is judged more strictly.")


def _blurred(effect: Effect, texts: Texts) -> str:
    """Return by how much the blur may move the difference; empty where it cannot be seen."""
    size = max(effect.worse, effect.better)
    if size < _SEEN:
        return ""
    template = texts.gettext(
        "The averages are blurred to protect people. That alone may move the difference by up to "
        "{size}, and the bounds allow for it."
    )
    return template.format(size=texts.number(math.ceil(10 * size - 1e-9) / 10))


def _sides(found: Comparison, texts: Texts) -> str:
    _ = texts.gettext
    told = []
    for side, template in (
        (found.tried, _("Tried it: {before} before, {after} after.")),
        (found.waited, _("Waited: {before} before, {after} after.")),
    ):
        if side:
            before, after = (texts.number(average(side, after=after)) for after in (False, True))
            told.append(template.format(before=before, after=after))
    return " ".join(told)


def _before(found: Comparison, texts: Texts) -> str:
    """Return whether both sides went the same way before the start."""
    _ = texts.gettext
    if isinstance(found.before_start, InsufficientData):
        return _(
            "Too few waves before the start to tell whether both sides went the same way: it "
            "takes {n}."
        ).format(n=found.before_start.need)
    if found.ran_apart:
        return _(
            "Both sides already went different ways before the start, so the difference may have "
            "come without the measure."
        )
    return _("Before the start, both sides went the same way as far as can be seen.")


def _by(value: float, indicator: Indicator, texts: Texts) -> str:
    template = texts.gettext("{change} by {size}")
    return template.format(**change_words(value, indicator, texts))
