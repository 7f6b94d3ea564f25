"""The tally adds ballots up per atom, coarsens there, and only then sums per unit."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answering.ballot import Answers, Ballot
from surveys.counting.disclosure import coarsen
from surveys.counting.tally import Tally, tally_ballots
from surveys.counting.variables import variables_of
from surveys.instrument import Question
from surveys.instrument.file import shipped

WHOLE, NORTH, SOUTH, EAST = (UUID(int=i) for i in range(4))
PARENT = {WHOLE: None, NORTH: WHOLE, SOUTH: WHOLE, EAST: WHOLE}
MOOD, ISOLATION, OFFICE = (shipped().question(q) for q in ("mood_1", "iso_1", "fh_4"))
QUESTIONS = (MOOD, ISOLATION, OFFICE)

answers_to = st.fixed_dictionaries(
    {},
    optional={
        q.id: st.lists(
            st.integers(0, q.scale.size - 1), min_size=1, max_size=q.scale.max_choices, unique=True
        ).map(tuple)
        for q in QUESTIONS
    },
)
boxes = st.lists(st.builds(Ballot, st.sampled_from(list(PARENT)), answers_to), max_size=30)


def tallied(ballots: Sequence[Ballot], *questions: Question, k: int = 5) -> Tally:
    return tally_ballots(ballots, variables_of(questions or QUESTIONS, shipped()), PARENT, k)


def moods(unit: UUID, *options: int) -> list[Ballot]:
    return [Ballot(unit, {"mood_1": (option,)}) for option in options]


def counts(found: Tally, unit: UUID, question: Question = MOOD) -> tuple[tuple[int, ...], int]:
    [histogram] = [h for h in found.histograms if h.unit == unit and h.question == question.id]
    return histogram.counts, histogram.skipped


def test_counts_are_oriented_with_good_last_skips_beside_them_and_several_choices_each() -> None:
    found = tallied(moods(NORTH, 0, 1, 2, 3, 4, 4), MOOD)
    assert counts(found, NORTH) == ((1, 1, 1, 1, 2), 0)
    assert found.ballots == {NORTH: 6, WHOLE: 6}
    box = [Ballot(NORTH, {"iso_1": (option,)}) for option in (0, 0, 0, 1, 4)]
    assert counts(tallied(box, ISOLATION), NORTH, ISOLATION) == ((1, 0, 0, 1, 3), 0)
    box = [*moods(NORTH, 0, 1, 2, 3, 4), *[Ballot(NORTH, {})] * 2]
    assert counts(tallied(box, MOOD), NORTH) == ((1, 1, 1, 1, 1), 2)
    box = [Ballot(NORTH, {"fh_4": (option, option + 1)}) for option in range(5)]
    assert counts(tallied(box, OFFICE), NORTH, OFFICE) == ((1, 2, 2, 2, 2, 1, 0), 0)


def test_fewer_than_k_answers_count_as_skipped_and_atoms_are_coarsened_before_sums() -> None:
    box = [*moods(NORTH, 0, 1, 2, 3), *[Ballot(NORTH, {})] * 4, *moods(SOUTH, 4, 4, 3, 2, 1)]
    found = tallied(box, MOOD)
    assert counts(found, NORTH) == ((0, 0, 0, 0, 0), 8)
    assert found.ballots[NORTH] == 8
    assert counts(found, WHOLE) == ((0, 1, 1, 1, 2), 8), "the whole misses those answers too"
    box = [*moods(NORTH, *[4] * 5), *moods(SOUTH, *[0] * 5)]
    found = tallied(box, MOOD)
    assert counts(found, NORTH) == ((0, 0, 0, 2, 3), 0)
    assert counts(found, SOUTH) == ((3, 1, 1, 0, 0), 0)
    assert counts(found, WHOLE) == ((3, 1, 1, 2, 3), 0)


def test_a_small_team_shows_only_in_the_whole_and_without_ballots_nothing_is_published() -> None:
    box = [*moods(NORTH, 0, 1, 2, 3, 4, 4), *moods(SOUTH, 4, 4), *moods(EAST, 0, 0, 1)]
    found = tallied(box, MOOD)
    assert found.ballots == {NORTH: 6, WHOLE: 11}
    assert counts(found, WHOLE) == ((3, 2, 1, 1, 4), 0)
    assert tallied([]) == Tally({}, {}, [], {})
    with pytest.raises(KeyError):
        tallied(moods(UUID(int=99), 1))


@given(boxes, st.integers(5, 8))
def test_answers_and_skips_of_a_single_choice_add_up_to_the_ballots_in_whatever_order(
    box: list[Ballot], k: int
) -> None:
    found = tallied(box, k=k)
    assert found == tallied(box[::-1], k=k)
    for unit, ballots in found.ballots.items():
        assert ballots >= k
        for question in (MOOD, ISOLATION):
            shown, skipped = counts(found, unit, question)
            assert sum(shown) + skipped == ballots
            assert sum(shown) == 0 or sum(shown) >= k


@given(st.lists(answers_to, min_size=5, max_size=25))
def test_a_single_atom_shows_its_coarsened_histogram(given_answers: list[Answers]) -> None:
    found = tallied([Ballot(NORTH, a) for a in given_answers])
    for question in QUESTIONS:
        chosen = [a[question.id] for a in given_answers if question.id in a]
        raw = [0] * question.scale.size
        for option in (option for options in chosen for option in options):
            raw[question.oriented(option)] += 1
        shown, skipped = counts(found, NORTH, question)
        if len(chosen) < 5:
            assert (sum(shown), skipped) == (0, len(given_answers))
        else:
            assert skipped == len(given_answers) - len(chosen)
            assert shown == coarsen(
                raw, len(chosen), one_sided=question.scale.one_sided, ordered=question is not OFFICE
            )
