"""The order of a talk: the strongest, what changed, what needs attention; no more than fits."""

from dataclasses import replace

import pytest

from surveys.reading.talk_plan import MOST_SUBJECTS, Kind, plan_talk
from surveys.reading.trend import Trend
from surveys.reading.verdicts.verdict import Change, Verdict
from surveys.statistics.verdict.levels import level_verdict
from tests.unit.charts.reports import a_line, a_trend, a_verdict, waves

HELD = waves(4)
GOOD, FAIRLY, MIXED = level_verdict(0, 0.95), level_verdict(0.1, 0.6), level_verdict(0.1, 0.1)
QUESTIONS = ("mood_1", "wlb_1", "iso_1", "wl_1", "ra_1", "ao_1")


def judged(question: str, level: float, verdict: Verdict) -> Trend:
    line = a_line(HELD, *[level] * 4)
    return a_trend(*[level] * 4, question=question, held=HELD, verdict=replace(verdict, line=line))


def change(change: Change, *, low: bool = False) -> Verdict:
    return a_verdict(change, needs_attention=low)


def planned(*trends: Trend) -> list[tuple[Kind, str]]:
    return [(one.kind, one.trend.question.id) for one in plan_talk(trends).subjects]


def test_the_strongest_comes_first_then_changes_then_levels_whatever_their_order() -> None:
    assert planned(
        judged("iso_1", 2.1, change("unclear", low=True)),
        judged("wl_1", 2.6, change("worse")),
        judged("mood_1", 4.2, replace(change("unclear"), level=GOOD)),
        judged("wlb_1", 3.9, replace(change("unclear"), level=GOOD)),
    ) == [("strongest", "mood_1"), ("change", "wl_1"), ("level", "iso_1")]


@pytest.mark.parametrize("level", [MIXED, None])
def test_nothing_is_called_strongest_unless_its_level_is_good(level: object) -> None:
    verdict = replace(change("unclear"), level=level)
    plan = plan_talk([judged("mood_1", 3.4, verdict)])
    assert not plan.subjects
    assert plan.nothing_stands_out
    assert plan.most_urgent is None
    assert planned(judged("mood_1", 3.4, replace(verdict, level=FAIRLY))) == [
        ("strongest", "mood_1")
    ]


def test_what_has_become_worse_is_never_the_strongest_however_good() -> None:
    plan = plan_talk([judged("mood_1", 4.4, replace(change("worse"), level=GOOD))])
    assert [one.kind for one in plan.subjects] == ["change"]
    assert not plan.nothing_stands_out


def test_the_strongest_that_became_better_is_told_once() -> None:
    assert planned(judged("mood_1", 4.4, replace(change("better"), level=GOOD))) == [
        ("strongest", "mood_1")
    ]


def test_a_talk_has_room_for_three_and_tells_how_many_more_there_are() -> None:
    worse = [judged(question, 2.9, change("worse")) for question in QUESTIONS[:4]]
    low = [judged(question, 2.0, change("unclear", low=True)) for question in QUESTIONS[4:]]
    plan = plan_talk([*worse, *low])
    assert [one.kind for one in plan.subjects] == ["change", "change", "level"]
    assert plan.left_out == 3
    assert len(plan_talk(worse).subjects) == MOST_SUBJECTS
    assert [one.kind for one in plan_talk(low).subjects] == ["level", "level"]


def test_the_agreement_is_about_the_first_reason_to_look() -> None:
    good = judged("mood_1", 4.2, replace(change("unclear"), level=GOOD))
    worse, better = judged("wl_1", 2.6, change("worse")), judged("iso_1", 3.2, change("better"))
    plan = plan_talk([better, worse, good])
    assert plan.most_urgent is not None
    assert plan.most_urgent.trend is worse


def test_without_verdicts_there_is_nothing_to_put_in_order() -> None:
    assert plan_talk([a_trend(3.0, 3.0)]).subjects == []
