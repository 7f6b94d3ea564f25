"""One question of a unit over all waves: levels, the verdict on them, words for both. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from surveys.instrument import Indicator, Question
from surveys.reading import sentences
from surveys.reading.participation import Participation
from surveys.reading.references import ReferenceSeries
from surveys.reading.shares import Shares
from surveys.reading.verdicts import explanations, summary
from surveys.reading.verdicts import sentences as verdict_sentences
from surveys.reading.verdicts.explanations import blur_of_level
from surveys.reading.verdicts.verdict import LinePoint, Verdict
from surveys.reading.wave_of_unit import WaveOfUnit, in_wave
from surveys.statistics import InsufficientData, known
from surveys.statistics.level import Level
from surveys.texts import Texts


@dataclass(frozen=True)
class Trend:
    """One question over all waves, oriented: 5 = good on 1 to 5.

    `waves` are from old to new. A wave in which it is not published has
    `InsufficientData` for a level, and None for its answers: these say how many answered the
    question. `verdict` is what all waves together say; None while that is still to be worked out,
    and where no wave of the last year or two is published.
    """

    indicator: Indicator
    question: Question
    waves: Sequence[WaveOfUnit]
    levels: Sequence[Level | InsufficientData]
    answers: Sequence[Participation | None]
    shares: Shares
    verdict: Verdict | None = None
    references: Sequence[ReferenceSeries] = ()
    """What other tools said of it before; no part of anything else in this report."""

    def since(self, place: int) -> "Trend":
        """Return the same trend from the wave at this position on."""
        return replace(
            self,
            waves=self.waves[place:],
            levels=self.levels[place:],
            answers=self.answers[place:],
        )

    @property
    def latest(self) -> Level | None:
        """The level in the latest wave that has one."""
        return next((lvl for level in reversed(self.levels) if (lvl := known(level))), None)

    @property
    def line(self) -> Sequence[LinePoint | None]:
        """The model's level in each wave; None before the unit's first one, and without verdict."""
        points = {} if self.verdict is None else {one.wave: one for one in self.verdict.line}
        return [points.get(wave.id) for wave in self.waves]

    @property
    def latest_wave(self) -> WaveOfUnit | None:
        """The latest wave that has a level: that of the average and of the shares."""
        published = zip(self.waves, self.levels, strict=True)
        return next((w for w, level in reversed([*published]) if known(level) is not None), None)

    @property
    def older_wave(self) -> WaveOfUnit | None:
        """The latest wave that has a level where it is not the newest of all: to be named."""
        latest = self.latest_wave
        return None if latest is None or latest == self.waves[-1] else latest

    def name(self, language: str) -> str:
        """Return the name of the trend: of an anchor its heading, else the question."""
        return name_of(self.question, self.indicator, language)

    def badge_in_words(self, language: str) -> str:
        """Return the verdict in a few words; empty without one."""
        if self.verdict is None:
            return ""
        return summary.badge_of(self.verdict, self.indicator, Texts(language))

    def summary(self, language: str) -> summary.Summary | None:
        """Return the verdict as one line; None if nothing stands out."""
        if self.verdict is None:
            return None
        days = {wave.id: wave.closes_on for wave in self.waves}
        about = self.verdict, self.question, self.indicator
        return summary.summary_of(*about, days, Texts(language))

    @property
    def newest_level(self) -> tuple[float, float, float] | None:
        """The newest level with the bounds around it; without a verdict, of the latest average."""
        if self.verdict is not None and self.verdict.line:
            point = self.verdict.line[-1]
            return point.level, point.low, point.high
        latest = self.latest
        return None if latest is None else (latest.mean, latest.low, latest.high)

    @property
    def published_waves(self) -> int:
        """The number of waves with a level."""
        return sum(known(level) is not None for level in self.levels)

    def change_in_words(self, language: str) -> str:
        """Return what is known of a change, with its size; empty without a verdict."""
        if self.verdict is None:
            return ""
        return verdict_sentences.change_sentence(self.verdict, self.indicator, Texts(language))

    def standing_in_words(self, language: str) -> str:
        """Return where the level stands; empty without a verdict."""
        if self.verdict is None:
            return ""
        return verdict_sentences.level_sentence(self.verdict, self.indicator, Texts(language))

    def outstanding_in_words(self, language: str) -> str:
        """Return what stands out about it; empty if nothing does."""
        if self.verdict is None:
            return ""
        texts = Texts(language)
        return verdict_sentences.outstanding_sentences(self.verdict, self.indicator, texts)

    def level_in_words(self, language: str) -> str:
        """Return the latest published average, with the band of the level behind it.

        Without a verdict, with the bounds of that wave alone. An older wave is named.
        """
        texts, latest = Texts(language), self.latest
        if latest is None:
            return sentences.not_published(texts)
        published = zip(self.levels, self.line, strict=True)
        *_, point = (point for level, point in published if known(level) is not None)
        sentence = (
            sentences.level(latest, texts)
            if point is None
            else explanations.average_sentence(latest.mean, point, texts)
        )
        return in_wave(sentence, self.older_wave, texts)

    def shares_in_words(self, language: str) -> str:
        """Return the latest published shares; an older wave is named."""
        return in_wave(self.shares.in_words(language), self.older_wave, Texts(language))

    def other_people_in_words(self, language: str) -> str:
        """Return from when on the numbers are about other people; empty if they are not."""
        if self.verdict is None:
            return ""
        return verdict_sentences.other_people_sentence(self.verdict, Texts(language))

    def how_we_know(self, language: str) -> Sequence[tuple[str, str]]:
        """Return what the verdict rests on, as pairs of title and sentence."""
        if self.verdict is None:
            return ()
        return explanations.how_we_know(self.verdict, self.question, Texts(language))

    def ask(self, language: str) -> str:
        """Return the question with which to start a talk about it."""
        texts = Texts(language)
        if self.verdict is None:
            return texts.gettext(
                "What do you recognise here, and what would you like to be different?"
            )
        return verdict_sentences.question_to_ask(self.verdict, texts)

    def blur_in_words(self, language: str) -> str:
        """Return by how much the true average may be more extreme; empty where it is not."""
        return "" if self.latest is None else blur_of_level(self.latest, Texts(language))


def name_of(question: Question, indicator: Indicator, language: str) -> str:
    """Return the name above a question's results: of an anchor its indicator's heading."""
    return indicator.heading_in(language) if question.role == "anchor" else question.text[language]
