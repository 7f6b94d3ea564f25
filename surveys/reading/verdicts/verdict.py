"""The verdict on one question of one unit: the only statement that pages make about it. Pure.

Numbers are on the question's own scale, the last value good (5 of 1 to 5). Probabilities come from
one posterior per unit and question, so no two parts of a verdict contradict each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from surveys.statistics.verdict.levels import LevelVerdict
from surveys.statistics.verdict.statement import Sureness

Change = Literal["too early", "unclear", "better", "worse"]
"""What is known of a change; nothing ever says that there was none."""

Past = Literal["steady", "no longer visible"]


@dataclass(frozen=True)
class Onset:
    """The waves into which a change probably fell, by their closing days (10 % to 90 %).

    `open_ended`: the first of them is the first that could be told at all, so that the change may
    be older.
    """

    first: date
    last: date
    open_ended: bool = False


@dataclass(frozen=True)
class FoundChange:
    """A change that was told: direction, onset, size (90 % interval), and how sure it is.

    `least` and `most` are positive sizes in the direction of the change, rounded outward to tenths;
    `least` is None where they reach 0: "by up to `most`". `as_whole`: the whole organisation
    changed in the same way at the same time.
    """

    better: bool
    onset: Onset
    least: float | None
    most: float
    sureness: Sureness
    confirmed_on: date
    as_whole: bool = False


@dataclass(frozen=True)
class PastChange:
    """The last change that was told and does not stand any more, and why."""

    better: bool
    onset: Onset
    why: Past


@dataclass(frozen=True, slots=True)
class LinePoint:
    """The underlying level of a unit in one wave, with its 95 % band.

    `silent_low` and `silent_high` are the wider band in which the level lies if silent people feel
    half a point worse or better; None where it is not shown. `worse` and `better` are how far the
    true mean of the wave may lie from the shown one, its dot.
    """

    wave: UUID
    level: float
    low: float
    high: float
    silent_low: float | None = None
    silent_high: float | None = None
    worse: float = 0.0
    better: float = 0.0


@dataclass(frozen=True)
class Noticed:
    """How often a change of one question would be noticed within six waves (0 to 1).

    `half` for half a point on the scale from 1 to 5, `whole` for a whole point.
    """

    half: float
    whole: float


@dataclass(frozen=True)
class Verdict:
    """The verdict on one question of one unit after its newest wave.

    `found` is there exactly for "better" and "worse". `level` is None without a published wave in
    the last year. `line` has a point per wave of the window, oldest first, also where nothing is
    published: the model's level runs through. `other_people_since`: from this closing day on,
    within the last year, the numbers are about clearly other people than before. `budget` is the
    share of team-years with a badge without cause. `as_of` is the closing day of the newest wave
    with a number, where that is not the newest of all.
    """

    unit: UUID
    question: str
    change: Change
    found: FoundChange | None = None
    past: PastChange | None = None
    level: LevelVerdict | None = None
    line: Sequence[LinePoint] = ()
    noticed: Noticed | None = None
    other_people_since: date | None = None
    budget: float = 0.10
    as_of: date | None = None

    @property
    def is_reason_to_look(self) -> bool:
        """Whether something got worse, or the level needs attention by itself."""
        return self.change == "worse" or self.needs_attention

    @property
    def needs_attention(self) -> bool:
        """Whether the level needs attention, with or without a change."""
        return self.level is not None and self.level.standing == "needs attention"

    @property
    def is_listed(self) -> bool:
        """Whether HR's list tells it: not a change that the whole organisation shows as well."""
        return self.needs_attention or (self.found is not None and not self.found.as_whole)

    @property
    def urgency(self) -> int:
        """Where it stands in an order of verdicts: the smallest is the first reason to look."""
        if self.change == "worse":
            return 0 if self.needs_attention else 1
        if self.needs_attention:
            return 2
        return 3 if self.found is not None else 4

    @property
    def stands_out(self) -> bool:
        """Whether there is anything to tell: a change, or a level that needs attention."""
        return self.found is not None or self.needs_attention


@dataclass(frozen=True)
class Listed:
    """A unit on HR's list: its smallest yearly p-value, and whether it stands out among all units.

    The others on the list have a badge or a level that needs attention on their own page.
    """

    unit: UUID
    among_all: bool
    p: float


@dataclass(frozen=True)
class Edition:
    """What was worked out once for all units: HR's list, in its order, and its conditions."""

    listed: Sequence[Listed] = ()
    units: int = 0
    budget: float = 0.10
