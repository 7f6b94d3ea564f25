"""The reports about a unit over all waves: numbers, their uncertainty, and words for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from surveys.instrument import Indicator, Question
from surveys.instrument.scales import Text
from surveys.reading import sentences
from surveys.reading.participation import Participation
from surveys.reading.verdicts.explanations import blur_of_level
from surveys.reading.verdicts.verdict import Verdict
from surveys.statistics import InsufficientData, known
from surveys.statistics.level import Level
from surveys.statistics.share import Share
from surveys.texts import Texts


@dataclass(frozen=True)
class WaveOfUnit:
    """A counted wave from the point of view of one unit.

    `participation` is None where the unit is not published: nothing else is known about it then.
    """

    id: UUID
    number: int | None
    title: str | None
    opens_on: date
    closes_on: date
    participation: Participation | None

    def in_words(self, language: str) -> str:
        """Return which part answered, or why that is not shown."""
        texts = Texts(language)
        if self.participation is None:
            return sentences.not_published(texts)
        return self.participation.in_words(texts)


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

    def in_words(self, language: str) -> str:
        """Return the shares with the names of the groups in a language."""
        texts = Texts(language)
        if isinstance(self.parts, InsufficientData):
            return sentences.not_enough(self.parts, texts)
        listed = [(self.name(group, language), share) for group, share in self.parts.items()]
        return sentences.shares(listed, texts)


@dataclass(frozen=True)
class Split:
    """The shares for a question whose best answer is the middle, in the latest wave with it."""

    question: Question
    wave: WaveOfUnit
    shares: Shares


@dataclass(frozen=True)
class Trend:
    """One question over all waves, oriented: 5 = good on 1 to 5.

    A wave in which it is not published has `InsufficientData` for a level, and None for its
    answers: these say how many answered the question. `verdict` is what all waves together say,
    None while that is still to be worked out.
    """

    indicator: Indicator
    question: Question
    levels: Sequence[Level | InsufficientData]
    answers: Sequence[Participation | None]
    shares: Shares
    verdict: Verdict | None = None

    @property
    def latest(self) -> Level | None:
        """The level in the latest wave that has one."""
        return next((lvl for level in reversed(self.levels) if (lvl := known(level))), None)

    def name(self, language: str) -> str:
        """Return the name of the trend: of an anchor its indicator, else the question."""
        named = self.indicator.name if self.question.role == "anchor" else self.question.text
        return named[language]

    def level_in_words(self, language: str) -> str:
        """Return the latest published level with its bounds."""
        texts = Texts(language)
        if self.latest is None:
            return sentences.not_published(texts)
        return sentences.level(self.latest, texts)

    def blur_in_words(self, language: str) -> str:
        """Return by how much the true average may be more extreme; empty where it is not."""
        return "" if self.latest is None else blur_of_level(self.latest, Texts(language))


@dataclass(frozen=True)
class TeamReport:
    """Everything that is published of one unit, waves from old to new."""

    unit: UUID
    name: str
    waves: Sequence[WaveOfUnit]
    trends: Sequence[Trend]
    splits: Sequence[Split] = ()

    @property
    def latest(self) -> WaveOfUnit | None:
        """The latest counted wave, published for this unit or not."""
        return self.waves[-1] if self.waves else None

    def in_words(self, language: str) -> str:
        """Return how many answered the latest wave."""
        return "" if self.latest is None else self.latest.in_words(language)
