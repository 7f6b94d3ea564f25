"""The guide to a team talk, from the published results of the team's own wave. Pure.

Four steps: what went well, what stands out and what it may mean, what to try, what to agree on. A
unit that is not shown gets the same steps without anything about its results.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.follow_up.talk_questions import Direction, TalkQuestions, load_talk_questions
from surveys.instrument.scales import Text
from surveys.reading.seen_by_both import GapSide, PerceptionGaps
from surveys.reading.talk_plan import TalkPlan, plan_talk, weakest_first
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import Trend

StepName = Literal["went_well", "stands_out", "to_try", "agree"]
STEPS: tuple[StepName, ...] = ("went_well", "stands_out", "to_try", "agree")

LENGTHS = (30, 60)
"""The minutes that a talk may take."""

MOST_WEAK = 2
"""The number of indicators that the guide has questions about, the weakest ones."""


@dataclass(frozen=True)
class PerceptionGap:
    """A published difference between how leaders and staff of the organisation see a subject."""

    subject: Text
    side: GapSide


@dataclass(frozen=True)
class Asked:
    """Questions about one indicator of the unit."""

    trend: Trend
    direction: Direction
    questions: Sequence[Text]


@dataclass(frozen=True)
class TalkGuide:
    """A guide for a talk of some length in minutes.

    `plan` has the subjects in their order; None where the unit is not shown. `weakest` are at most
    two indicators with their questions. `gap` asks about the perception gap; None where none is
    known. `about` are the indicators that something may be tried for, the weakest first.
    """

    length: int
    minutes: dict[StepName, int]
    plan: TalkPlan | None
    went_well: Sequence[Asked]
    weakest: Sequence[Asked]
    to_try: Sequence[Text]
    agree: Sequence[Text]
    avoid: Sequence[Text]
    gap: Text | None = None

    @property
    def about(self) -> Sequence[str]:
        """The ids of the indicators that something may be tried for."""
        return [asked.trend.indicator.id for asked in self.weakest]


def make_guide(report: TeamReport, length: int, gap: PerceptionGap | None = None) -> TalkGuide:
    """Return the guide to a talk about a unit's newest wave; `length` is one of `LENGTHS`.

    It depends on nothing but published results.
    """
    data = load_talk_questions()
    most = 1 if length == min(LENGTHS) else None
    is_shown = is_about_results(report)
    plan = plan_talk(report.trends) if is_shown else None
    weakest = [
        ask(trend, most, data) for trend in weakest_first(report.trends)[:MOST_WEAK] if is_shown
    ]
    well = [
        ask(subject.trend, most, data)
        for subject in (plan.subjects if plan is not None else ())
        if subject.kind == "strongest" or subject.verdict.change == "better"
    ]
    return TalkGuide(
        length=length,
        minutes=dict(zip(STEPS, data.minutes[length], strict=True)),
        plan=plan,
        went_well=well,
        weakest=weakest,
        to_try=data.to_try[:most],
        agree=data.agree,
        avoid=data.to_avoid([asked.trend.indicator.id for asked in weakest]),
        gap=None if gap is None or not is_shown else _about_gap(gap, data),
    )


def gap_to_talk_about(gaps: PerceptionGaps | None) -> PerceptionGap | None:
    """Return the widest difference between leaders and staff; None where none can be told."""
    for one in gaps.told if gaps is not None else ():
        if one.side is not None:
            languages = one.question.text
            return PerceptionGap({code: one.name(code).rstrip(".") for code in languages}, one.side)
    return None


def is_about_results(report: TeamReport) -> bool:
    """Return whether the unit has published results in its newest wave to talk about."""
    latest = report.latest
    return latest is not None and latest.participation is not None and bool(report.trends)


def ask(trend: Trend, most: int | None = 1, data: TalkQuestions | None = None) -> Asked:
    """Return the questions about a trend that fit its verdict; at most `most`, None for all."""
    direction = direction_of(trend)
    questions = (data or load_talk_questions()).about(trend.indicator.id, direction)
    return Asked(trend, direction, questions[:most])


def own_cautions(indicator: str) -> Sequence[Text]:
    """Return what to avoid in a talk about an indicator, besides what holds for all of them."""
    return load_talk_questions().avoid.get(indicator, ())


def direction_of(trend: Trend) -> Direction:
    """Return what is told of a trend: a change first, unless it is for the better of a good one."""
    verdict = trend.verdict
    if verdict is None:
        return "unclear"
    if verdict.change == "worse":
        return "worse"
    if verdict.level is not None and verdict.level.standing == "good":
        return "good"
    return "better" if verdict.change == "better" else "unclear"


def _about_gap(gap: PerceptionGap, data: TalkQuestions) -> Text:
    text, name = data.gap[gap.side], gap.subject
    return {language: words.format(subject=name[language]) for language, words in text.items()}
