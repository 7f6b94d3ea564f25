"""The reports about a unit over all waves: numbers, their uncertainty, and words for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from surveys.instrument import Indicator, Question
from surveys.instrument.scales import Text
from surveys.reading import sentences
from surveys.reading.participation import Participation
from surveys.reading.sentences import Status
from surveys.statistics import InsufficientData, known
from surveys.statistics.change import Change
from surveys.statistics.control_chart import Ewma, Shift
from surveys.statistics.level import Level
from surveys.statistics.share import Share
from surveys.statistics.trend import Slope
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

    def named(self, language: str) -> str:
        """Return the name of the wave within a sentence: "in Autumn 2025", "the wave before"."""
        texts = Texts(language)
        if self.title:
            return texts.gettext("in {wave}").format(wave=self.title)
        return texts.gettext("the wave before")


@dataclass(frozen=True)
class Step:
    """The change into the latest wave that has a level, from the one with a level before.

    `may_be_composition`: the response differs by more than 15 points from the usual one.
    """

    status: Status
    change: Change | InsufficientData | None
    since: WaveOfUnit | None
    may_be_composition: bool = False

    def in_words(self, language: str) -> str:
        """Return what changed, if anything."""
        since = self.since.named(language) if self.since else ""
        return sentences.change(self.status, self.change, since, Texts(language))

    def doubt_in_words(self, language: str) -> str:
        """Return that the change may be due to other people answering; empty if it may not."""
        changed = self.status in {"small", "better", "worse"}
        return sentences.composition(Texts(language)) if changed and self.may_be_composition else ""


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
    answers: these say how many answered the question. `windows` compares the
    last three waves with the three before, `slope` and `drift` look at all of them; each is
    `InsufficientData` with fewer waves than it takes.
    """

    indicator: Indicator
    question: Question
    levels: Sequence[Level | InsufficientData]
    answers: Sequence[Participation | None]
    step: Step
    shares: Shares
    windows: Change | InsufficientData
    slope: Slope | InsufficientData
    drift: Ewma | Shift | InsufficientData
    shifted_in: WaveOfUnit | None = None
    """The first wave of the shift, where `drift` is one."""

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

    def silent_in_words(self, language: str) -> str:
        """Return how far people who did not answer could move the latest level."""
        if self.latest is None or self.question.scale.values is None:
            return ""
        middle = (self.question.scale.values[0] + self.question.scale.values[-1]) / 2
        return sentences.silent(self.latest, middle, Texts(language))

    def outside_in_words(self, language: str) -> str:
        """Return a drift in a few words; an empty text without one."""
        return sentences.outside(self.drift, self._since(language), Texts(language))

    def _since(self, language: str) -> str:
        if self.shifted_in is None:
            return ""
        texts = Texts(language)
        named = self.shifted_in.title or texts.short_date(self.shifted_in.opens_on)
        return texts.gettext("since {wave}").format(wave=named)

    def drift_in_words(self, language: str) -> str:
        """Return what all waves together show, beyond the last step."""
        texts = Texts(language)
        return " ".join(
            say
            for outcome, say in (
                (self.drift, sentences.drift(self.drift, self._since(language), texts)),
                (self.slope, sentences.slope(self.slope, texts)),
                (self.windows, sentences.windows(self.windows, texts)),
            )
            if not isinstance(outcome, InsufficientData)
        )


@dataclass(frozen=True)
class TeamReport:
    """Everything that is published of one unit, waves from old to new."""

    unit: UUID
    name: str
    waves: Sequence[WaveOfUnit]
    trends: Sequence[Trend]
    smallest_visible_change: float | None
    """What a step must exceed to be visible, on five-point questions; None with one wave."""
    splits: Sequence[Split] = ()

    @property
    def latest(self) -> WaveOfUnit | None:
        """The latest counted wave, published for this unit or not."""
        return self.waves[-1] if self.waves else None

    def in_words(self, language: str) -> str:
        """Return how many answered the latest wave, and the smallest visible change."""
        if self.latest is None:
            return ""
        response = self.latest.in_words(language)
        if self.latest.participation is None or self.smallest_visible_change is None:
            return response
        smallest = sentences.smallest_visible(self.smallest_visible_change, Texts(language))
        return f"{response} {smallest}"
