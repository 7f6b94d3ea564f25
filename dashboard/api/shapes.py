"""What the API answers: the one place where its fields are named, described and checked."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from surveys.errors import N_


class Shape(BaseModel):
    """A part of an answer; it has the fields that are described, and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Thresholds(Shape):
    """The answers that a wave needed before something is shown."""

    number: int = Field(description=N_("Answers needed for any number."))
    distribution: int = Field(description=N_("Answers needed for shares."))
    comments: int = Field(description=N_("Answers needed for comments, which the API never gives."))


class Wave(Shape):
    """A counted wave."""

    id: UUID
    number: int | None = Field(description=N_("Its number; null for imported results."))
    title: str | None
    opens_on: date
    closes_on: date
    thresholds: Thresholds


class Participation(Shape):
    """How many answered, as a band: never exactly."""

    part: str = Field(description=N_("The part that answered, such as 7/10 or ≥ 9/10."))
    tenths: int | None = Field(ge=2, le=9, description=N_("The same as a number of tenths."))
    invited: int | None = Field(description=N_("People invited behind the numbers."))
    others: int = Field(
        description=N_("People in groups with too few people or answers: nothing is known of them.")
    )
    words: str


class Number(Shape):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


class Share(Shape):
    """The part of a group that chose some answers, 0 to 1, with its 95 % interval."""

    group: str
    name: str
    part: float
    low: float
    high: float


class Verdict(Shape):
    """The one statement about an indicator of a unit, as its page makes it."""

    change: Literal["too early", "unclear", "better", "worse"]
    standing: str | None = Field(description=N_("Where the level stands; null if unknown."))
    stands_out: bool
    badge: str = Field(description=N_("The verdict in a few words, as on the page."))
    words: str = Field(description=N_("The verdict in sentences, as on the page."))


class WaveOfUnit(Shape):
    """A wave from the point of view of one unit."""

    wave: UUID
    closes_on: date
    shown: bool = Field(description=N_("Whether the unit has numbers in this wave."))
    participation: Participation | None
    words: str = Field(description=N_("How many answered, or why nothing is shown."))
    thresholds: Thresholds


class InWave(Shape):
    """An indicator in one wave; numbers are null where too few answered."""

    wave: UUID
    mean: Number | None = Field(description=N_("The average of this wave alone; 5 is good."))
    level: Number | None = Field(
        description=N_("The level behind all waves, as the line shows it.")
    )
    answers: str | None = Field(description=N_("How many answered the question, in words."))


class Indicator(Shape):
    """One question of a unit over all waves, oriented: 5 is good on a scale from 1 to 5."""

    indicator: str
    question: str
    name: str
    text: str = Field(description=N_("The question as it is asked."))
    low_end: str = Field(description=N_("What 1 means."))
    high_end: str = Field(description=N_("What 5 means."))
    waves: list[InWave]
    shares: list[Share] = Field(description=N_("Of the latest wave with numbers; may be empty."))
    words: str = Field(description=N_("The latest numbers in words, or why there are none."))
    verdict: Verdict | None = Field(description=N_("Null while it is still to be worked out."))


class Unit(Shape):
    """A unit that the application may read."""

    id: UUID
    name: str
    above: list[str] = Field(description=N_("The units above it, without the organisation."))


class Units(Shape):
    """The units that the application may read."""

    units: list[Unit]


class Waves(Shape):
    """The counted waves, oldest first."""

    waves: list[Wave]


class UnitResults(Shape):
    """The results of a unit over all waves, oldest first."""

    unit: UUID
    name: str
    language: str
    pending: bool = Field(description=N_("Whether verdicts are still to be worked out."))
    words: str
    waves: list[WaveOfUnit]
    indicators: list[Indicator]


class Answered(Shape):
    """One question, or a whole scale (`question` is null then), of a unit in one wave."""

    indicator: str
    question: str | None
    name: str
    text: str | None
    mean: Number | None
    shares: list[Share]
    not_applicable: int | None = Field(description=N_("To about how many it does not apply."))
    words: str = Field(description=N_("The numbers in words, or why there are none."))


class Statement(Shape):
    """A statement about an indicator, in words."""

    indicator: str
    name: str
    words: str


class WaveResults(Shape):
    """The results of a unit in one wave."""

    unit: UUID
    language: str
    wave: WaveOfUnit
    questions: list[Answered]
    scales: list[Answered]
    indices: list[Statement]
    drivers: list[Statement] = Field(description=N_("What goes together with mood and balance."))
    consistency: list[Statement]


class Cell(Shape):
    """A question of a unit in the newest wave."""

    question: str
    indicator: str
    value: float | None = Field(description=N_("The number that the unit's own page shows."))
    mean: Number | None
    change: Literal["too early", "unclear", "better", "worse"] | None
    stands_out: bool


class UnitInOverview(Shape):
    """A unit in the newest wave; without numbers where too few answered."""

    id: UUID
    name: str
    above: list[str]
    participation: Participation | None
    words: str
    cells: list[Cell]


class Overview(Shape):
    """All units that the application may read, side by side in the newest wave."""

    language: str
    wave: Wave | None
    units: list[UnitInOverview]


class Problem(Shape):
    """Why there is no answer (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
