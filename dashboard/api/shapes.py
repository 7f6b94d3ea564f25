"""What the API answers: the one place where its fields are named, described and checked."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from surveys.errors import N_


@dataclass(kw_only=True)
class Shape:
    """A part of an answer; it has the fields that are described, and no others.

    Plain data classes, because an answer has a thousand of them; tests check that every answer is
    as described. Without slots, in which orjson looks up every field by its name: five times as
    slow.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(kw_only=True)
class Thresholds(Shape):
    """The answers that a wave needed before something is shown."""

    number: Annotated[int, Field(description=N_("Answers needed for any number."))]
    distribution: Annotated[int, Field(description=N_("Answers needed for shares."))]
    comments: Annotated[
        int, Field(description=N_("Answers needed for comments, which the API never gives."))
    ]


@dataclass(kw_only=True)
class Wave(Shape):
    """A counted wave."""

    id: UUID
    number: Annotated[int | None, Field(description=N_("Its number; null for imported results."))]
    title: str | None
    opens_on: date
    closes_on: date
    thresholds: Thresholds


@dataclass(kw_only=True)
class Participation(Shape):
    """How many answered, as a band: never exactly."""

    part: Annotated[str, Field(description=N_("The part that answered, such as 7/10 or ≥ 9/10."))]
    tenths: Annotated[
        int | None, Field(ge=2, le=9, description=N_("The same as a number of tenths."))
    ]
    invited: Annotated[int | None, Field(description=N_("People invited behind the numbers."))]
    others: Annotated[
        int,
        Field(
            description=N_(
                "People in groups with too few people or answers: nothing is known of them."
            )
        ),
    ]
    words: str


@dataclass(kw_only=True)
class Number(Shape):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(kw_only=True)
class Share(Shape):
    """The part of a group that chose some answers, 0 to 1, with its 95 % interval."""

    group: str
    name: str
    part: float
    low: float
    high: float


@dataclass(kw_only=True)
class Verdict(Shape):
    """The one statement about an indicator of a unit, as its page makes it."""

    change: Literal["too early", "unclear", "better", "worse"]
    standing: Annotated[
        str | None, Field(description=N_("Where the level stands; null if unknown."))
    ]
    stands_out: bool
    badge: Annotated[str, Field(description=N_("The verdict in a few words, as on the page."))]
    words: Annotated[str, Field(description=N_("The verdict in sentences, as on the page."))]


@dataclass(kw_only=True)
class WaveOfUnit(Shape):
    """A wave from the point of view of one unit."""

    wave: UUID
    closes_on: date
    shown: Annotated[bool, Field(description=N_("Whether the unit has numbers in this wave."))]
    participation: Participation | None
    words: Annotated[str, Field(description=N_("How many answered, or why nothing is shown."))]
    thresholds: Thresholds


@dataclass(kw_only=True)
class InWave(Shape):
    """An indicator in one wave; numbers are null where too few answered."""

    wave: UUID
    mean: Annotated[
        Number | None, Field(description=N_("The average of this wave alone; 5 is good."))
    ]
    level: Annotated[
        Number | None, Field(description=N_("The level behind all waves, as the line shows it."))
    ]
    answers: Annotated[
        str | None, Field(description=N_("How many answered the question, in words."))
    ]


@dataclass(kw_only=True)
class Indicator(Shape):
    """One question of a unit over all waves, oriented: 5 is good on a scale from 1 to 5."""

    indicator: str
    question: str
    name: str
    text: Annotated[str, Field(description=N_("The question as it is asked."))]
    low_end: Annotated[str, Field(description=N_("What 1 means."))]
    high_end: Annotated[str, Field(description=N_("What 5 means."))]
    waves: list[InWave]
    shares: Annotated[
        list[Share], Field(description=N_("Of the latest wave with numbers; may be empty."))
    ]
    words: Annotated[
        str, Field(description=N_("The latest numbers in words, or why there are none."))
    ]
    verdict: Annotated[
        Verdict | None, Field(description=N_("Null while it is still to be worked out."))
    ]


@dataclass(kw_only=True)
class Unit(Shape):
    """A unit that the application may read."""

    id: UUID
    name: str
    above: Annotated[
        list[str], Field(description=N_("The units above it, without the organisation."))
    ]


@dataclass(kw_only=True)
class Units(Shape):
    """The units that the application may read."""

    units: list[Unit]


@dataclass(kw_only=True)
class Waves(Shape):
    """The counted waves, oldest first."""

    waves: list[Wave]


@dataclass(kw_only=True)
class UnitResults(Shape):
    """The results of a unit over all waves, oldest first."""

    unit: UUID
    name: str
    language: str
    pending: Annotated[bool, Field(description=N_("Whether verdicts are still to be worked out."))]
    words: str
    waves: list[WaveOfUnit]
    indicators: list[Indicator]


@dataclass(kw_only=True)
class Answered(Shape):
    """One question, or a whole scale (`question` is null then), of a unit in one wave."""

    indicator: str
    question: str | None
    name: str
    text: str | None
    mean: Number | None
    shares: list[Share]
    not_applicable: Annotated[
        int | None, Field(description=N_("To about how many it does not apply."))
    ]
    words: Annotated[str, Field(description=N_("The numbers in words, or why there are none."))]


@dataclass(kw_only=True)
class Statement(Shape):
    """A statement about an indicator, in words."""

    indicator: str
    name: str
    words: str


@dataclass(kw_only=True)
class WaveResults(Shape):
    """The results of a unit in one wave."""

    unit: UUID
    language: str
    wave: WaveOfUnit
    questions: list[Answered]
    scales: list[Answered]
    indices: list[Statement]
    drivers: Annotated[
        list[Statement], Field(description=N_("What goes together with mood and balance."))
    ]
    consistency: list[Statement]


@dataclass(kw_only=True)
class Cell(Shape):
    """A question of a unit in the newest wave."""

    question: str
    indicator: str
    value: Annotated[
        float | None, Field(description=N_("The number that the unit's own page shows."))
    ]
    mean: Number | None
    change: Literal["too early", "unclear", "better", "worse"] | None
    stands_out: bool


@dataclass(kw_only=True)
class UnitInOverview(Shape):
    """A unit in the newest wave; without numbers where too few answered."""

    id: UUID
    name: str
    above: list[str]
    participation: Participation | None
    words: str
    cells: list[Cell]


@dataclass(kw_only=True)
class Overview(Shape):
    """All units that the application may read, side by side in the newest wave."""

    language: str
    wave: Wave | None
    units: list[UnitInOverview]


@dataclass(kw_only=True)
class Problem(Shape):
    """Why there is no answer (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
