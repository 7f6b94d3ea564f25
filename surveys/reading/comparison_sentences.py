"""Sentences that compare units, and sentences about associated questions. Pure."""

import math
from collections.abc import Sequence

from surveys.instrument import Indicator
from surveys.reading.sentences import not_enough
from surveys.statistics import InsufficientData
from surveys.statistics.consistency import Consistency
from surveys.statistics.pooling import Position, Reliability
from surveys.texts import Texts

_MAX_WIDTH = 0.5
"""With a wider interval, it cannot be told how much of the differences between units is real."""

_MIN_REAL = 0.1
"""The interval of what is real begins at nothing where it begins below this part."""

_MIN_EXPLAINED = 0.05
"""Minimum part of the variance that must be explained before its shares mean anything."""


def position(standing: Position, indicator: Indicator, texts: Texts) -> str:
    """Return where a unit stands among all, with chance taken into account."""
    if standing == "not distinguishable":
        return texts.gettext("Not clear whether it differs from the organisation as a whole.")
    better = standing == "probably better"
    return texts.gettext("Probably {change} than in the organisation as a whole.").format(
        change=indicator.change_in(texts.language, better=better)
    )


def reliability(result: Reliability | InsufficientData, texts: Texts) -> str:
    """Return how much of the differences between units is real, in tens of percents."""
    _ = texts.gettext
    if isinstance(result, InsufficientData):
        return not_enough(result, texts)
    # Rounded first, so that 0.7 is not 0.7000000000000001 and thus eight tenths.
    low = texts.percent(math.floor(round(10 * result.low, 6)) / 10)
    high = texts.percent(math.ceil(round(10 * result.high, 6)) / 10)
    if result.high - result.low > _MAX_WIDTH:
        sentence = _(
            "It cannot be told yet how much of the differences between units is real: anything "
            "between {low} and {high} is possible."
        )
    elif result.low < _MIN_REAL:
        sentence = _("At most {high} of the differences between units is real, the rest is chance.")
    else:
        sentence = _(
            "Between {low} and {high} of the differences between units is real, the rest is chance."
        )
    sentence = sentence.format(low=low, high=high)
    noise = _("So most of what a comparison shows is noise.")
    return f"{sentence} {noise}" if result.high < 0.5 else sentence


def consistency(scale: Consistency, texts: Texts) -> str:
    """Return the internal consistency of a scale, and what the scale may be used for."""
    _ = texts.gettext
    if scale.alpha < 0.6:
        use = _("too low: do not read these questions as one scale")
    elif scale.alpha < 0.7:
        use = _("enough for comparing large groups only")
    else:
        use = _("good for groups")
    template = _("The questions hold together with {alpha} (between {low} and {high}): {use}.")
    numbers = {"alpha": scale.alpha, "low": scale.low, "high": scale.high}
    return template.format(use=use, **{name: texts.number(v, 2) for name, v in numbers.items()})


def explains_little(explained: float) -> bool:
    """Return whether shares of what is explained mean nothing, because it is too little."""
    return explained < _MIN_EXPLAINED


def drivers_verdict(
    named: Sequence[tuple[str, float, float, float, bool]], empty: float | None, texts: Texts
) -> str:
    """Return which questions probably matter most, or that it cannot be told.

    Each of `named` is (name, share, low, high, whether it is certainly the strongest). Those are
    told whose interval lies above what an empty question gets and reaches the largest lower bound.
    """
    _ = texts.gettext
    first = [name for name, *_rest, is_first in named if is_first]
    if first:
        return _("{name} probably matters most.").format(name=_sentence_case(first[0]))
    above = [one for one in named if one[2] > (empty or 0.0)]
    if not above:
        return _("None of them stands out: each may get no more than a question without meaning.")
    bar = max(low for _name, _share, low, _high, _first in above)
    most = sorted((one for one in above if one[3] >= bar), key=lambda one: -one[1])
    names = [one[0] for one in most]
    if len(names) == len(named):
        return _("All of them may matter; we cannot tell which matters most.")
    if len(names) == 1:
        return _("{name} probably matters most.").format(name=_sentence_case(names[0]))
    *others, last = names
    both = _("{names} and {name}").format(
        names=", ".join([others[0], *map(_lower, others[1:])]), name=_lower(last)
    )
    if len(names) == 2:
        template = _("{names} probably matter most; we cannot tell which of the two.")
    else:
        template = _("{names} probably matter most; we cannot tell which of them.")
    return template.format(names=_sentence_case(both))


def _sentence_case(name: str) -> str:
    return name[:1].upper() + name[1:]


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def drivers(
    names: Sequence[tuple[str, float, float, float]],
    explained: float,
    empty: float | None,
    texts: Texts,
) -> str:
    """Return what is associated with an outcome, in the order of `names`.

    Each of `names` is (name, share, low, high); `explained` and all shares are parts of 1. `empty`
    is the share that a question gets that has nothing to do with the outcome, None where unknown.
    """
    _ = texts.gettext
    if explains_little(explained):
        template = _(
            "Hardly anything: the other questions go with {explained} of the differences between "
            "colleagues."
        )
        return template.format(explained=texts.percent(explained))
    item = _("{name} {share} ({low} to {high})")
    listed = ", ".join(
        item.format(
            name=name,
            share=texts.percent(share),
            low=texts.percent(low),
            high=texts.percent(high),
        )
        for name, share, low, high in names
    )
    template = _(
        "Together they go with {explained} of the differences between colleagues. Of that: "
        "{listed}. This shows what goes together, not what causes what."
    )
    if empty is not None:
        beside = _("{listed}; a question without any connection would get about {share}")
        # A share that rounds to nothing is still one.
        listed = beside.format(listed=listed, share=texts.percent(max(empty, 0.01)))
    return template.format(explained=texts.percent(explained), listed=listed)
