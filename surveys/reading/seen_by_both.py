"""The same questions as leaders and as staff of the whole organisation see them, in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.instrument import Indicator, Question
from surveys.reading.trend import name_of
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics.difference import Difference
from surveys.texts import Texts

GapSide = Literal["leaders_better", "staff_better"]
"""Who sees a subject in a better light, leaders or staff."""

LEAST_TOLD = 0.05
"""The smallest difference that is told, on the question's own scale; less is rounded to nothing."""


@dataclass(frozen=True)
class SeenByBoth:
    """A question as leaders (`seen.first`) and staff see it; 5 = good."""

    question: Question
    indicator: Indicator
    seen: Difference

    def name(self, language: str) -> str:
        """Return its name in lists: of an anchor its heading, else the question."""
        return name_of(self.question, self.indicator, language)

    @property
    def side(self) -> GapSide | None:
        """Who certainly sees it more favourably; None where that cannot be told."""
        if self.seen.low >= LEAST_TOLD:
            return "leaders_better"
        return "staff_better" if self.seen.high <= -LEAST_TOLD else None

    def in_words(self, language: str) -> str:
        """Return who sees it more favourably and by how much, or that no difference is clear."""
        texts = Texts(language)
        _ = texts.gettext
        leaders, staff = texts.number(self.seen.first), texts.number(self.seen.second)
        if self.side is None:
            return _("No clear difference: {leaders} among leaders, {staff} among staff.").format(
                leaders=leaders, staff=staff
            )
        told = {
            "leaders_better": _(
                "Leaders see this more favourably than staff: {leaders} and {staff}, a difference "
                "of {least} to {most}."
            ),
            "staff_better": _(
                "Staff see this more favourably than leaders: {staff} and {leaders}, a difference "
                "of {least} to {most}."
            ),
        }[self.side]
        least, most = sorted(abs(end) for end in (self.seen.low, self.seen.high))
        return told.format(
            leaders=leaders, staff=staff, least=texts.number(least), most=texts.number(most)
        )


@dataclass(frozen=True)
class PerceptionGaps:
    """The questions of the newest wave that told leaders and staff apart, as they were asked."""

    wave: WaveOfUnit
    questions: Sequence[SeenByBoth]
    is_newest: bool

    @property
    def told(self) -> Sequence[SeenByBoth]:
        """The questions with a difference that can be told, the widest first."""
        apart = [one for one in self.questions if one.side is not None]
        return sorted(apart, key=lambda one: -abs(one.seen.first - one.seen.second))

    @property
    def alike(self) -> Sequence[SeenByBoth]:
        """The other questions, in their order."""
        return [one for one in self.questions if one.side is None]
