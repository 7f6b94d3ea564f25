"""Groups of options whose shares are reported, by the kind of scale. Pure."""

from collections.abc import Mapping, Sequence

from surveys.counting.variables import FAVOURABLE, SCALE_CLASSES, UNFAVOURABLE
from surveys.instrument import Question
from surveys.instrument.scales import Choice, Text
from surveys.reading.reports import Shares
from surveys.statistics import InsufficientData
from surveys.statistics.share import MIN_ANSWERS_FOR_SHARE, Share, share

GOOD_MARK, FAIR_MARK = 8, 6
"""Marks of 8 to 10 are favourable, 6 and 7 neutral."""


def groups_of(question: Question) -> Mapping[str, Sequence[int]]:
    """Return the oriented options in each group, by name; empty where there are no groups.

    Likert: favourable 4 and 5, neutral 3, unfavourable 1 and 2. Marks: 8 and up, 6 and 7, lower.
    Around a middle: the middle, under and over it, and never an average.
    """
    kind, size = question.scale.type, question.scale.size
    if kind == "likert5":
        return {"favourable": (3, 4), "neutral": (2,), "unfavourable": (0, 1)}
    if kind == "bipolar5":
        return {"middle": (2,), "under": (0, 1), "over": (3, 4)}
    if kind == "grade" and (marks := question.scale.values):
        return {
            "favourable": [o for o in range(size) if marks[o] >= GOOD_MARK],
            "neutral": [o for o in range(size) if FAIR_MARK <= marks[o] < GOOD_MARK],
            "unfavourable": [o for o in range(size) if marks[o] < FAIR_MARK],
        }
    return {}


def names_of(question: Question) -> Mapping[str, Text]:
    """Return the names of groups that are named after the question's own options."""
    scale = question.scale
    if scale.type != "bipolar5":
        return {}
    options = {"middle": 2, "under": 1, "over": 3}
    return {
        group: {
            language: scale.options(language)[question.oriented(option)]
            for language in scale.labels
        }
        for group, option in options.items()
    }


def groups_of_scale() -> Mapping[str, Sequence[int]]:
    """Return the classes of a scale score in each group, based on unrounded scores."""
    classes = range(len(SCALE_CLASSES))
    return {
        "favourable": [c for c in classes if SCALE_CLASSES[c] >= FAVOURABLE],
        "neutral": [c for c in classes if UNFAVOURABLE < SCALE_CLASSES[c] < FAVOURABLE],
        "unfavourable": [c for c in classes if SCALE_CLASSES[c] <= UNFAVOURABLE],
    }


def shares(
    counts: Sequence[int],
    groups: Mapping[str, Sequence[int]],
    invited: int | None,
    least: int,
    names: Mapping[str, Text] | None = None,
) -> Shares:
    """Return the share of each group of options, from `least` answers on, but at least 10.

    `names` has the texts of groups that are named after the question's own options.
    """
    people, need = sum(counts), max(least, MIN_ANSWERS_FOR_SHARE)
    if people < need:
        return Shares(InsufficientData("answers", people, need))
    parts = {name: share(counts, options, invited) for name, options in groups.items()}
    return Shares(_all_known(parts), names or {})


def choices(
    counts: Sequence[int], answered: int, scale: Choice, invited: int | None, least: int
) -> Shares:
    """Return which part of `answered` people chose each option, where several may be chosen."""
    need = max(least, MIN_ANSWERS_FOR_SHARE)
    if answered < need:
        return Shares(InsufficientData("answers", answered, need))
    # Each option was chosen by some of these people and not by the others.
    parts = {
        option.id: share((answered - chosen, chosen), (1,), invited)
        for option, chosen in zip(scale.choices, counts, strict=True)
    }
    return Shares(_all_known(parts), {option.id: option.text for option in scale.choices})


def _all_known(parts: Mapping[str, Share | InsufficientData]) -> dict[str, Share]:
    return {name: part for name, part in parts.items() if not isinstance(part, InsufficientData)}
