"""Everything that is published of one unit over all waves, with words for the whole of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.instrument import Question
from surveys.reading.composition import Composition
from surveys.reading.shares import Shares
from surveys.reading.trend import Trend
from surveys.reading.verdicts import explanations
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts


@dataclass(frozen=True)
class Split:
    """The shares for a question whose best answer is the middle, in the latest wave with it."""

    question: Question
    wave: WaveOfUnit
    shares: Shares


@dataclass(frozen=True)
class TeamReport:
    """Everything that is published of one unit, waves from old to new.

    `pending`: the verdicts on the newest wave are still to be worked out. `composition` says which
    teams are behind a larger unit's numbers, and which came or went since the wave before.
    """

    unit: UUID
    name: str
    waves: Sequence[WaveOfUnit]
    trends: Sequence[Trend]
    splits: Sequence[Split] = ()
    pending: bool = False
    composition: Composition | None = None

    @property
    def latest(self) -> WaveOfUnit | None:
        """The latest counted wave, published for this unit or not."""
        return self.waves[-1] if self.waves else None

    def in_words(self, language: str) -> str:
        """Return how many answered the latest wave, and whether other teams did than before."""
        if self.latest is None:
            return ""
        teams = "" if self.composition is None else self.composition.in_words(language)
        return f"{self.latest.in_words(language)} {teams}".strip()

    def budget_in_words(self, language: str) -> str:
        """Return how many teams see a badge without cause; empty without a verdict."""
        verdict = next((trend.verdict for trend in self.trends if trend.verdict), None)
        return "" if verdict is None else explanations.budget_sentence(verdict, Texts(language))

    def noticed_in_words(self, language: str) -> str:
        """Return how often changes of this unit are noticed; empty where that is unknown."""
        for trend in self.trends:
            if trend.verdict is not None and trend.verdict.noticed is not None:
                noticed, texts = trend.verdict.noticed, Texts(language)
                return explanations.noticed_sentence(noticed, trend.question, texts)
        return ""
