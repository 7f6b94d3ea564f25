"""The guide to a team talk: what it asks about, for how long, from published numbers only."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from surveys.follow_up.talk_guide import (
    LENGTHS,
    STEPS,
    PerceptionGap,
    TalkGuide,
    direction_of,
    make_guide,
)
from surveys.follow_up.talk_questions import TalkQuestions, load_talk_questions
from surveys.instrument import shipped
from surveys.reading.talk_plan import weakest_first
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import Trend
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics.verdict.levels import level_verdict
from tests.claims import claims_in
from tests.unit.charts.reports import a_line, a_trend, a_verdict, waves

HELD = waves(4)
QUESTIONS = ("mood_1", "wlb_1", "iso_1", "wl_1", "ra_1", "ao_1")
GOOD = level_verdict(0, 0.95)


def report(*trends: Trend, held: Sequence[WaveOfUnit] = HELD) -> TeamReport:
    return TeamReport(uuid4(), "Planning", held, trends)


def of_means(*means: float) -> TeamReport:
    return report(
        *(
            a_trend(mean, question=q, held=HELD[-1:])
            for q, mean in zip(QUESTIONS, means, strict=True)
        ),
        held=HELD[-1:],
    )


def hidden(shown: TeamReport) -> TeamReport:
    """Return a report whose newest wave is not published; everything else as it is."""
    *before, newest = shown.waves
    return replace(shown, waves=[*before, replace(newest, participation=None)])


def asked(guide: TalkGuide) -> list[str]:
    return [one.trend.question.id for one in guide.weakest]


@pytest.mark.parametrize("length", LENGTHS)
def test_the_minutes_of_the_four_steps_add_up_to_the_length_of_the_talk(length: int) -> None:
    guide = make_guide(of_means(3, 3, 3, 3, 3, 3), length)
    assert tuple(guide.minutes) == STEPS
    assert sum(guide.minutes.values()) == length


@given(st.lists(st.integers(10, 50), min_size=6, max_size=6), st.sampled_from(LENGTHS))
def test_it_asks_about_the_two_indicators_with_the_weakest_averages(
    tenths: list[int], length: int
) -> None:
    means = [tenth / 10 for tenth in tenths]
    guide = make_guide(of_means(*means), length)
    by_question = dict(zip(QUESTIONS, means, strict=True))
    assert [by_question[question] for question in asked(guide)] == sorted(means)[:2]
    assert all(one.questions for one in guide.weakest)
    assert guide.about == [one.trend.indicator.id for one in guide.weakest]


def test_a_long_talk_has_the_questions_of_a_short_one_and_more() -> None:
    short, long = (make_guide(of_means(2, 3, 2, 4, 4, 4), length) for length in LENGTHS)
    for one, other in zip(short.weakest, long.weakest, strict=True):
        assert len(one.questions) == 1 < len(other.questions)
        assert other.questions[0] == one.questions[0]
    assert set(map(str, short.to_try)) < set(map(str, long.to_try))


@given(
    st.lists(st.integers(10, 50), min_size=6, max_size=6),
    st.lists(st.integers(10, 50), min_size=6, max_size=6),
    st.sampled_from(LENGTHS),
)
def test_of_a_unit_that_is_not_shown_nothing_in_its_results_changes_the_guide(
    one: list[int], other: list[int], length: int
) -> None:
    guides = [
        make_guide(hidden(of_means(*(tenth / 10 for tenth in tenths))), length)
        for tenths in (one, other)
    ]
    assert guides[0] == guides[1] == make_guide(report(), length)
    assert (guides[0].plan, guides[0].weakest, guides[0].went_well) == (None, [], [])


def test_a_result_that_is_not_in_the_newest_wave_is_not_asked_about() -> None:
    older = a_trend(1.0, 1.0, 1.0, None, question="wl_1", held=HELD)
    newest = a_trend(4.0, 4.0, 4.0, 4.0, question="mood_1", held=HELD)
    assert weakest_first([older, newest]) == [newest]
    assert asked(make_guide(report(older, newest), 30)) == ["mood_1"]


@pytest.mark.parametrize(
    ("verdict", "direction"),
    [
        (None, "unclear"),
        (a_verdict("worse"), "worse"),
        (a_verdict("worse", needs_attention=True), "worse"),
        (a_verdict("better"), "better"),
        (a_verdict("unclear", needs_attention=True), "unclear"),
        (a_verdict("too early"), "unclear"),
        (replace(a_verdict("unclear"), level=GOOD), "good"),
        (replace(a_verdict("better"), level=GOOD), "good"),
        (replace(a_verdict("worse"), level=GOOD), "worse"),
    ],
)
def test_a_question_fits_what_is_told_of_an_indicator(verdict: Any, direction: str) -> None:
    assert direction_of(a_trend(3.0, verdict=verdict)) == direction


def test_what_went_well_is_the_strongest_and_what_became_better() -> None:
    line = a_line(HELD, *[4.2] * 4)
    good = replace(a_verdict("unclear", line=line), level=GOOD)
    better = a_verdict("better", line=a_line(HELD, *[3.2] * 4))
    worse = a_verdict("worse", line=a_line(HELD, *[2.2] * 4))
    guide = make_guide(
        report(
            a_trend(*[2.2] * 4, question="wl_1", held=HELD, verdict=worse),
            a_trend(*[4.2] * 4, question="mood_1", held=HELD, verdict=good),
            a_trend(*[3.2] * 4, question="iso_1", held=HELD, verdict=better),
        ),
        60,
    )
    assert [(one.trend.question.id, one.direction) for one in guide.went_well] == [
        ("mood_1", "good"),
        ("iso_1", "better"),
    ]


def test_what_to_avoid_is_what_always_holds_and_what_belongs_to_the_weakest() -> None:
    data = load_talk_questions()
    guide = make_guide(of_means(4, 4, 1.5, 2, 4, 4), 30)
    assert list(guide.avoid) == [
        *data.avoid["any"],
        *data.avoid["isolation"],
        *data.avoid["workload"],
    ]


@pytest.mark.parametrize("side", ["leaders_better", "staff_better"])
def test_a_perception_gap_is_asked_about_where_it_is_published_and_nowhere_else(side: Any) -> None:
    gap = PerceptionGap(shipped().indicator("workload").name, side)
    shown = of_means(3, 3, 3, 3, 3, 3)
    text = make_guide(shown, 30, gap).gap
    assert text is not None
    assert "“Workload”" in text["en"]
    assert "“Werkdruk”" in text["nl"]
    assert make_guide(shown, 30).gap is None
    assert make_guide(hidden(shown), 30, gap).gap is None


def test_every_core_indicator_has_questions_and_cautions_and_an_own_one_gets_those_for_any() -> (
    None
):
    data = load_talk_questions()
    core = {one.id for one in shipped().indicators if one.kind == "core"}
    assert core == set(data.questions) - {"any"} == set(data.avoid) - {"any"}
    assert data.about("an_own_indicator", "worse") == data.questions["any"]["worse"]


def test_no_question_claims_what_nobody_knows() -> None:
    assert not [claim for text in load_talk_questions().texts() for claim in claims_in(text)]


def test_a_question_ends_in_a_question_mark_and_asks_no_yes_or_no() -> None:
    data = load_talk_questions()
    lists = [
        *(one for of in data.questions.values() for one in of.values()),
        data.to_try,
        data.agree,
    ]
    closed = ("Do", "Did", "Is", "Are", "Has", "Have", "Can", "Will")
    for text in (one for texts in lists for one in texts):
        assert all(words.endswith("?") for words in text.values())
        assert not text["en"].startswith(closed)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"minutes": {30: [10, 10, 5, 4]}}, "minutes of 30"),
        ({"minutes": {30: [10, 10, 10]}}, "minutes of 30"),
        ({"questions": {}}, "questions: nothing for any"),
        ({"questions": {"any": {"good": []}}}, "any: better has none"),
        ({"agree": [{"en": "What?", "nl": " "}]}, "not in en and nl"),
        ({"gap": {"leaders_better": {"en": "Why?", "nl": "Waarom?"}}}, "staff_better is missing"),
        ({"avoid": {}}, "avoid: nothing for any"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_what_is_wrong(
    changed: dict[str, Any], reason: str
) -> None:
    file = load_talk_questions().model_dump(mode="json")
    with pytest.raises(ValidationError, match=reason):
        TalkQuestions.model_validate(file | changed)
