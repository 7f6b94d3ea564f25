"""What a team talks about: the order of its results in a meeting. Pure.

First what is strongest, then what has changed, then levels that need attention: as the verdicts say
it. A talk has room for a few subjects, so the rest is left to the page of the unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.instrument import Question
from surveys.reading.trend import Trend
from surveys.reading.verdicts.summary import in_order, newest
from surveys.reading.verdicts.verdict import Verdict

Kind = Literal["strongest", "change", "level"]

MOST_SUBJECTS = 3
"""Most changes and levels together; a level that needs attention is never left out for a change."""


@dataclass(frozen=True)
class Subject:
    """A trend to talk about, and why: the strongest, a change, or a level that needs attention."""

    kind: Kind
    trend: Trend
    verdict: Verdict


@dataclass(frozen=True)
class TalkPlan:
    """The subjects of a talk in their order, and how many more stand out."""

    subjects: Sequence[Subject]
    left_out: int = 0

    @property
    def nothing_stands_out(self) -> bool:
        """Whether there is neither a change nor a level that needs attention."""
        return all(subject.kind == "strongest" for subject in self.subjects)

    @property
    def most_urgent(self) -> Subject | None:
        """What to agree on most likely: the first reason to look, else the last subject."""
        reasons = (one for one in self.subjects if one.verdict.is_reason_to_look)
        return next(reasons, self.subjects[-1] if self.subjects else None)


def plan_talk(trends: Sequence[Trend]) -> TalkPlan:
    """Return the subjects of a talk about the trends of a unit."""
    by_question = {trend.question.id: trend for trend in trends}
    judged = [(trend, trend.verdict) for trend in trends if trend.verdict is not None]
    strongest = _strongest(judged)
    told = [
        (by_question[question.id], verdict)
        for question, verdict in in_order((trend.question, verdict) for trend, verdict in judged)
        if strongest is None or question.id != strongest.trend.question.id
    ]
    changes = [Subject("change", *one) for one in told if one[1].found is not None]
    levels = [Subject("level", *one) for one in told if one[1].found is None]
    chosen = changes[: MOST_SUBJECTS - bool(levels)]
    chosen += levels[: MOST_SUBJECTS - len(chosen)]
    first = [] if strongest is None else [strongest]
    return TalkPlan([*first, *chosen], len(told) - len(chosen))


def weakest_first(trends: Sequence[Trend]) -> list[Trend]:
    """Return the trends with an average in the newest wave, the weakest first.

    Averages are compared as parts of the scale of their question; equal ones stay in their order.
    """
    known = [
        (part_of_scale(trend.question, trend.latest.mean), trend)
        for trend in trends
        if trend.latest is not None and trend.older_wave is None
    ]
    return [trend for _, trend in sorted(known, key=lambda one: one[0])]


def part_of_scale(question: Question, value: float) -> float:
    """Return a value as a part of the scale of a question: 0 is its worst end, 1 its best."""
    values = question.scale.values or (1.0, 5.0)
    return (value - min(values)) / (max(values) - min(values))


def _strongest(judged: Sequence[tuple[Trend, Verdict]]) -> Subject | None:
    """Return the trend of the best level, unless there is a reason to look at it; None if mixed."""
    good = [
        (trend, verdict)
        for trend, verdict in judged
        if verdict.level is not None
        and verdict.level.likeliest == "good"
        and verdict.line
        and not verdict.is_reason_to_look
    ]
    if not good:
        return None
    return Subject(
        "strongest", *max(good, key=lambda one: part_of_scale(one[0].question, newest(one[1])))
    )
