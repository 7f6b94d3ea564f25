"""What a report consists of, in one language: every writer lays out this and adds nothing. Pure.

Numbers are rounded as they are said, because a file goes where nobody can take it back. Texts are
plain: each writer escapes them for its format.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Tone = Literal["worse", "better", "quiet"]
"""How a statement is coloured; its words say the same."""

Topic = Literal[
    "overview",
    "where_to_look",
    "trends",
    "questions",
    "topics",
    "together",
    "comments",
    "units",
    "participation",
    "agreements",
    "reading",
]
"""The subjects of sections; a workbook has a sheet for each."""

Group = Literal["unfavourable", "neutral", "favourable", "under", "middle", "over", "option"]
"""The part of a scale that a share is of; an option where several may be chosen."""


@dataclass(frozen=True)
class Figure:
    """A number as it may be shown, rounded, and how it is said.

    A part of 1 where `is_part`, a number of things where `is_whole`.
    """

    value: float
    said: str
    is_part: bool = False
    is_whole: bool = False


Cell = str | Figure | date | None
"""A cell of a table; None where a number is not shown."""


@dataclass(frozen=True)
class Statement:
    """What is told of one subject in one line: its name, a few words, and a sentence."""

    name: str
    word: str
    tone: Tone
    told: str
    under: str = ""


@dataclass(frozen=True)
class Statements:
    """Statements in their order."""

    rows: Sequence[Statement]


@dataclass(frozen=True)
class TrendPoint:
    """One wave: its average, the level behind it with its 95 % band, and a larger unit beside it.

    `beside` is the average of the larger unit; None where a number is not shown. `answers` says how
    many answered, in a band.
    """

    wave: str
    closed_on: date
    mean: float | None
    level: float | None
    low: float | None
    high: float | None
    beside: float | None
    answers: str = ""


@dataclass(frozen=True)
class TrendChart:
    """One question over waves, old to new, on its own scale (the last value is good)."""

    name: str
    question: str
    lowest: float
    highest: float
    low_end: str
    high_end: str
    points: Sequence[TrendPoint]
    beside: str = ""
    """The name of the larger unit; empty without one."""
    described: str = ""
    """The chart in words, for people who do not see it."""


@dataclass(frozen=True)
class Part:
    """The share of answers in one group of options, with its bounds."""

    name: str
    group: Group
    share: Figure
    low: float
    high: float
    between: str


@dataclass(frozen=True)
class Divided:
    """How the answers to one question are divided, and its average where there is one.

    `parts` are from the unfavourable end on, or options in their order; empty where too few
    answered.
    """

    about: str
    question: str
    wave: str
    parts: Sequence[Part]
    told: str
    mean: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None

    @property
    def adds_up(self) -> bool:
        """Whether the parts make up a whole: not where several options may be chosen."""
        return bool(self.parts) and all(part.group != "option" for part in self.parts)


@dataclass(frozen=True)
class Table:
    """A table. `depths` has how far below the first row each one is, in a tree of units."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    note: str = ""
    depths: Sequence[int] = ()

    def for_slides(self, most: int) -> "Table":
        """Return the table without empty columns, down to a depth at which it has few rows.

        `most` is how many rows it may have; without depths it has all of them.
        """
        rows, depths = self.rows, self.depths
        for depth in range(max(depths, default=0), -1, -1):
            if len(rows) <= most or not depths:
                break
            kept = [place for place, at in enumerate(depths) if at <= depth]
            rows, depths = [rows[i] for i in kept], [depths[i] for i in kept]
        filled = [i for i in range(len(self.columns)) if any(row[i] != "" for row in rows)]
        columns = [self.columns[i] for i in filled]
        return replace(
            self, columns=columns, rows=[[row[i] for i in filled] for row in rows], depths=depths
        )


@dataclass(frozen=True)
class Counts:
    """How many of `of` comments each row is about, the most frequent first; they may overlap."""

    name: str
    rows: Sequence[tuple[str, int]]
    of: int
    told: str

    @property
    def described(self) -> str:
        """The rows in words, for people who do not see the chart."""
        return "; ".join(f"{name}: {number}" for name, number in self.rows)


Block = Statements | TrendChart | Divided | Counts | Table


@dataclass(frozen=True)
class Section:
    """A part of a report: what is told, then its blocks.

    `told` are pairs of title (may be empty) and sentence. `ask` are questions for a talk about it,
    `notes` what the person who presents it should keep in mind.
    """

    topic: Topic
    title: str
    blocks: Sequence[Block] = ()
    told: Sequence[tuple[str, str]] = ()
    ask: Sequence[str] = ()
    notes: Sequence[str] = ()
    more: Sequence[tuple[str, str]] = ()
    """What the statements rest on, as pairs, for readers who want to check."""

    @property
    def opening(self) -> Sequence[str]:
        """The sentences without a title, which come before the blocks."""
        return [sentence for name, sentence in self.told if not name]

    @property
    def titled(self) -> Sequence[tuple[str, str]]:
        """The sentences with a title, which come after charts and before tables."""
        return [pair for pair in self.told if pair[0]]


@dataclass(frozen=True)
class Report:
    """A report of a unit, or of the organisation, over a wave, a quarter or a year.

    `facts` are what every page says: the wave, participation as a band, the interval, the
    thresholds. `topics` names the topics, in their order. `words` are labels by their key.
    """

    language: str
    name: str
    above: str
    period: str
    period_key: str
    """The period for the trail: `2026`, `2026-q4`, or the day on which the wave closed."""
    file_name: str
    made_on: date
    facts: Sequence[str]
    not_shown: str
    sections: Sequence[Section]
    topics: Mapping[Topic, str]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title of the report."""
        return f"{self.name} · {self.period}"

    @property
    def foot(self) -> str:
        """The last line of every page."""
        return " · ".join(self.facts)

    def by_topic(self) -> Iterator[tuple[Topic, str, Sequence[Section]]]:
        """Yield each topic that has sections, with its name."""
        for topic, name in self.topics.items():
            if sections := [one for one in self.sections if one.topic == topic]:
                yield topic, name, sections
