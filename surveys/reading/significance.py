"""Significance of changes for a reader who sees many units and questions at once. Pure.

The false discovery rate is controlled over all changes that a reader sees (Benjamini-Hochberg).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.instrument import Question
from surveys.reading.baseline import Baseline, values
from surveys.reading.sentences import Status
from surveys.statistics import InsufficientData
from surveys.statistics.change import Change
from surveys.statistics.discoveries import MAX_FALSE_DISCOVERY_RATE, adjusted_p_values

MIN_RELEVANT_PART = 0.3 / 4
"""Smallest relevant change as a part of the scale's range: 0.3 on a scale of 1 to 5."""

MIN_RELEVANT_MARKS = 0.5
"""Smallest relevant change in marks."""


@dataclass(frozen=True)
class Significance:
    """The changes into the newest wave of all units that somebody reads, judged together.

    `p` has their p-values, `together` the adjusted ones, by unit and question.
    """

    p: Sequence[float]
    together: Mapping[tuple[UUID, str], float]

    def status(
        self, unit: UUID, question: Question, change: Change | InsufficientData, *, newest: bool
    ) -> Status:
        """Return the status of a change; `newest` tells that it leads into the newest wave.

        Any other change, of a unit that is not published now, is judged together with these.
        """
        if isinstance(change, InsufficientData):
            return "not enough"
        p = self.together.get((unit, question.id)) if newest else None
        if p is None:
            p = adjusted_p_values([*self.p, change.p])[-1]
        if p > MAX_FALSE_DISCOVERY_RATE:
            return "within fluctuation"
        if abs(change.difference) < relevant(question):
            return "small"
        return "better" if change.difference > 0 else "worse"


def relevant(question: Question) -> float:
    """Return the smallest relevant difference, on the question's own scale."""
    if question.scale.type == "grade":
        return MIN_RELEVANT_MARKS
    options = values(question)
    return MIN_RELEVANT_PART * (options[-1] - options[0])


def judged_together(baseline: Baseline, units: Collection[UUID]) -> Significance:
    """Return the significance of changes for a reader of some units."""
    changes = baseline.changes
    seen = [key for key in changes if key[0] in units]
    p = [changes[key].p for key in seen]
    return Significance(p, dict(zip(seen, adjusted_p_values(p), strict=True)))
