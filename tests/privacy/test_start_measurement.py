"""Six scales in one wave: each tells what it would tell alone, and no envelope stands out.

The histograms of an indicator's questions and of their scale are blurred together. In a start
measurement there are six such sets at once, about the same people.
"""

from collections.abc import Sequence
from itertools import product
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveys.answering import cast
from surveys.answering.ballot import Answers, Ballot, sealed_length
from surveys.counting.joint_blur import blurred, class_counts
from surveys.counting.tally import Histogram, tally_ballots
from surveys.counting.variables import SKIPPED, Row, Variable, variables_of
from surveys.installation import Installation
from surveys.instrument import COMMENT, START_MEASUREMENT, Question, questions_of_wave, shipped
from surveys.programme.start_measurement import choose_start_measurement
from surveys.waves import open_wave
from tests.builders import OPENS, add_people
from tests.privacy.test_coarsening import cap
from tests.reading import reader_with

INSTRUMENT = shipped()
ASKED = questions_of_wave(INSTRUMENT, START_MEASUREMENT)
COUNTED = variables_of(ASKED, INSTRUMENT)
SCALES = [variable for variable in COUNTED if variable.questions]
TEAM = UUID(int=1)

option = st.sampled_from([SKIPPED, *range(5)]) | st.sampled_from([0, 1, 4, 4])
people = st.lists(
    st.one_of(
        st.tuples(*[option] * len(ASKED)),
        st.builds(lambda one: (one,) * len(ASKED), st.integers(0, 4)),
    ),
    min_size=5,
    max_size=16,
)
unanimous = [(4,) * len(ASKED)] * 5
unhappy = [tuple((person + place) % 2 for place in range(len(ASKED))) for person in range(7)]


def ballots_of(rows: Sequence[Row]) -> list[Ballot]:
    """Return ballots with these oriented options."""
    return [
        Ballot(
            TEAM,
            {
                q.id: (q.oriented(place),)
                for q, place in zip(ASKED, row, strict=True)
                if place != SKIPPED
            },
        )
        for row in rows
    ]


def published(
    rows: Sequence[Row], variables: Sequence[Variable], reissued: int = 0
) -> dict[str, Histogram]:
    """Return what is published about a team, by variable."""
    again = {TEAM: reissued}
    counted = tally_ballots(ballots_of(rows), variables, {TEAM: None}, 5, reissued=again)
    return {histogram.question: histogram for histogram in counted.histograms}


def test_no_question_is_part_of_two_scales() -> None:
    """So what several scales tell can be looked at one by one."""
    members = [name for scale in SCALES for name in scale.questions]
    assert len(SCALES) == 6
    assert len(members) == len(set(members)) == len(ASKED) - 1


@settings(max_examples=60)
@example(unanimous, 0)
@example(unhappy, 0)
@example(unhappy, 1)
@given(people, st.integers(0, 3))
def test_each_subject_tells_what_it_would_tell_in_a_wave_of_its_own(
    rows: list[Row], reissued: int
) -> None:
    """Nothing is gained from asking about six at once: all sets of histograms combine freely."""
    together = published(rows, COUNTED, reissued)
    alone: dict[str, Histogram] = {}
    for indicator in INSTRUMENT.indicators:
        names = {question.id for question in indicator.questions}
        own = [v for v in COUNTED if names & ({v.name} | set(v.questions))]
        alone |= published(rows, own, reissued)
    assert together == alone


@settings(max_examples=60)
@example(unanimous)
@example(unhappy)
@given(people)
def test_all_six_sets_may_come_from_one_and_the_same_people_who_needed_no_blur(
    rows: list[Row],
) -> None:
    """So nobody is certain that any answer, or any score, was moved; nor of whom."""
    shown = published(rows, COUNTED)
    place = {question.id: number for number, question in enumerate(ASKED)}
    columns = [list(column) for column in zip(*rows, strict=True)]
    scales = [(scale.questions, scale) for scale in SCALES]
    inside = {name for names, _ in scales for name in names}
    for names, scale in [*scales, *(((q.id,), None) for q in ASKED if q.id not in inside)]:
        parts = list(zip(*(columns[place[name]] for name in names), strict=True))
        counts = [shown[name].counts for name in names]
        moved = blurred(parts, counts, scale)
        for name, column in zip(names, zip(*moved, strict=True), strict=True):
            columns[place[name]] = list(column)
            if any(shown[name].counts):
                assert tuple(map(column.count, range(5))) == shown[name].counts
        if scale is not None and any(shown[scale.name].counts):
            assert class_counts(moved, scale) == shown[scale.name].counts
    others = [tuple(row) for row in zip(*columns, strict=True)]
    assert published(others, COUNTED) == shown
    for histogram in shown.values():
        if n := sum(histogram.counts):
            assert max(histogram.counts) <= cap(n)


@pytest.mark.both_databases
def test_every_envelope_has_one_length_whether_all_or_nothing_was_answered(
    installation: Installation, north: UUID
) -> None:
    add_people(installation, north, 12)
    choose_start_measurement(installation, reader_with("administrator"), on=True)
    wave = open_wave(installation, opens_on=OPENS, closes_on=OPENS)

    def whole(questions: Sequence[Question], which: int) -> Answers:
        return {q.id: (which % q.scale.size,) for q in questions}

    sheets: list[Answers] = [{}, {"mood_1": (4,)}, *(whole(ASKED, which) for which in range(5))]
    comments = ("", "One word", "\N{GRINNING FACE}" * 500)
    sheets_and_comments = list(product(sheets, comments))[:: len(comments) - 1]
    for token, (answers, comment) in zip(wave.tokens.values(), sheets_and_comments, strict=False):
        cast(installation, token, answers, OPENS, {COMMENT: comment} if comment else {})
    lengths = [len(body) for body in installation.box(1).bodies()]
    assert len(lengths) == len(sheets_and_comments[:12])
    assert set(lengths) == {sealed_length(ASKED)}
