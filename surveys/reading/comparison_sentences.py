"""Sentences that compare units, and about questions that are associated. Pure."""

from collections.abc import Sequence

from surveys.reading.sentences import not_enough
from surveys.statistics.consistency import Consistency
from surveys.statistics.insufficient_data import InsufficientData
from surveys.statistics.pooling import Position, Reliability
from surveys.texts import Texts

_MIN_EXPLAINED = 0.05
"""When less than this part is explained, the shares of it mean nothing."""


def position(found: Position, texts: Texts) -> str:
    """Return where a unit stands among all, with chance taken into account."""
    _ = texts.gettext
    return {
        "probably above": _("Probably above the organisation"),
        "probably below": _("Probably below the organisation"),
        "not distinguishable": _("Not distinguishable from the organisation"),
    }[found]


def reliability(found: Reliability | InsufficientData, texts: Texts) -> str:
    """Say how much of the differences between units is real."""
    _ = texts.gettext
    if isinstance(found, InsufficientData):
        return not_enough(found, texts)
    said = _("About {part} of the differences between units are real, the rest is chance.")
    noise = _("So most of what a comparison shows is noise.")
    told = said.format(part=texts.percent(round(found.average_unit, 2)))
    return f"{told} {noise}" if found.average_unit < 0.5 else told


def consistency(found: Consistency, texts: Texts) -> str:
    """Say what a scale may be used for."""
    _ = texts.gettext
    if found.alpha < 0.6:
        use = _("too low: do not read these questions as one scale")
    elif found.alpha < 0.7:
        use = _("enough for comparing large groups only")
    else:
        use = _("good for groups")
    said = _("The questions hold together with {alpha} (between {low} and {high}): {use}.")
    numbers = {"alpha": found.alpha, "low": found.low, "high": found.high}
    return said.format(use=use, **{name: texts.number(v, 2) for name, v in numbers.items()})


def drivers(
    names: Sequence[tuple[str, float, float, float]], explained: float, texts: Texts
) -> str:
    """Say what goes together with an outcome: name, share and its bounds, in the order given."""
    _ = texts.gettext
    if explained < _MIN_EXPLAINED:
        said = _(
            "Hardly anything: the other questions go with {explained} of the differences between "
            "colleagues."
        )
        return said.format(explained=texts.percent(explained))
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
    said = _(
        "Together they go with {explained} of the differences between colleagues. Of that: "
        "{listed}. This shows what goes together, not what causes what."
    )
    return said.format(explained=texts.percent(explained), listed=listed)
