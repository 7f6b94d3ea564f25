"""Which changes are more than chance to a reader who sees many units and questions at once. Pure.

The p-values of all changes that a reader sees are adjusted for each other, by Benjamini-Hochberg.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.instrument import Question
from surveys.reading.baseline import Baseline, values
from surveys.reading.sentences import Status
from surveys.statistics.change import Change
from surveys.statistics.discoveries import MAX_FALSE_DISCOVERY_RATE, adjusted_p_values
from surveys.statistics.insufficient_data import InsufficientData

MIN_RELEVANT_PART = 0.3 / 4
"""A change matters from 0.3 on 1 to 5 on, in proportion to the range on other scales."""

MIN_RELEVANT_MARKS = 0.5
"""And from half a mark on."""


@dataclass(frozen=True)
class Significance:
    """The changes into the newest wave of all units that somebody reads, judged together.

    `p` holds their p-values, `together` those adjusted for each other, by unit and question.
    """

    p: Sequence[float]
    together: Mapping[tuple[UUID, str], float]

    def status(
        self, unit: UUID, question: Question, change: Change | InsufficientData, *, newest: bool
    ) -> Status:
        """Return the status of a change; `newest` if it is one into the newest wave.

        Any other change, of a unit that is not published now, is judged beside the newest ones.
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
    """Return the smallest difference that matters, on the question's own scale."""
    if question.scale.type == "grade":
        return MIN_RELEVANT_MARKS
    worth = values(question)
    return MIN_RELEVANT_PART * (worth[-1] - worth[0])


def judged_together(baseline: Baseline, units: Collection[UUID]) -> Significance:
    """Return how to judge the changes for a reader of some units."""
    changes = baseline.changes
    seen = [key for key in changes if key[0] in units]
    p = [changes[key].p for key in seen]
    return Significance(p, dict(zip(seen, adjusted_p_values(p), strict=True)))
