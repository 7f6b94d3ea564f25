"""The report of one unit in one wave: numbers, their uncertainty, and words for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.instrument import Indicator, Question
from surveys.reading import comparison_sentences, sentences
from surveys.reading.shares import Shares
from surveys.reading.trend import name_of
from surveys.reading.verdicts.explanations import blur_of_level
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics import InsufficientData
from surveys.statistics.consistency import Consistency
from surveys.statistics.level import Level
from surveys.texts import Texts


@dataclass(frozen=True)
class Answered:
    """A group's answers to one question, or on a whole scale (`question` is None then).

    `level` is None without a meaningful average: options around a best middle, or without order.
    """

    indicator: Indicator
    question: Question | None
    level: Level | InsufficientData | None
    shares: Shares
    not_applicable: int | None = None
    """To about how many people it does not apply; None where that is not shown, or no choice."""

    is_sum: bool = False
    """Whether the group consists of others, of which only some may have such a number."""

    def in_words(self, language: str) -> str:
        """Return the average with its bounds, and the shares if there are enough answers."""
        texts, parts = Texts(language), []
        if self.level is not None:
            parts.append(sentences.level(self.level, texts))
            if isinstance(self.level, Level) and (blur := blur_of_level(self.level, texts)):
                parts.append(blur)
        if self.level is None or not isinstance(self.shares.parts, InsufficientData):
            parts.append(self.shares.in_words(language))
        if self.not_applicable is not None:
            parts.append(sentences.does_not_apply(self.not_applicable, texts, at_least=self.is_sum))
        return " ".join(parts)


@dataclass(frozen=True)
class DriverShare:
    """The share of one question in what is explained: a part of 1 with a 95 % interval."""

    question: Question
    indicator: Indicator
    share: float
    low: float
    high: float
    together: Literal["rises", "falls"]
    lmg: float | None

    def name(self, language: str) -> str:
        """Return the name of a driver: of an anchor its heading, else the question."""
        return name_of(self.question, self.indicator, language)


@dataclass(frozen=True)
class DriversOf:
    """The drivers of an outcome inside teams; `n` is rounded down to tens.

    In the order in which the questions are asked; `strongest` only where it is certain. `empty` is
    the share of a question that has nothing to do with the outcome, None where it is not known.
    """

    outcome: Question
    indicator: Indicator
    n: int
    explained: float
    drivers: Sequence[DriverShare]
    strongest: Question | None
    empty: float | None = None

    @property
    def explains_little(self) -> bool:
        """Whether all of them together go with too little for their shares to mean anything."""
        return comparison_sentences.explains_little(self.explained)

    def verdict_in_words(self, language: str) -> str:
        """Return which of them probably matter most, or that it cannot be told."""
        first = None if self.strongest is None else self.strongest.id
        named = [
            (d.name(language), d.share, d.low, d.high, d.question.id == first) for d in self.drivers
        ]
        return comparison_sentences.drivers_verdict(named, self.empty, Texts(language))

    def in_words(self, language: str) -> str:
        """Return the shares with their bounds, and that they are not causes."""
        named = [(d.name(language), d.share, d.low, d.high) for d in self.drivers]
        return comparison_sentences.drivers(named, self.explained, self.empty, Texts(language))


@dataclass(frozen=True)
class ScaleConsistency:
    """The internal consistency of the questions of an indicator, in the whole organisation."""

    indicator: Indicator
    result: Consistency

    def in_words(self, language: str) -> str:
        """Return the consistency, and what the scale may be used for."""
        return comparison_sentences.consistency(self.result, Texts(language))


@dataclass(frozen=True)
class AdjustedIndex:
    """A scale score (5 = good) estimated from its anchor, as if the whole scale had been asked.

    `uncertain`: questions of the scale have moved against each other since the cycle before.
    """

    indicator: Indicator
    mean: float
    low: float
    high: float
    uncertain: bool

    def in_words(self, language: str) -> str:
        """Return the index and its bounds."""
        texts = Texts(language)
        template = texts.gettext(
            "As if the whole scale had been asked: {mean}, between {low} and {high}."
        )
        numbers = {"mean": self.mean, "low": self.low, "high": self.high}
        sentence = template.format(**{name: texts.number(value) for name, value in numbers.items()})
        if self.uncertain:
            sentence += " " + texts.gettext(
                "Questions have shifted, so comparing cycles is uncertain."
            )
        return sentence


@dataclass(frozen=True)
class WaveReport:
    """One unit in one wave: questions, whole scales, and analyses of whole ballots."""

    wave: WaveOfUnit
    questions: Sequence[Answered]
    scales: Sequence[Answered]
    indices: Sequence[AdjustedIndex]
    drivers: Sequence[DriversOf]
    consistency: Sequence[ScaleConsistency]
