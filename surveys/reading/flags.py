"""What is more than luck for one reader, who looks at many units and questions at once."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.access.access import Reader, readable_units
from surveys.installation.installation import Installation
from surveys.instrument.instrument import Question
from surveys.reading.landscape import Edition, landscape, values
from surveys.reading.sentences import Status
from surveys.statistics.change import Change
from surveys.statistics.discoveries import MAX_FALSE_DISCOVERY_RATE, adjusted_p_values
from surveys.statistics.insufficient_data import InsufficientData

RELEVANT = 0.3 / 4
"""A change matters from 0.3 on 1 to 5 on, in proportion to the range on other scales."""

RELEVANT_MARK = 0.5
"""And from half a mark on."""


@dataclass(frozen=True)
class Flags:
    """The changes into the newest wave of all units that somebody reads, judged together.

    `p` are their p-values, `together` those adjusted for each other, by unit and question.
    """

    p: Sequence[float]
    together: Mapping[tuple[UUID, str], float]

    def status(
        self, unit: UUID, question: Question, change: Change | InsufficientData, *, newest: bool
    ) -> Status:
        """Return what a change is; `newest` if it is one into the newest wave.

        Another one, of a unit that is not published now, is judged beside them.
        """
        if isinstance(change, InsufficientData):
            return "not enough"
        luck = self.together.get((unit, question.id)) if newest else None
        if luck is None:
            luck = adjusted_p_values([*self.p, change.p])[-1]
        if luck > MAX_FALSE_DISCOVERY_RATE:
            return "within fluctuation"
        if abs(change.difference) < relevant(question):
            return "small"
        return "better" if change.difference > 0 else "worse"


def relevant(question: Question) -> float:
    """Return from how large a difference on a change of a question matters."""
    if question.scale.type == "grade":
        return RELEVANT_MARK
    worth = values(question)
    return RELEVANT * (worth[-1] - worth[0])


@functools.lru_cache(maxsize=200)
def flags(installation: Installation, edition: Edition, who: Reader) -> Flags:
    """Return how to judge the changes of an edition for somebody; worked out once."""
    readable = {unit.id for unit in readable_units(installation, who)}
    changes = landscape(installation, edition).changes
    mine = [key for key in changes if key[0] in readable]
    p = [changes[key].p for key in mine]
    return Flags(p, dict(zip(mine, adjusted_p_values(p), strict=True)))
