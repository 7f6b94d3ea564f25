"""The histograms of questions and of their scale together: none undoes the blur of another.

A published set undoes the blur of a question when in every set of answers that it can come from the
question's true histogram differs from the published one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import combinations_with_replacement, product
from random import Random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import coarsen
from surveys.counting.joint_blur import blurred, class_counts
from surveys.counting.tally import Histogram, tally_ballots
from surveys.counting.variables import SKIPPED, Row, Variable, class_of, variables_of
from surveys.instrument import (
    AskedTwiceError,
    Question,
    questions_of_wave,
    refuse_asked_twice,
    shipped,
)
from tests.privacy.test_coarsening import LIKERT, cap, preimages
from tests.scales import on_scale

INSTRUMENT = shipped()
TEAM = UUID(int=1)
CLASSES, LOW = 9, frozenset(range(4))
"""The number of classes of a scale score, and the unfavourable ones."""

Counts = tuple[int, ...]
Outcome = tuple[tuple[Counts, ...], Counts]
"""The histograms of the questions, and that of their scale."""

Rule = Callable[[Sequence[Row]], Outcome]


def questions_of(number: int, options: int = 5) -> list[Question]:
    """Return the questions of a scale, cut off after some of them."""
    isolation = list(INSTRUMENT.indicator("isolation").questions)
    extra = [q.model_copy(update={"id": "iso_6"}) for q in isolation[:1]]
    return [on_scale(question, size=options) for question in [*isolation, *extra][:number]]


@cache
def variables(number: int, options: int = 5) -> Sequence[Variable]:
    """Return the variables of a wave that asks a scale of some questions and nothing else."""
    asked = questions_of(number, options)
    indicator = INSTRUMENT.indicator("isolation").model_copy(update={"questions": tuple(asked)})
    return variables_of(asked, INSTRUMENT.model_copy(update={"indicators": (indicator,)}))


def ballots_of(rows: Sequence[Row], unit: UUID = TEAM, options: int = 5) -> list[Ballot]:
    asked = questions_of(len(rows[0]), options)
    return [
        Ballot(
            unit,
            {
                q.id: (q.oriented(option),)
                for q, option in zip(asked, row, strict=True)
                if option != SKIPPED
            },
        )
        for row in rows
    ]


def outcome(histograms: Sequence[Histogram]) -> Outcome:
    *questions, scale = (histogram.counts for histogram in histograms)
    return tuple(questions), scale


def by_tally(rows: Sequence[Row], reissued: int = 0, options: int = 5) -> Outcome:
    """Return what is published about a team of these people."""
    asked, again = variables(len(rows[0]), options), {TEAM: reissued}
    ballots = ballots_of(rows, options=options)
    counted = tally_ballots(ballots, asked, {TEAM: None}, 5, reissued=again)
    if not counted.histograms:
        return ((0,) * options,) * len(rows[0]), (0,) * CLASSES
    return outcome(counted.histograms)


def true_counts(rows: Sequence[Row], options: int = 5) -> Outcome:
    classes = tuple([class_of(row, options) for row in rows])
    return (
        tuple([counts_of(column, options) for column in zip(*rows, strict=True)]),
        counts_of(classes, CLASSES),
    )


@cache
def counts_of(column: tuple[int | None, ...], size: int) -> Counts:
    return tuple(column.count(option) for option in range(size))


@cache
def coarse(counts: Counts, one_sided: frozenset[int]) -> Counts:
    return coarsen(counts, sum(counts), one_sided=[one_sided])


def each_on_its_own(rows: Sequence[Row]) -> Outcome:
    """Mutant: coarsen every histogram by itself, that of the scale included."""
    questions, scale = true_counts(rows)
    return tuple(coarse(counts, LIKERT[0]) for counts in questions), coarse(scale, LOW)


def undone(n: int, questions: int, rule: Rule) -> tuple[int, int, int]:
    """Return how many published sets there are, and how many undo the blur of a question.

    Last how many of these make certain that nearly all gave one answer. Every set of n people's
    answers is tried.
    """
    unmoved: dict[Outcome, set[int]] = defaultdict(set)
    mixed: dict[Outcome, set[int]] = defaultdict(set)
    patterns = list(product(range(5), repeat=questions))
    for rows in combinations_with_replacement(patterns, n):
        shown = rule(rows)
        true = true_counts(rows)[0]
        unmoved[shown].update(i for i, counts in enumerate(true) if counts == shown[0][i])
        mixed[shown].update(i for i, counts in enumerate(true) if max(counts) <= cap(n))
    moved, alike = (
        sum(len(some) < questions for some in certain.values()) for certain in (unmoved, mixed)
    )
    return len(unmoved), moved, alike


def test_the_mutant_that_coarsens_each_histogram_on_its_own_is_undone() -> None:
    """With two questions, one published set in nine tells that somebody was moved."""
    assert undone(5, 2, each_on_its_own) == (108_069, 12_397, 10_899)


rows_of = st.integers(2, 3).flatmap(
    lambda questions: st.lists(
        st.tuples(*[st.sampled_from([SKIPPED, *range(5)])] * questions), min_size=5, max_size=9
    )
)


@given(rows_of)
def test_below_ten_a_short_scale_publishes_what_its_questions_publish_alone_and_nothing_else(
    rows: list[Row],
) -> None:
    """So a published set is any combination of what single questions publish."""
    questions, scale = by_tally(rows)
    assert not any(scale)
    for place, variable in enumerate(variables(len(rows[0]))[:-1]):
        alone = tally_ballots(ballots_of(rows), [variable], {TEAM: None}, 5)
        assert alone.histograms[0].counts == questions[place]


@pytest.mark.parametrize("n", range(5, 10))
def test_and_every_histogram_that_a_question_publishes_may_be_the_true_one(n: int) -> None:
    """Answers to different questions combine freely, so each question can be looked at alone."""
    for shown, sources in preimages(n, LIKERT).items():
        assert shown in sources


@pytest.mark.parametrize("n", range(5, 9))
def test_a_question_asked_twice_would_be_undone_by_its_copy_with_reversed_labels(n: int) -> None:
    """So a wave of history that asks one twice is refused; with the same labels nothing is lost."""
    unmoved: dict[tuple[Counts, Counts], set[bool]] = defaultdict(set)
    for sources in preimages(n, LIKERT).values():
        for counts in sources:
            both = coarse(counts, LIKERT[0]), coarse(counts[::-1], LIKERT[0])
            unmoved[both].add(counts == both[0])
    assert any(some == {False} for some in unmoved.values())
    mood = INSTRUMENT.question("mood_1")
    copy = mood.model_copy(update={"id": "mood_again", "reverse": True})
    with pytest.raises(AskedTwiceError):
        refuse_asked_twice([mood, copy])
    for wave in range(28):
        refuse_asked_twice(questions_of_wave(INSTRUMENT, wave))


def jointly(rows: Sequence[Row]) -> Outcome:
    """Return what would be published if short scales, too, had a histogram from five scores on."""
    scale = variables(len(rows[0]))[-1]
    shown = each_on_its_own(rows)[0]
    of_scale = class_counts(blurred(rows, shown, replace(scale, least=5)), scale)
    return shown, coarse(of_scale, LOW)


@pytest.mark.slow
def test_joint_blur_alone_undoes_nothing_in_any_set_of_answers_to_two_questions(
    in_full: bool,
) -> None:
    """Even without the rule that a short scale has no histogram below ten."""
    for n in (5, 6) if in_full else (5,):
        assert undone(n, 2, jointly)[1] == 0


def may_be_true(shown: Outcome) -> bool:
    """Tell whether some people's answers have exactly the published histograms.

    Then nothing had to be coarsened in them. Exact: an integer number of people for each pattern of
    answers.
    """
    questions, scale = shown
    histograms = [*questions, *([scale] if any(scale) else [])]
    chosen = [[o for o, number in enumerate(counts) if number] for counts in questions]
    scored = {row: class_of(row, len(questions[0])) for row in product(*chosen)}
    patterns = [row for row, place in scored.items() if not any(scale) or scale[place or 0] > 0]
    places = [(*row, scored[row]) for row in patterns]
    lines = [
        ([place[which] == option for place in places], number)
        for which, counts in enumerate(histograms)
        for option, number in enumerate(counts)
    ]
    matrix = np.array([line for line, _ in lines], dtype=float)
    numbers = np.array([number for _, number in lines])
    found = milp(
        np.zeros(len(patterns)),
        constraints=LinearConstraint(matrix, numbers, numbers),
        integrality=np.ones(len(patterns), dtype=int),
        bounds=Bounds(0, sum(questions[0])),
    )
    assert found.status in {0, 2}, found.message
    return bool(found.status == 0)


def teams(n: int, questions: int, number: int, options: int = 5) -> Iterator[list[Row]]:
    """Yield teams whose members answer alike: content, mixed, and unhappy ones in turn."""
    chance = np.random.default_rng((n, questions))
    for team in range(number):
        level, spread = ((4.2, 0.5), (3.6, 0.7), (2.4, 0.6))[team % 3]
        people = chance.normal(level, spread, (n, 1)) + chance.normal(0, 0.3, questions)
        answers = people + chance.normal(0, spread, (n, questions))
        places = np.rint((answers - 1) * (options - 1) / 4).clip(0, options - 1)
        yield [tuple(row) for row in places.astype(int).tolist()]


def share_undone(
    n: int, questions: int, number: int, rule: Rule, options: int = 5
) -> tuple[int, int]:
    """Return how many teams had an answer or a score moved, and of how many that is certain."""
    shown = [
        published
        for rows in teams(n, questions, number, options)
        if (published := rule(rows)) != true_counts(rows, options)
    ]
    return len(shown), sum(not may_be_true(published) for published in shown)


SIZES = [
    *((n, questions) for n in range(5, 10) for questions in (4, 5)),
    *((n, questions) for n in (10, 12, 15) for questions in (2, 3, 4, 5)),
]


def test_the_published_histograms_of_a_team_may_be_the_true_ones() -> None:
    """So it is certain of no question, nor of the scale, that anything was moved."""
    for n, questions in SIZES:
        moved, certain = share_undone(n, questions, 30, by_tally)
        assert certain == 0, (n, questions, moved)


@pytest.mark.slow
@pytest.mark.parametrize("options", [2, 3, 4, 6, 7, 11])
def test_so_they_may_on_scales_of_any_length(options: int, in_full: bool) -> None:
    rule = partial(by_tally, options=options)
    number = 150 if in_full else 15
    found = [share_undone(n, q, number, rule, options) for n, q in ((5, 4), (10, 2), (12, 3))]
    assert sum(moved for moved, _ in found) > number / 10
    assert not any(certain for _, certain in found)


@pytest.mark.slow
@pytest.mark.only_in_full
@pytest.mark.parametrize(("n", "questions"), SIZES)
def test_the_published_histograms_of_many_teams_may_be_the_true_ones(
    n: int, questions: int
) -> None:
    moved, certain = share_undone(n, questions, 600, by_tally)
    assert moved
    assert certain == 0


@pytest.mark.parametrize(("n", "questions"), [(5, 3), (5, 4), (10, 2)])
def test_the_mutant_is_undone_for_up_to_four_questions_and_for_short_scales_from_ten_answers_on(
    n: int, questions: int
) -> None:
    moved, certain = share_undone(n, questions, 300, each_on_its_own)
    assert 0 < certain < moved


many_rows = st.integers(2, 6).flatmap(
    lambda questions: st.lists(
        st.tuples(*[st.sampled_from([SKIPPED, 1, 3, 4, 4, 4])] * questions)
        | st.tuples(*[st.sampled_from([SKIPPED, *range(5)])] * questions),
        min_size=5,
        max_size=30,
    )
)


@settings(max_examples=300)
@example([(SKIPPED, 1)] * 6 + [(SKIPPED, 0)] * 2, 3, Random(1))  # noqa: S311
@given(many_rows, st.integers(0, 6), st.randoms(use_true_random=False))
def test_blurred_answers_publish_what_the_true_ones_publish_and_need_no_coarsening(
    rows: list[Row], reissued: int, random: Random
) -> None:
    """Whoever skips what, and answers twice. All of it can come from this set of answers."""
    scale = variables(len(rows[0]))[-1]
    shown = by_tally(rows, reissued)
    in_team = blurred(rows, shown[0], scale, reissued)
    assert true_counts(in_team)[0] == shown[0]
    assert by_tally(in_team, reissued) == shown
    assert blurred(in_team, shown[0], scale, reissued) == in_team
    again = blurred(random.sample(rows, len(rows)), shown[0], scale, reissued)
    assert sorted(again) == sorted(in_team)
    for question, counts in enumerate(shown[0]):
        if any(counts):
            skips = [row[question] == SKIPPED for row in rows]
            assert [row[question] == SKIPPED for row in in_team] == skips


def test_a_short_scale_tells_nothing_about_the_few_who_skipped_a_part_of_it() -> None:
    """Scores and answers are sums over the same people but for these few."""
    rows = [(place % 5, place * 2 % 5) for place in range(11)]

    def of_the_few(few: Sequence[Row], rule: Rule) -> float | None:
        (first, second), scale = rule([*rows, *few])
        if not any(scale):
            return None
        scores = sum((1 + place / 2) * number for place, number in enumerate(scale))
        answers = sum((1 + o) * (first[o] + second[o]) for o in range(5))
        return 2 * scores - answers

    for option in range(5):
        one = [(SKIPPED, option)]
        assert of_the_few(one, each_on_its_own) == 1 + option, "the mutant tells it exactly"
        assert of_the_few(one, by_tally) is None
        assert of_the_few(one * 4, by_tally) is None
    assert of_the_few([(SKIPPED, option) for option in range(5)], by_tally) is not None
    assert of_the_few([], by_tally) == 0
