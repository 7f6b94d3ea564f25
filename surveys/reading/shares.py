"""Which share of the people chose each group of options, by the kind of scale, with words. Pure."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.counting.variables import FAVOURABLE, SCALE_CLASSES, UNFAVOURABLE
from surveys.instrument import Question
from surveys.instrument.scales import Choice, Text
from surveys.reading import sentences
from surveys.statistics import InsufficientData
from surveys.statistics.share import MIN_ANSWERS_FOR_SHARE, Share, largest_remainders, share
from surveys.texts import DEFAULT, LANGUAGES, Texts

_PAIR = 2
"""Two options are joined by "or", more of them by a dash."""

MIN_ANSWERS_FOR_EXACT_PERCENT = 50
"""Minimum number of answers for a share in whole percents; with fewer it is rounded to 5."""


@dataclass(frozen=True)
class Shares:
    """The shares of a unit that chose each group of options.

    `texts` has the names of groups that belong to one question only, by language.
    """

    parts: Mapping[str, Share] | InsufficientData
    texts: Mapping[str, Text] = field(default_factory=dict)

    def name(self, group: str, language: str) -> str:
        """Return the name of a group of options."""
        if group in self.texts:
            return self.texts[group][language]
        _ = Texts(language).gettext
        return {
            "favourable": _("favourable"),
            "neutral": _("neutral"),
            "unfavourable": _("unfavourable"),
        }[group]

    def said(self, part: float, texts: Texts) -> str:
        """Return a part of 1 as it is labelled: in percents."""
        return texts.percent(part)

    def between(self, share: Share, texts: Texts) -> str:
        """Return the bounds of a share."""
        return f"{texts.percent(share.low)} – {texts.percent(share.high)}"

    def in_words(self, language: str) -> str:
        """Return the shares with the names of the groups in a language."""
        texts = Texts(language)
        if isinstance(self.parts, InsufficientData):
            return sentences.not_enough(self.parts, texts)
        listed = [(self.name(group, language), share) for group, share in self.parts.items()]
        return sentences.shares(listed, texts)


def groups_of(question: Question) -> Mapping[str, Sequence[int]]:
    """Return the oriented options in each group, by name; empty where there are no groups.

    The favourable and the unfavourable part of the scale, and neutral what lies between, if
    anything. Around a middle: the middle, under and over it, and never an average.
    """
    scale = question.scale
    if scale.type == "bipolar5":
        return {"middle": (2,), "under": (0, 1), "over": (3, 4)}
    good, bad = scale.favourable, scale.unfavourable
    if not good:
        return {}
    between = tuple(option for option in range(scale.size) if option not in {*good, *bad})
    groups = {"favourable": good, "neutral": between, "unfavourable": bad}
    return {name: options for name, options in groups.items() if options}


def names_of(question: Question) -> Mapping[str, Text]:
    """Return the names of the groups in the words of the answers: "Never or rarely", "8–10".

    Where people answered "never" to "always", favourable would be a word of ours.
    """
    scale = question.scale
    if scale.type == "bipolar5":
        options: Mapping[str, Sequence[int]] = {"middle": (2,), "under": (1,), "over": (3,)}
    else:
        options = groups_of(question)
    # A grade has words for its ends only; its options are figures, the same everywhere.
    languages = getattr(scale, "labels", {})
    return {
        group: {language: _as_answered(question, parts, language) for language in languages}
        for group, parts in options.items()
    }


def _as_answered(question: Question, options: Sequence[int], language: str) -> str:
    """Return some oriented options that lie side by side, in the order in which they are shown."""
    shown = question.scale.options(language)
    words = [shown[place] for place in sorted(map(question.oriented, options))]
    if len(words) == 1:
        return words[0]
    first, last = words[0], words[-1]
    if first[0].isdecimal():
        return f"{first}–{last}"
    last = last[0].lower() + last[1:]
    template = "{first} – {last}"
    if len(words) == _PAIR:
        spoken = language if language in LANGUAGES else DEFAULT
        template = Texts(spoken).gettext("{first} or {last}")
    return template.format(first=first, last=last)


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
    least: int,
    names: Mapping[str, Text] | None = None,
    *,
    hull: Collection[Sequence[int]] = (),
) -> Shares:
    """Return the share of each group of options, from `least` answers on, but at least 10.

    `names` has the texts of groups that are named after the question's own options; `hull` the true
    histograms that may stand behind the shown one.
    """
    people, need = sum(counts), max(least, MIN_ANSWERS_FOR_SHARE)
    if people < need:
        return Shares(InsufficientData("answers", people, need))
    parts = _all_known({name: share(counts, options, hull) for name, options in groups.items()})
    return Shares(_in_percent(parts, add_up=True), names or {})


def choices(counts: Sequence[int], answered: int, scale: Choice, least: int) -> Shares:
    """Return which part of `answered` people chose each option, where several may be chosen."""
    need = max(least, MIN_ANSWERS_FOR_SHARE)
    if answered < need:
        return Shares(InsufficientData("answers", answered, need))
    # Each option was chosen by some of these people and not by the others.
    parts = {
        option.id: share((answered - chosen, chosen), (1,))
        for option, chosen in zip(scale.choices, counts, strict=True)
    }
    texts = {option.id: option.text for option in scale.choices}
    return Shares(_in_percent(_all_known(parts), add_up=False), texts)


def _all_known(parts: Mapping[str, Share | InsufficientData]) -> dict[str, Share]:
    return {name: part for name, part in parts.items() if not isinstance(part, InsufficientData)}


def _in_percent(parts: Mapping[str, Share], *, add_up: bool) -> dict[str, Share]:
    """Return shares in whole percents, of fewer than 50 answers to the nearest 5.

    Bounds are rounded outwards. Shares that `add_up` to 100 % still do (largest remainders).
    """
    few = any(part.n < MIN_ANSWERS_FOR_EXACT_PERCENT for part in parts.values())
    step = 5 if few else 1
    exact = [part.part for part in parts.values()]
    rounded = (
        largest_remainders(exact, 100 // step)
        if add_up
        else [round(_steps(part, step)) for part in exact]
    )
    steps = dict(zip(parts, rounded, strict=True))
    return {
        name: Share(
            part.n,
            steps[name] * step / 100,
            min(math.floor(_steps(part.low, step)), steps[name]) * step / 100,
            max(math.ceil(_steps(part.high, step)), steps[name]) * step / 100,
        )
        for name, part in parts.items()
    }


def _steps(part: float, step: int) -> float:
    # Without this, rounding errors would push a whole number of percents to the next one.
    return round(part * 100 / step, 9)
