"""An experiment in words: what it could find, who was chosen how, what comes back by itself. Pure.

What it has shown is in `outcome_sentences`.
"""

from collections.abc import Sequence

from surveys.experiments.experiment import Experiment, Found
from surveys.experiments.measuring import Comparison
from surveys.experiments.prospects import BackToUsual, Prospect
from surveys.experiments.stretches import average
from surveys.instrument import Indicator
from surveys.reading.sentences import not_enough
from surveys.statistics.experiment import Effect
from surveys.texts import Texts

_FEW, _STEP, _MANY = 10, 5, 50
"""Usual numbers of answers are said as "5 to 9", then to the nearest 5, from 50 on to the nearest
10, as everywhere."""

_SMALL = 0.05
"""A distance or a change that rounds to nothing."""


def prospect(found: Prospect, texts: Texts) -> str:
    """Return which change an experiment could find, and on which condition; before it begins."""
    _ = texts.gettext
    if found.units == 1:
        return _(
            "A single unit: there will be a before and an after, and no claim about the measure. "
            "It takes units that wait to tell a difference."
        )
    if found.answers is None:
        return _("Which change it could find can be told once these units have results.")
    return " ".join((*_findable(found, found.answers, texts), *_left_out(found, texts)))


def _findable(found: Prospect, answers: float, texts: Texts) -> Sequence[str]:
    _ = texts.gettext
    if found.missing is not None:
        few = _("So there will be a before and an after, and no claim about the measure.")
        return not_enough(found.missing, texts), few
    numbers = {
        "tried": found.sides[0],
        "waited": found.sides[1],
        "answers": _answers(answers, texts),
    }
    if found.noticeable is None:
        template = _(
            "With {tried} + {waited} units of {answers} answers, not even a large change would be "
            "noticed in 8 of 10 cases. Let more units take part, or fewer steps follow."
        )
        told = [template.format(**numbers)]
    else:
        template = _(
            "With {tried} + {waited} units of {answers} answers, a change of {change} on the "
            "scale of 1 to 5 would be noticed in 8 of 10 cases, half of it in {tenths}."
        )
        smaller = _in_tenths(found.smaller or 0.0, texts)
        change = texts.number(found.noticeable)
        told = [template.format(**numbers, change=change, tenths=smaller)]
    if not found.with_past:
        told.append(
            _(
                "This holds if units do not change in different ways by themselves, which too few "
                "earlier waves or units can tell; if they do, it takes a larger change."
            )
        )
    return told


def _left_out(found: Prospect, texts: Texts) -> Sequence[str]:
    without = found.units - found.published
    if not without:
        return ()
    told = texts.ngettext(
        "{n} unit that takes part was lately not published in three waves, and would be left out: "
        "longer steps help.",
        "{n} units that take part were lately not published in three waves, and would be left "
        "out: longer steps help.",
        without,
    )
    return (told,)


def chosen(experiment: Experiment, texts: Texts) -> str:
    """Return how the units that take part were found, and who decided which of them start."""
    _ = texts.gettext
    found: dict[Found, str] = {
        "asked": _("HR asked the units that take part."),
        "volunteered": _("Who takes part came forward, so others may fare differently."),
        "stood out": _("Who takes part was chosen because of their numbers."),
        "otherwise": _("Who takes part was chosen in another way."),
    }
    first = found[experiment.plan.found]
    if experiment.drawn_on is None:
        return first
    if sum(experiment.plan.starting) == len(experiment.plan.units) and (
        len(experiment.plan.starting) == 1
    ):
        return " ".join((first, _("Nobody waits: all started at once.")))
    lot = _(
        "Which of them started first was drawn by lot: apart from the measure, both sides differ "
        "by chance only."
    )
    return f"{first} {lot}"


def usual(
    found: BackToUsual,
    comparisons: Sequence[Comparison | None],
    indicator: Indicator,
    texts: Texts,
) -> str:
    """Return what comes back by itself, with the units' own numbers (regression to the mean)."""
    _ = texts.gettext
    stood = _(
        "In the last wave before, the units that take part stood at {theirs}, all units at {all}."
    ).format(theirs=texts.number(found.theirs), all=texts.number(found.of_all))
    by_itself = found.by_itself
    if by_itself is None:
        told = [
            stood,
            _(
                "Units that are chosen because they stand out come nearer to the others the next "
                "time, without any measure."
            ),
        ]
    elif abs(by_itself) < _SMALL:
        told = [stood, _("So hardly anything is to be expected to come back by itself.")]
    else:
        template = _(
            "Part of such a distance is chance, and gone the next time. To be expected without any "
            "measure: {change} by about {size}."
        )
        change = indicator.change_in(texts.language, better=by_itself > 0)
        told = [stood, template.format(change=change, size=texts.number(abs(by_itself)))]
    first = next((one for one in comparisons if one is not None), None)
    if first is not None and isinstance(first.effect, Effect):
        moved = average(first.waited, after=True) - average(first.waited, after=False)
        template = (
            _("Those that waited hardly moved.")
            if abs(moved) < _SMALL
            else _("Those that waited, without the measure: {change} by {size}.")
        )
        told.append(template.format(**change_words(moved, indicator, texts)))
    if first is None or isinstance(first.effect, Effect):
        told.append(
            _("It is the same for both sides, so the difference between them is free of it.")
        )
    else:
        told.append(_("Without units that wait, it cannot be set apart from the measure."))
    return " ".join(told)


def change_words(moved: float, indicator: Indicator, texts: Texts) -> dict[str, str]:
    """Return the word for a change towards one end, and its size."""
    word = indicator.change_in(texts.language, better=moved > 0)
    return {"change": word, "size": texts.number(abs(moved))}


def _answers(number: float, texts: Texts) -> str:
    _ = texts.gettext
    if number < _FEW:
        return _("{fewest} to {most}").format(fewest=5, most=_FEW - 1)
    step = _STEP if number < _MANY else 2 * _STEP
    return _("about {n}").format(n=texts.number(round(number / step) * step, 0))


def _in_tenths(part: float, texts: Texts) -> str:
    _ = texts.gettext
    return _("about {tenths} in 10").format(tenths=max(1, round(10 * part)))
