"""What may stand behind the numbers of a unit in a wave, and the levels that follow from it."""

from collections.abc import Container
from dataclasses import dataclass
from uuid import UUID

from surveys.counting.variables import (
    MIN_SCORES,
    MIN_SCORES_OF_SHORT_SCALE,
    SCALE_CLASSES,
    SHORT_SCALE,
    scale_questions,
)
from surveys.instrument import Indicator, Question
from surveys.reading.bands import Counts
from surveys.reading.blur import Groups, hull_behind
from surveys.reading.levels import away_in_wave
from surveys.reading.reading import Reading
from surveys.reading.shares import groups_of_scale
from surveys.reading.shown import CountedWave
from surveys.reading.verdicts.families import scale_of
from surveys.statistics import InsufficientData
from surveys.statistics.level import Hull, Level, level
from surveys.statistics.verdict.hull import Scale

SCALE_SCORES = Scale(tuple(SCALE_CLASSES), (frozenset(groups_of_scale()["unfavourable"]),))
"""The classes of the score of a whole scale."""


@dataclass(frozen=True)
class Behind:
    """What may stand behind the numbers of a unit in a wave."""

    reading: Reading
    unit: UUID
    row: CountedWave

    @property
    def _is_composed(self) -> bool:
        return self.unit in self.reading.baseline.composed

    def shares(self, counts: Counts, one_sided: Groups) -> frozenset[tuple[int, ...]]:
        """Return the histograms that may stand behind what is shown."""
        composed, row = self._is_composed, self.row
        return hull_behind(counts, row.invited, row.bands, one_sided, composed=composed)

    def level(self, variable: str, counts: Counts, scale: Scale) -> Hull:
        """Return the same for an average; of sums of others, how far it may lie away."""
        if not self._is_composed:
            return self.shares(counts, scale.one_sided)
        away = away_in_wave(self.reading, self.row.wave.id, variable, scale)
        return away.get(self.unit, ())

    def level_of_question(self, question: Question, counts: Counts) -> Level | InsufficientData:
        """Return the level of a unit on a question with values, from what is shown of it."""
        scale, within = scale_of(question), self.reading.baseline.prior_sd(question)
        hull = self.level(question.id, counts, scale)
        return level(counts, scale.values, self.row.invited, prior_sd=within, hull=hull)

    def level_of_scale(
        self, indicator: Indicator, name: str, counts: Counts, counted: Container[str]
    ) -> Level | InsufficientData | None:
        """Return the level of a unit on a whole scale; None where it is not shown.

        A scale without a histogram of its own has its questions instead; one that is shown must not
        tell that the number of scores it takes was just reached. `counted` are the variables of the
        wave.
        """
        short = len(scale_questions(indicator, counted)) < SHORT_SCALE
        least = MIN_SCORES_OF_SHORT_SCALE if short else MIN_SCORES
        if any(question.sensitive for question in indicator.questions):
            least = max(least, self.row.bands.k_distribution)
        if sum(counts) < least + self.row.bands.reissued:
            return None
        hull = self.level(name, counts, SCALE_SCORES)
        return level(counts, SCALE_SCORES.values, self.row.invited, hull=hull)
